/**
 * The write-ahead log keeps what tables have forgotten: which participation came with which sealed row and when, and the answers
 * of those who have withdrawn since. A checkpoint makes its old files superfluous, and PostgreSQL uses most of them again without
 * wiping them. So each is taken up and left at once, which fills it with zeros.
 */
import type { Connection, Database } from "./connection.ts";
import { codeOf } from "./verb.ts";

const FORBIDDEN = "42501";

/** Resolves to what could not be done and is left to the operator; nothing where all is done. */
export async function emptyLog(database: Database): Promise<readonly string[]> {
  try {
    return await database.unlimited(emptied);
  } catch (error) {
    if (codeOf(error) !== FORBIDDEN) throw error;
    return [
      "PostgreSQL's write-ahead log could not be emptied, for want of rights: run db/postgres/set-up.sql once more, then this again; or run CHECKPOINT as a superuser and delete what was archived.",
    ];
  }
}

/** Whatever is written, so that there is something to leave behind. */
const WRITE = "SELECT pg_logical_emit_message(false, 'pikir', '')";
const LEAVE_FILE = "SELECT pg_switch_wal()";
const CHECKPOINT = "CHECKPOINT";
const CURRENT = "SELECT pg_walfile_name(pg_current_wal_lsn()) AS name";
const FILES = `
  SELECT count(*) FILTER (WHERE name < $1) AS kept, count(*) FILTER (WHERE name > $1) AS waiting
  FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'`;
const ARCHIVES = "SELECT setting <> 'off' AS \"archives\" FROM pg_settings WHERE name = 'archive_mode'";

interface Files {
  /** Older than the current one. */
  readonly kept: number;
  /** To be used again. */
  readonly waiting: number;
}

async function emptied(connection: Connection): Promise<readonly string[]> {
  const [mode] = await connection.rows<{ archives: boolean }>(ARCHIVES);
  const { kept, waiting } = await leaveBehind(connection, 1);
  // What is left goes to the archive, and fills that: there every file is kept as it was anyhow.
  if (!mode?.archives && waiting > 0) await leaveBehind(connection, waiting);
  return [
    ...(kept > 0
      ? [
          `PostgreSQL keeps ${kept} older files in pg_wal, for a replica, a replication slot or by wal_keep_size: they have to go, too.`,
        ]
      : []),
    ...(mode?.archives
      ? ["PostgreSQL archives its write-ahead log (archive_mode): delete what was archived before now."]
      : []),
  ];
}

async function leaveBehind(connection: Connection, files: number): Promise<Files> {
  for (let left = 0; left < files; left += 1) {
    await connection.rows(WRITE);
    await connection.rows(LEAVE_FILE);
  }
  await connection.rows(WRITE);
  const [current] = await connection.rows<{ name: string }>(CURRENT);
  await connection.changes(CHECKPOINT);
  const [found] = await connection.rows<Files>(FILES, [current?.name]);
  return found ?? { kept: 0, waiting: 0 };
}
