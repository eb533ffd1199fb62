/** A folder of a test's own, gone when the test ends; what was opened in it is closed first. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { onTestFinished } from "vitest";
import { openSqlite, type SqliteOptions } from "../../server/storage/sqlite/open.ts";
import type { Storage } from "../../server/storage/storage.ts";

export interface Folder {
  readonly path: string;
  open(options?: Partial<SqliteOptions>): Promise<Storage>;
  /** A connection that is not Pikir's and knows none of its settings, as an attacker or an operator has it. */
  raw(file?: string): Database.Database;
  /** The files, of those that are there, in which these bytes can be read. */
  filesWith(bytes: Uint8Array): readonly string[];
  remove(): Promise<void>;
}

export function makeFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), "pikir-storage-"));
  const opened: { close(): unknown }[] = [];
  return {
    path,
    async open(options = {}) {
      const storage = await openSqlite({ dataDir: path, ...options });
      opened.push(storage);
      return storage;
    },
    raw(file = "pikir.db") {
      const connection = new Database(join(path, file));
      opened.push(connection);
      return connection;
    },
    filesWith: (bytes) =>
      readdirSync(path).filter((name) => readFileSync(join(path, name)).includes(Buffer.from(bytes))),
    async remove() {
      for (const each of opened) await each.close();
      rmSync(path, { recursive: true });
    },
  };
}

export function folderOfTest(): Folder {
  const folder = makeFolder();
  onTestFinished(folder.remove);
  return folder;
}
