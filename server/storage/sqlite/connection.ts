/** Opens one database file with the settings that the promises of db/README.md rest on, and checks that they hold. */
import { closeSync, existsSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import { Refusal } from "../../records/fault.ts";

export type Connection = Database.Database;

export interface Settings {
  readonly pageSize: number;
  readonly synchronous: "FULL" | "NORMAL";
  /** Set last, unchecked. The tests make a disk full (`max_page_count = 40`) or read-only (`query_only = ON`) with them. */
  readonly further?: readonly string[];
}

/**
 * Pages of 16 KiB: a row of up to 4,086 bytes stays within its page. Longer rows use overflow pages, which are taken in
 * the order of time. FULL: an acknowledged send has been synced to the disk.
 */
export const KEPT: Settings = { pageSize: 16384, synchronous: "FULL" };

/**
 * NORMAL: a power cut may take the last drafts, though never damage the file. A citizen then types a page again, and is
 * spared a sync of the disk on each of forty pages. Never OFF, which could damage it.
 */
export const PASSING: Settings = { pageSize: 4096, synchronous: "NORMAL" };

/**
 * Opens `path`, making it with mode 0600 where it is new (SQLite gives its log the same mode). Throws where a setting
 * does not hold, and `SQLITE_BUSY` at once where another process holds a file that is not in WAL mode yet.
 */
export function connect(path: string, settings: Settings): Connection {
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
  const connection = new Database(path, { timeout: 50 });
  try {
    configure(connection, settings);
    for (const pragma of settings.further ?? []) connection.pragma(pragma);
  } catch (error) {
    connection.close();
    throw error;
  }
  return connection;
}

function configure(connection: Connection, { pageSize, synchronous }: Settings): void {
  set(connection, "page_size", pageSize, pageSize);
  set(connection, "journal_mode", "WAL", "wal");
  set(connection, "busy_timeout", 5000, 5000);
  // The driver is compiled with NORMAL for a database in WAL mode.
  set(connection, "synchronous", synchronous, synchronous === "FULL" ? 2 : 1);
  set(connection, "secure_delete", "ON", 1);
  set(connection, "foreign_keys", "ON", 1);
  set(connection, "trusted_schema", "OFF", 0);
  set(connection, "cell_size_check", "ON", 1);
  // A sort that outgrows its memory would leave answers in a temporary file.
  set(connection, "temp_store", "MEMORY", 2);
  // 16 MiB of log at the most between checkpoints, some 250 sends.
  const pages = (16 * 1024 * 1024) / pageSize;
  set(connection, "wal_autocheckpoint", pages, pages);
}

/** Sets a pragma and reads it back: SQLite answers most wrong or impossible settings with silence. */
function set(connection: Connection, pragma: string, value: string | number, expected: string | number): void {
  connection.pragma(`${pragma} = ${value}`);
  const actual: unknown = connection.pragma(pragma, { simple: true });
  if (actual === expected) return;
  throw new Error(
    `${connection.name}: ${pragma} is ${String(actual)} and must be ${expected}; Pikir did not make this file, or something else changed it`,
  );
}

/**
 * Writes the log into the database and empties it, so that no older state of a page can be read there. While it waits
 * for readers nobody can write, so it waits shortly: a log that is in use is emptied the next time.
 */
export function emptyLog(connection: Connection): void {
  connection.pragma("busy_timeout = 250");
  try {
    connection.pragma("wal_checkpoint(TRUNCATE)");
  } catch (error) {
    // What was committed stands whether or not the log could be emptied; a broken disk will show on the next write.
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    connection.pragma("busy_timeout = 5000");
  }
}

/**
 * Writes the file anew (https://sqlite.org/lang_vacuum.html), in memory and not through a temporary file, and then waits
 * until the log, which held all of it, is empty.
 */
export function compact(connection: Connection): void {
  connection.exec("VACUUM");
  // One row, `busy` first: 1 where a reader outlasted the wait.
  const busy: unknown = connection.pragma("wal_checkpoint(TRUNCATE)", { simple: true });
  if (busy !== 0) throw new Refusal({ kind: "unavailable" });
}
