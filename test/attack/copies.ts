/** What the attacker carries away: copies of every file of the data folder but the keys, as they lie there at some moment. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import Database from "better-sqlite3";

export interface Copy {
  readonly folder: string;
  readonly kind: "live" | "backup" | "closed";
  /** How many sends had been acknowledged. The attacker watched the network. */
  readonly sent: number;
  /** How many batches had been released; undefined where nobody counted. */
  readonly batches: number | undefined;
  /** The time of the copy's files: milliseconds since 1970. */
  readonly at: number;
}

export interface Holding {
  readonly dataDir: string;
  readonly keysDir: string;
}

const DATABASES = ["pikir.db", "passing.db"];
const ATTEMPTS = 20;

/** Copies the files of a running server. */
export function copyFiles({ dataDir, keysDir }: Holding, to: string): void {
  mkdirSync(to, { recursive: true });
  const isKey = (path: string) => path === keysDir || path.startsWith(keysDir + sep);
  const isDatabase = (path: string) => DATABASES.some((name) => relative(dataDir, path).startsWith(name));
  cpSync(dataDir, to, { recursive: true, filter: (path) => !isKey(path) && !isDatabase(path) });
  for (const name of DATABASES) copyDatabase(join(dataDir, name), join(to, name));
}

/** The database with its log, of one moment: what changed meanwhile is copied again, as an attacker would. */
function copyDatabase(from: string, to: string): void {
  for (let attempt = 1; ; attempt += 1) {
    const before = read(`${from}-wal`);
    const main = read(from);
    const after = read(`${from}-wal`);
    // A log that was filled, written into the file and emptied meanwhile looks as it did before.
    if (!(after.equals(before) && read(from).equals(main)) && attempt < ATTEMPTS) continue;
    writeFileSync(to, main);
    writeFileSync(`${to}-wal`, after);
    return;
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}

/** SQLite's own backup of what is kept; what passes is never backed up. */
export async function backUp({ dataDir }: Holding, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  const database = new Database(join(dataDir, "pikir.db"), { readonly: true });
  await database.backup(join(to, "pikir.db"));
  database.close();
}

/** Every file of a copy with its bytes, one after the other: together they may not fit in memory. */
export function* filesOf(folder: string): Generator<{ readonly name: string; readonly bytes: Buffer }> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    yield { name: relative(folder, path), bytes: readFileSync(path) };
  }
}

export function fileOf(folder: string, name: string): Buffer {
  return read(join(folder, name));
}
