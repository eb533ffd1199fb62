/** `npm run restore`: brings a backup back where nothing is lost by it, withdraws anew, and proves what it brought. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Config, processConfig } from "../server/config.ts";
import { everyRelease, takeStock } from "../server/releasing/stock.ts";
import { openStorageFor, restoreFor, verifyFor } from "../server/storage/open.ts";
import type { Storage } from "../server/storage/storage.ts";
import { openJournal } from "../server/urn/journal.ts";
import { replayJournal } from "../server/urn/mixer-start.ts";
import { JOURNAL, readContents } from "./backup/contents.ts";
import { decrypterWith, decryptFile, ENCRYPTED } from "./backup/encryption.ts";
import { CommandError, runCommand } from "./command.ts";
import { noted } from "./noted.ts";

const USAGE = `npm run restore -- DIR [--identity FILE] [--journal FILE] [--check]

  DIR              a folder that npm run backup has written
  --identity FILE  the private key (AGE-SECRET-KEY-...) of an encrypted backup; - reads it from standard input
  --journal FILE   a newer withdrawals.journal than the backup's; the one in DATA_DIR is always heeded
  --check          restores into a scratch place, tells what is in it, and removes it
  --help           this text

Stop Pikir first. SQLite: DATA_DIR must hold no database; PostgreSQL: DATABASE_URL must name an empty one, in which set-up.sql has been
run. Nothing is ever written over.`;

interface Wanted {
  readonly folder: string;
  readonly identity: string | undefined;
  readonly journal: string | undefined;
  readonly check: boolean;
}

await runCommand({ name: "restore", usage: USAGE, run: (words) => restore(wantedBy(words), processConfig()) });

function wantedBy(words: readonly string[]): Wanted {
  const options = { identity: { type: "string" }, journal: { type: "string" }, check: { type: "boolean" } } as const;
  const { positionals, values } = parseArgs({ args: [...words], allowPositionals: true, options });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new CommandError("name one backup's folder; see --help.");
  const { identity, journal, check = false } = values;
  if (journal !== undefined && !existsSync(journal)) throw new CommandError(`there is no ${journal}.`);
  return { folder: resolve(folder), identity, journal, check };
}

async function restore(wanted: Wanted, config: Config): Promise<void> {
  const started = performance.now();
  process.umask(0o077);
  const { database } = await readContents(wanted.folder);
  const engine = config.databaseUrl === undefined ? "sqlite" : "postgres";
  if (database !== engine)
    throw new CommandError(
      database === "sqlite"
        ? "this backup is of SQLite: take DATABASE_URL out of the environment."
        : "this backup is of PostgreSQL: DATABASE_URL has to name an empty database.",
    );
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const scratch = mkdtempSync(join(config.dataDir, "restoring-"));
  try {
    const opened = await openedIn(wanted, scratch);
    if (wanted.check) await check(opened.database, config, scratch);
    else await bringBack(opened, wanted, config);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  console.log(`Done in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

interface Opened {
  readonly database: string;
  readonly journal: string | undefined;
}

/** The backup's files, opened where they are encrypted. */
async function openedIn({ folder, identity }: Wanted, scratch: string): Promise<Opened> {
  const { files } = await readContents(folder);
  const sealed = files.some(({ name }) => name.endsWith(ENCRYPTED));
  if (sealed && identity === undefined)
    throw new CommandError("this backup is encrypted: name its private key with --identity FILE, or - to type it in.");
  const decrypter = sealed && identity !== undefined ? decrypterWith(identity) : undefined;
  const paths = new Map<string, string>();
  for (const { name } of files) {
    const plainName = name.endsWith(ENCRYPTED) ? name.slice(0, -ENCRYPTED.length) : name;
    const path = decrypter ? join(scratch, plainName) : join(folder, name);
    if (decrypter) await decryptFile(decrypter, join(folder, name), path);
    paths.set(plainName, path);
  }
  const database = paths.get("pikir.db") ?? paths.get("pikir.dump");
  if (database === undefined) throw new CommandError(`${folder} holds no database.`);
  return { database, journal: paths.get(JOURNAL) };
}

async function check(database: string, { databaseUrl }: Config, scratch: string): Promise<void> {
  const storage = await verifyFor(databaseUrl, database, join(scratch, "checked"));
  if (storage) await told(storage, "The backup opens and is whole.").finally(() => storage.close());
  else console.log("The backup opens and can be read to its end; restore it into an empty database to count its rows.");
}

async function bringBack({ database, journal }: Opened, wanted: Wanted, config: Config): Promise<void> {
  await restoreFor(config, database);
  const here = openJournal(join(config.dataDir, JOURNAL));
  for (const file of [journal, wanted.journal]) if (file !== undefined) here.add([...openJournal(file).marks()]);
  const mixing = await openStorageFor(config, "mixing");
  const again = await replayJournal({ storage: mixing, journal: here }).finally(() => mixing.close());
  const storage = await openStorageFor(config, "operating");
  try {
    await told(storage, "Restored.");
    await tellReleases(storage, config.dataDir);
    const tokens = await storage.apiTokens.revokeAll();
    console.log(
      `Tokens of scripts revoked: ${tokens}; some may have been revoked after the backup. Make anew those that are needed.`,
    );
    console.log("Staff accounts are as they were: disable again whoever was disabled after the backup.");
    await noted(storage.audit, "restored", wanted.folder);
  } finally {
    await storage.close();
  }
  console.log(`Withdrawn anew: ${again}; the journal names ${here.marks().size}.`);
  if (!existsSync(join(config.keysDir, "participation.key")))
    console.log(`KEYS_DIR (${config.keysDir}) has no keys yet: put their copy back before you start Pikir.`);
}

/** No backup holds them: they never change, and the folder that does is copied as it is. */
async function tellReleases(storage: Storage, dataDir: string): Promise<void> {
  const all = await everyRelease(storage);
  if (all.length === 0) return;
  const { missing, spoilt } = await takeStock(dataDir, all);
  const absent = [...missing, ...spoilt];
  if (absent.length === 0) console.log(`Releases: ${all.length}, with all their files.`);
  else
    console.log(
      `Releases: ${all.length}; missing or changed: ${absent.join(", ")}. Put your copy of DATA_DIR/releases back.`,
    );
}

async function told(storage: Storage, first: string): Promise<void> {
  console.log(first);
  for (const { id } of await storage.surveys.all()) {
    const [taken, waiting, released] = await Promise.all([
      storage.participations.count(id),
      storage.urn.count(id),
      storage.responses.count(id),
    ]);
    console.log(`  ${id}: ${taken} took part, ${waiting} wait in the urn, ${released} released`);
  }
}
