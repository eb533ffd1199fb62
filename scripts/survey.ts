/** `npm run survey`: checks, publishes and lists surveys. Works while the server runs. */
import { parseArgs } from "node:util";
import { CommandError, runCommand } from "./command.ts";
import { openStorage } from "./open.ts";
import { check } from "./survey/check.ts";
import { list } from "./survey/list.ts";
import { publishFile } from "./survey/publish.ts";

const USAGE = `npm run survey -- check FILE | publish FILE | list

  check FILE    whether a definition could be published; every fault with its line and column
  publish FILE  publishes a new survey, or the next version of one; a version that is there already stays as it is
  list          the surveys with their state, versions, participations, released responses and those waiting in the urn
  --help        this text`;

await runCommand({ name: "survey", usage: USAGE, run });

async function run(words: readonly string[]): Promise<void> {
  const { positionals } = parseArgs({ args: [...words], allowPositionals: true, options: {} });
  const [act, file, ...more] = positionals;
  const takesFile = act === "check" || act === "publish";
  if ((!takesFile && act !== "list") || (file !== undefined) !== takesFile || more.length > 0)
    throw new CommandError(`${act === undefined ? "nothing" : `"${positionals.join(" ")}"`} is not among these.`, [
      USAGE,
    ]);
  console.log(act === "check" ? check(file ?? "") : await stored(act, file ?? ""));
}

async function stored(act: "publish" | "list", file: string): Promise<string> {
  const { config, storage } = await openStorage();
  try {
    const now = new Date();
    return act === "list" ? await list(storage, now) : await publishFile(file, { storage, config, now });
  } finally {
    await storage.close();
  }
}
