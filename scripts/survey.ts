/** `npm run survey`: checks, publishes, lists and closes surveys, and verifies closing protocols. Works while the server runs. */
import { randomBytes, randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { processConfig } from "../server/config.ts";
import { signingPublicKey } from "../server/keys.ts";
import { CommandError, runCommand } from "./command.ts";
import { noted } from "./noted.ts";
import { openStorage } from "./open.ts";
import { check } from "./survey/check.ts";
import { close } from "./survey/close.ts";
import { list } from "./survey/list.ts";
import { publishFile } from "./survey/publish.ts";
import { verify } from "./survey/verify.ts";

const USAGE = `npm run survey -- check FILE | publish FILE | list | close SURVEY | verify FILE

  check FILE    whether a definition could be published; every fault with its line and column
  publish FILE  publishes a new survey, or the next version of one; a version that is there already stays as it is
  list          the surveys with their state, versions, participations, released responses and those waiting in the urn
  close SURVEY  closes a survey for ever: releases all that waits, signs a protocol, destroys the survey's keys
  verify FILE   whether a closing protocol is as it was signed, and the database still holds what it says
  --help        this text`;

const ACTS: Readonly<Record<string, (given: string) => string | Promise<string>>> = {
  check,
  publish: (file) => stored(({ config, storage }) => publishFile(file, { storage, config, now: new Date() })),
  list: () => stored(({ storage }) => list(storage, new Date())),
  close: (survey) =>
    stored(async ({ config, storage }) => {
      const said = await close(survey, { storage, config, now: new Date(), random, software: software(), pause });
      await noted(storage.audit, "closed", survey);
      return said;
    }),
  verify: verifyHere,
};

const random = { bytes: randomBytes, integer: randomInt };

await runCommand({ name: "survey", usage: USAGE, run });

async function run(words: readonly string[]): Promise<void> {
  const { positionals } = parseArgs({ args: [...words], allowPositionals: true, options: {} });
  const [name = "", given, ...more] = positionals;
  const act = Object.hasOwn(ACTS, name) ? ACTS[name] : undefined;
  if (!act || (given !== undefined) !== (name !== "list") || more.length > 0)
    throw new CommandError(`${name === "" ? "nothing" : `"${positionals.join(" ")}"`} is not among these.`, [USAGE]);
  console.log(await act(given ?? ""));
}

type Opened = Awaited<ReturnType<typeof openStorage>>;

async function stored(act: (opened: Opened) => Promise<string>): Promise<string> {
  const opened = await openStorage();
  try {
    return await act(opened);
  } finally {
    await opened.storage.close();
  }
}

/** Verifying makes neither a database nor a key where there is none. */
async function verifyHere(file: string): Promise<string> {
  const { dataDir, databaseUrl, keysDir } = processConfig();
  const ownKey = signingPublicKey(keysDir);
  const isThere = databaseUrl !== undefined || existsSync(join(dataDir, "pikir.db"));
  if (!isThere) return verify(file, { storage: undefined, ownKey });
  return stored(({ storage }) => verify(file, { storage, ownKey }));
}

function software(): string {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8"));
  return `pikir ${version}`;
}
