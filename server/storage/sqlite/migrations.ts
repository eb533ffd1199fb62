/**
 * Brings a database file up to the program. A migration is a file `0001-kept.sql` or `0001-kept-subject.sql`; the word after the number
 * says which database it is for. The numbers run through both, as `db/postgres` holds both in one.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Connection } from "./connection.ts";

export type Store = "kept" | "passing";

interface Migration {
  readonly name: string;
  readonly hash: string;
  readonly sql: string;
}

type Applied = Omit<Migration, "sql">;

/**
 * Applies what is missing, in order, each in a transaction of its own. Many processes may call it at once. Throws, changing
 * nothing, where the database is newer than the program or an applied file has changed since.
 */
export function migrate(connection: Connection, folder: string, store: Store): void {
  const migrations = migrationsIn(folder, store);
  if (pending(connection, migrations) === undefined) return;
  const step = connection.transaction(() => applyNext(connection, migrations));
  while (step.immediate());
}

function migrationsIn(folder: string, store: Store): readonly Migration[] {
  const mine = readdirSync(folder).filter((name) => new RegExp(`^\\d{4}-${store}(-[a-z-]+)?\\.sql$`).test(name));
  if (mine.length === 0) throw new Error(`${folder} holds no migrations for the store "${store}"`);
  return mine.sort().map((name) => {
    const sql = readFileSync(join(folder, name), "utf8");
    return { name, sql, hash: createHash("sha256").update(sql).digest("hex") };
  });
}

const CREATE =
  "CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL) STRICT, WITHOUT ROWID";
const RECORD = "INSERT INTO migration (name, hash) VALUES (?, ?)";

/** Runs under the write lock, so it looks again at what others have applied meanwhile. */
function applyNext(connection: Connection, migrations: readonly Migration[]): boolean {
  connection.exec(CREATE);
  const next = pending(connection, migrations);
  if (!next) return false;
  connection.exec(next.sql);
  connection.prepare(RECORD).run(next.name, next.hash);
  return true;
}

const HAS_ANY = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'";
const APPLIED = "SELECT name, hash FROM migration ORDER BY name";

function pending(connection: Connection, migrations: readonly Migration[]): Migration | undefined {
  if (connection.prepare(HAS_ANY).pluck().get() === 0) return migrations[0];
  const applied = connection.prepare<[], Applied>(APPLIED).all();
  applied.forEach((done, at) => {
    prove(connection.name, done, migrations[at]);
  });
  return migrations[applied.length];
}

function prove(database: string, done: Applied, known: Migration | undefined): void {
  if (known === undefined || done.name < known.name)
    throw new Error(`${database} is newer than this program, which does not know ${done.name}; start the newer Pikir`);
  if (done.name > known.name)
    throw new Error(
      `${known.name} is missing in ${database}, which is past it already; give the file a number after ${done.name}`,
    );
  if (done.hash !== known.hash)
    throw new Error(
      `${done.name} has changed since ${database} was migrated with it; put the old file back and add a new one`,
    );
}
