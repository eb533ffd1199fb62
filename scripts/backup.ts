/** `npm run backup`: a copy of what is kept, to put away. Works while the server runs; keys and unsent answers are never in it. */
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Refusal } from "../server/records/fault.ts";
import type { Storage } from "../server/storage/storage.ts";
import { CommandError, runCommand } from "./command.ts";
import { openStorage } from "./open.ts";

const USAGE = `npm run backup -- DIR

  DIR      a new or empty folder: gets pikir.db (PostgreSQL: pikir.dump) and withdrawals.journal
  --help   this text

The copy is of one moment, even if a batch is released meanwhile. Neither keys nor unsent answers are in it. How it is restored stands in
README.md under Operation. When a survey closes, every copy from before has to be deleted.`;

await runCommand({ name: "backup", usage: USAGE, run: (words) => backup(folderIn(words)) });

function folderIn(words: readonly string[]): string {
  const { positionals } = parseArgs({ args: [...words], allowPositionals: true, options: {} });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new CommandError("name one folder; see --help.");
  return resolve(folder);
}

async function backup(folder: string): Promise<void> {
  // While it is written, too: DIR may have been there before, with rights for others.
  process.umask(0o077);
  const { config, storage } = await openStorage("copying");
  try {
    if (`${folder}/`.startsWith(`${config.keysDir}/`)) throw new CommandError("a backup must not lie beside the keys.");
    makeEmpty(folder);
    const file = await copied(storage, folder);
    const journal = keepJournal(config.dataDir, folder);
    // For the closing, which names what has to be deleted.
    appendFileSync(join(config.dataDir, "backups.txt"), `${folder}\n`, { mode: 0o600 });
    console.log(`Wrote ${[file, ...journal].map(withSize).join(" and ")}.`);
    console.log("Keys are not in it: they are copied once, by hand, to another place. Unsent answers are not, either.");
  } finally {
    await storage.close();
  }
}

function makeEmpty(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (readdirSync(folder).length > 0) throw new CommandError(`${folder} is not empty; name a new folder.`);
}

async function copied(storage: Storage, folder: string): Promise<string> {
  try {
    return await storage.backUp(folder);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new CommandError("the database was busy or away, or DIR's disk is full; nothing is lost: try again.");
  }
}

/** After the database: what was withdrawn between the two is in the journal, and a restore withdraws it. */
function keepJournal(dataDir: string, folder: string): readonly string[] {
  const [from, to] = [dataDir, folder].map((each) => join(each, "withdrawals.journal"));
  if (from === undefined || to === undefined || !existsSync(from)) return [];
  copyFileSync(from, to);
  return [to];
}

function withSize(file: string): string {
  return `${file} (${Math.ceil(statSync(file).size / 1024).toLocaleString("en")} KiB)`;
}
