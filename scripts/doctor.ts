/** `npm run doctor`: finds the usual mistakes of operation and says what to do. Changes nothing, and works while the server runs. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Config, processConfig } from "../server/config.ts";
import { openStorageFor } from "../server/storage/open.ts";
import type { Storage } from "../server/storage/storage.ts";
import { CommandError, runCommand } from "./command.ts";
import { diagnose } from "./doctor/diagnosis.ts";
import type { Finding } from "./doctor/finding.ts";
import { observe } from "./doctor/observed.ts";

const USAGE = `npm run doctor

Looks at the configuration, the folders, the keys, the backups, the database and the server that runs with this environment.
The exit status is 1 where something is wrong, and 0 where there is at most something to look at.

  --help   this text`;

const MARKS: Readonly<Record<Finding["kind"], string>> = { wrong: "WRONG", look: "look ", well: "well " };

await runCommand({ name: "doctor", usage: USAGE, run: doctor });

/** Looking makes no database where there is none. */
async function openThere(config: Config): Promise<Storage> {
  if (config.databaseUrl === undefined && !existsSync(join(config.dataDir, "pikir.db")))
    throw new Error(`there is none in ${config.dataDir} yet; scripts/start makes it.`);
  return openStorageFor(config, "reading");
}

async function doctor(words: readonly string[]): Promise<void> {
  parseArgs({ args: [...words], allowPositionals: false, options: {} });
  const config = processConfig();
  const findings = diagnose(await observe({ config, now: new Date(), open: () => openThere(config) }));
  for (const { kind, what, advice } of findings)
    console.log(`${MARKS[kind]}  ${what}${advice === undefined ? "" : `\n       ${advice}`}`);
  const count = findings.filter(({ kind }) => kind === "wrong").length;
  if (count > 0)
    throw new CommandError(`${count} ${count === 1 ? "thing is" : "things are"} wrong; each says above what to do.`);
}
