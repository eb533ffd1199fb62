/** A town that answers a survey, and whoever closes it. */
import { createHmac, randomBytes, randomInt } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { type Closed, type Closing, closeSurvey } from "../../server/closing.ts";
import { participationKey } from "../../server/identity/participation.ts";
import { smallDefinition } from "../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";

export const TEA = "tea-survey";

export interface Town {
  readonly pikir: Pikir;
  readonly keysDir: string;
  /** Where the second copy of the urn's key lies. */
  readonly keyCopy: string;
  /** Somebody answers; resolves to the code on their receipt. */
  answers(name: string): Promise<string>;
  withdraws(code: string): Promise<void>;
  /** Closes the tea survey, a day later each time. */
  close(changed?: Partial<Closing>): Promise<Closed>;
}

export async function startTown(): Promise<Town> {
  const pikir = await startPikir({ definitions: [smallDefinition()] });
  const keysDir = join(pikir.dataDir, "keys");
  const keyCopy = join(pikir.dataDir, "copy");
  mkdirSync(keyCopy);
  copyFileSync(join(keysDir, "mixer", `${TEA}.urn.private`), join(keyCopy, `${TEA}.urn.private`));
  const config = { dataDir: pikir.dataDir, keysDir, keyCopy, pool: 50 };
  return {
    pikir,
    keysDir,
    keyCopy,
    answers: (name) => answers(pikir, name),
    withdraws: async (code) => {
      const anyone = pikir.visitor({ "Accept-Language": "en" });
      await anyone.open("/withdraw");
      await anyone.fill({ code });
    },
    close: (changed = {}) => {
      const random = { bytes: randomBytes, integer: randomInt };
      const closing = { storage: pikir.storage, config, now: pikir.now(), random, software: "pikir 0.1.0" };
      pikir.pass(24 * 3600);
      return closeSurvey(TEA, { ...closing, pause: async () => undefined, ...changed });
    },
  };
}

async function answers(pikir: Pikir, name: string): Promise<string> {
  const who = pikir.visitor();
  await who.open(`/s/${TEA}?lang=en`);
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  for (let step = 0; step < 12; step += 1) {
    const code = codeOn((await who.fill()).text);
    if (code !== undefined) return code;
  }
  throw new Error(`${name} did not get to a receipt, but to ${who.shown().address}`);
}

export function codeOn(text: string): string | undefined {
  return /[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/.exec(text)?.[0];
}

/** All files under a folder. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

/** Which of these people took part, found with every run of 32 bytes in any file of a folder as the key, and with each file as a whole. */
export function foundBy(folder: string, dataDir: string, people: readonly string[]): readonly string[] {
  const kept = new Set(participationsIn(dataDir));
  const keys = filesIn(folder).flatMap((file) => {
    const content = readFileSync(file);
    const runs = Math.max(0, content.length - 31);
    return [content, ...Array.from({ length: runs }, (_, at) => content.subarray(at, at + 32))];
  });
  return people.filter((name) => {
    const person = { issuer: "demo", subject: identifierOf(name) };
    return keys.some((key) =>
      [participationKey(key, person, TEA), createHmac("sha256", key).update(person.subject).digest()].some((hmac) =>
        kept.has(Buffer.from(hmac).toString("hex")),
      ),
    );
  });
}

function participationsIn(dataDir: string): readonly string[] {
  const database = new Database(join(dataDir, "pikir.db"), { readonly: true });
  try {
    const keys = database.prepare<[], Buffer>("SELECT key FROM participation").pluck().all();
    return keys.map((key) => key.toString("hex"));
  } finally {
    database.close();
  }
}
