/**
 * Brings the database up to the program. The files have the numbers and names of `db/sqlite`, where the word after the number
 * says which of two databases one is for; here both are one.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClientBase } from "pg";
import { UnusableDatabase } from "../unusable.ts";
import { alone, type Connection, LOCKS, PIKIR, statementsOn, transactionOn } from "./connection.ts";
import { codeOf } from "./verb.ts";

interface Migration {
  readonly name: string;
  readonly hash: string;
  readonly sql: string;
}

type Applied = Omit<Migration, "sql">;

const RIGHTS = "rights.sql";

/**
 * Applies what is missing, in order, each in a transaction of its own, and gives the roles their rights. Many processes may
 * call it at once. Rejects, changing nothing, where the database is newer than the program, an applied file has changed since,
 * or this login may not migrate.
 */
export async function migrate(url: string, folder: string): Promise<void> {
  const migrations = migrationsIn(folder);
  const rights = fileIn(folder, RIGHTS);
  try {
    await alone(url, "migrating", async (client) => {
      if (await isUpToDate(statementsOn(client), migrations, rights)) return;
      await transactionOn(client, (connection) => makePassingAnew(client, connection, migrations));
      while (await transactionOn(client, (connection) => applyNext(client, connection, migrations)));
      await transactionOn(client, (connection) => giveRights(client, connection, rights));
    });
  } catch (error) {
    if (codeOf(error) !== "42501") throw error;
    throw new UnusableDatabase(
      "this login may not migrate the database; start Pikir once with one that is a member of pikir_migrate",
      {
        cause: error,
      },
    );
  }
}

function migrationsIn(folder: string): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}-(kept|passing)(-[a-z-]+)?\.sql$/.test(name));
  if (names.length === 0) throw new UnusableDatabase(`${folder} holds no migrations`);
  return names.sort().map((name) => fileIn(folder, name));
}

function fileIn(folder: string, name: string): Migration {
  const sql = readFileSync(join(folder, name), "utf8");
  return { name, sql, hash: createHash("sha256").update(sql).digest("hex") };
}

async function isUpToDate(connection: Connection, migrations: readonly Migration[], rights: Migration) {
  if ((await pending(connection, migrations)) !== undefined) return false;
  if ((await lostIn(connection)).length > 0) return false;
  return !(await areMissing(connection, rights));
}

const ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock($1, $2)";
const CREATE = `
  CREATE TABLE IF NOT EXISTS migration (name TEXT COLLATE "C" NOT NULL PRIMARY KEY, hash TEXT NOT NULL)`;
const RECORD =
  "INSERT INTO migration (name, hash) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET hash = excluded.hash";

/** Runs under a lock, so it looks again at what others have applied meanwhile. */
async function applyNext(client: ClientBase, connection: Connection, migrations: readonly Migration[]) {
  await connection.rows(ONE_AT_A_TIME, [PIKIR, LOCKS.migrating]);
  await connection.changes(CREATE);
  const next = await pending(connection, migrations);
  if (!next) return false;
  await client.query(next.sql);
  await connection.changes(RECORD, [next.name, next.hash]);
  return true;
}

const HAS_ANY = "SELECT to_regclass('migration') IS NOT NULL AS any";
const APPLIED = "SELECT name, hash FROM migration WHERE name <> $1 ORDER BY name";

async function pending(connection: Connection, migrations: readonly Migration[]): Promise<Migration | undefined> {
  const [has] = await connection.rows<{ any: boolean }>(HAS_ANY);
  if (!has?.any) return migrations[0];
  const applied = await connection.rows<Applied>(APPLIED, [RIGHTS]);
  applied.forEach((done, at) => {
    prove(done, migrations[at]);
  });
  return migrations[applied.length];
}

function prove(done: Applied, known: Migration | undefined): void {
  if (known === undefined || done.name < known.name)
    throw new UnusableDatabase(
      `the database is newer than this program, which does not know ${done.name}; start the newer Pikir`,
    );
  if (done.name > known.name)
    throw new UnusableDatabase(
      `${known.name} is missing in the database, which is past it already; give the file a number after ${done.name}`,
    );
  if (done.hash !== known.hash)
    throw new UnusableDatabase(
      `${done.name} has changed since the database was migrated with it; put the old file back and add a new one`,
    );
}

const PASSING_LOST = `
  SELECT name FROM migration WHERE name LIKE '____-passing%' AND to_regclass('draft') IS NULL ORDER BY name`;
const FORGET_RIGHTS = "DELETE FROM migration WHERE name = $1";

/** Which files made the tables of what passes within days, where a restored backup has none of them (backup.ts). */
async function lostIn(connection: Connection): Promise<readonly string[]> {
  const [has] = await connection.rows<{ any: boolean }>(HAS_ANY);
  if (!has?.any) return [];
  return (await connection.rows<{ name: string }>(PASSING_LOST)).map(({ name }) => name);
}

/** What was restored has neither these tables nor anybody's rights on the others. */
async function makePassingAnew(client: ClientBase, connection: Connection, migrations: readonly Migration[]) {
  await connection.rows(ONE_AT_A_TIME, [PIKIR, LOCKS.migrating]);
  const lost = await lostIn(connection);
  if (lost.length === 0) return;
  for (const { name, sql } of migrations) if (lost.includes(name)) await client.query(sql);
  await connection.changes(FORGET_RIGHTS, [RIGHTS]);
}

const IS_SET_UP = `
  SELECT 1 FROM pg_roles WHERE rolname = 'pikir_migrate' AND has_schema_privilege(oid, 'public', 'CREATE')`;
const RECORDED = "SELECT 1 FROM migration WHERE name = $1 AND hash = $2";

/** In a database that was not set up there is nobody to give rights to. */
async function areMissing(connection: Connection, rights: Migration): Promise<boolean> {
  if ((await connection.rows(IS_SET_UP)).length === 0) return false;
  return (await connection.rows(RECORDED, [rights.name, rights.hash])).length === 0;
}

async function giveRights(client: ClientBase, connection: Connection, rights: Migration): Promise<void> {
  await connection.rows(ONE_AT_A_TIME, [PIKIR, LOCKS.migrating]);
  if (!(await areMissing(connection, rights))) return;
  await client.query(rights.sql);
  await connection.changes(RECORD, [rights.name, rights.hash]);
}
