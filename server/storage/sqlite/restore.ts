/** Bringing a copy back: proved aside, then moved into a folder that has no database, whole or not at all. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Storage } from "../storage.ts";
import { UnusableDatabase } from "../unusable.ts";
import { openSqlite } from "./open.ts";

const NAME = "pikir.db";

/** `file`: what `backUp` wrote. Refuses a damaged copy, one that is newer than the program, and a folder that holds a database. */
export async function restoreSqlite(dataDir: string, file: string): Promise<void> {
  // A log beside it would be played into the restored file.
  const there = [NAME, `${NAME}-wal`, `${NAME}-shm`].find((name) => existsSync(join(dataDir, name)));
  if (there !== undefined)
    throw new UnusableDatabase(
      `${dataDir} holds ${there}, and nothing is written over: stop Pikir and move ${NAME}, ${NAME}-wal and ${NAME}-shm away, or set DATA_DIR to a new folder`,
    );
  const aside = mkdtempSync(join(dataDir, "proving-"));
  try {
    const storage = await openCopy(file, aside);
    await storage.close();
    sync(join(aside, NAME));
    // Unlike a renaming, this fails where somebody has started Pikir meanwhile.
    linkSync(join(aside, NAME), join(dataDir, NAME));
    sync(dataDir);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Opens a proved copy of `file` in `folder`, brought up to the program. */
export async function openCopy(file: string, folder: string): Promise<Storage> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const copy = join(folder, NAME);
  copyFileSync(file, copy);
  prove(copy);
  return openSqlite({ dataDir: folder });
}

function prove(file: string): void {
  const found = problemIn(file);
  if (found !== undefined)
    throw new UnusableDatabase(`the backup's ${NAME} is damaged (${found}); take another backup`);
}

function problemIn(file: string): string | undefined {
  try {
    const database = new Database(file, { readonly: true });
    try {
      const found: unknown = database.pragma("integrity_check", { simple: true });
      const tables = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'migration'").pluck().get();
      return found === "ok" ? (tables === 1 ? undefined : "it is not Pikir's") : String(found);
    } finally {
      database.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : "it does not open";
  }
}

function sync(path: string): void {
  const handle = openSync(path, "r");
  fsyncSync(handle);
  closeSync(handle);
}
