/** `npm run backup`: a copy of what is kept, to put away. Works while the server runs; keys and unsent answers are never in it. */
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Config } from "../server/config.ts";
import { Refusal } from "../server/records/fault.ts";
import { releasesIn } from "../server/releasing/shelf.ts";
import { everyRelease } from "../server/releasing/stock.ts";
import type { Storage } from "../server/storage/storage.ts";
import { JOURNAL, readContents, writeContents } from "./backup/contents.ts";
import { ENCRYPTED, encrypterTo, encryptFile } from "./backup/encryption.ts";
import { nameAt, removeOlder, strikeOff } from "./backup/rotation.ts";
import { CommandError, runCommand } from "./command.ts";
import { openStorage } from "./open.ts";

const USAGE = `npm run backup -- DIR [--to age1...] [--keep N]

  DIR        a new or empty folder: gets pikir.db (PostgreSQL: pikir.dump), withdrawals.journal and backup.json
  --to KEY   encrypts the files to this public key of age (age-keygen makes one, on another machine): npm run restore then
             needs the private key, which never comes near this server
  --keep N   DIR holds many backups, each in a folder named by its time: the newest N stay, this one among them
  --help     this text

The copy is of one moment, even if a batch is released meanwhile. Neither keys nor unsent answers are in it. npm run restore brings it
back. Releases are not in it, for they never change: DATA_DIR/releases is copied as it is. When a survey closes, every copy from before has to be deleted.`;

interface Wanted {
  readonly folder: string;
  readonly recipient: string | undefined;
  readonly keep: number | undefined;
}

await runCommand({ name: "backup", usage: USAGE, run: (words) => backup(wantedBy(words), new Date()) });

function wantedBy(words: readonly string[]): Wanted {
  const options = { to: { type: "string" }, keep: { type: "string" } } as const;
  const { positionals, values } = parseArgs({ args: [...words], allowPositionals: true, options });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new CommandError("name one folder; see --help.");
  if (values.keep !== undefined && !/^[1-9]\d{0,3}$/.test(values.keep))
    throw new CommandError(`--keep takes a number from 1 on, and this is "${values.keep}".`);
  const keep = values.keep === undefined ? undefined : Number(values.keep);
  return { folder: resolve(folder), recipient: values.to, keep };
}

async function backup({ folder, recipient, keep }: Wanted, now: Date): Promise<void> {
  // While it is written, too: DIR may have been there before, with rights for others.
  process.umask(0o077);
  const encrypter = recipient === undefined ? undefined : encrypterTo(recipient);
  const { config, storage } = await openStorage("copying");
  try {
    if (`${folder}/`.startsWith(`${config.keysDir}/`)) throw new CommandError("a backup must not lie beside the keys.");
    const to = keep === undefined ? folder : join(folder, nameAt(now));
    makeEmpty(to);
    const files = encrypter ? await encrypted(encrypter, config, storage, to) : await plain(config, storage, to);
    await writeContents(
      to,
      config.databaseUrl === undefined ? "sqlite" : "postgres",
      files.map((file) => basename(file)),
      now,
    );
    await readContents(to);
    const list = join(config.dataDir, "backups.txt");
    // For the closing, which names what has to be deleted.
    appendFileSync(list, `${to}\n`, { mode: 0o600 });
    console.log(`Wrote ${files.map(withSize).join(" and ")}.`);
    if (keep !== undefined) tellGone(list, removeOlder(folder, keep));
    const { length } = await everyRelease(storage);
    if (length > 0)
      console.log(
        `${length} ${length === 1 ? "release is" : "releases are"} not in it: what was released never changes. Copy ${releasesIn(config.dataDir)} to the same place.`,
      );
    console.log("Keys are not in it: they are copied once, by hand, to another place. Unsent answers are not, either.");
  } finally {
    await storage.close();
  }
}

function tellGone(list: string, gone: readonly string[]): void {
  strikeOff(list, gone);
  if (gone.length > 0)
    console.log(
      `Removed ${gone.map((each) => basename(each)).join(", ")}, which ${gone.length === 1 ? "is" : "are"} older.`,
    );
}

function makeEmpty(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (readdirSync(folder).length > 0) throw new CommandError(`${folder} is not empty; name a new folder.`);
}

async function plain(config: Config, storage: Storage, to: string): Promise<readonly string[]> {
  return [await copied(storage, to), ...keepJournal(config.dataDir, to)];
}

/** The plain copy lies for that while where the database lies, and nowhere else. */
async function encrypted(
  encrypter: ReturnType<typeof encrypterTo>,
  config: Config,
  storage: Storage,
  to: string,
): Promise<readonly string[]> {
  const scratch = mkdtempSync(join(config.dataDir, "copying-"));
  try {
    const made: string[] = [];
    for (const file of await plain(config, storage, scratch)) {
      const sealed = join(to, `${basename(file)}${ENCRYPTED}`);
      await encryptFile(encrypter, file, sealed);
      made.push(sealed);
    }
    return made;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
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
  const [from, to] = [join(dataDir, JOURNAL), join(folder, JOURNAL)];
  if (!existsSync(from)) return [];
  copyFileSync(from, to);
  return [to];
}

function withSize(file: string): string {
  return `${file} (${Math.ceil(statSync(file).size / 1024).toLocaleString("en")} KiB)`;
}
