/** PostgreSQL for the attack: every file of the cluster is carried away, and what lies in the server's memory as well. */
import { execFile } from "node:child_process";
import { cpSync, type Dirent, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { openPostgres } from "../../../server/storage/postgres/open.ts";
import { installedPostgres, type Postgres, startPostgres } from "../../support/postgres.ts";
import type { Holding } from "../copies.ts";
import type { Engine } from "../engine.ts";
import { FIRST_OF_OURS } from "./changes.ts";
import { NOTES, type Notes, observePostgres } from "./observe.ts";
import { RELATIONS, type Relation } from "./relations.ts";

export interface PostgresEngine extends Engine {
  /** The database, for its superuser: with this the bad builds are made. */
  readonly superuser: string;
}

/**
 * A server whose log is kept whole, in small files. It does not note its checkpoints, which are the attacker's: one is forced
 * before each copy, so that the files hold what was in memory.
 */
export function startAttackedPostgres(): Promise<Postgres> {
  return startPostgres({ settings: "wal_keep_size = 4GB\nlog_checkpoints = off", initdb: ["--wal-segsize=1"] });
}

const PLACE = `
  SELECT oid::int AS database, pg_walfile_name(pg_current_wal_insert_lsn()) AS "firstSegment",
    (SELECT setting::int FROM pg_settings WHERE name = 'wal_segment_size') AS "segmentSize"
  FROM pg_database WHERE datname = current_database()`;

/** A database of its own on this server. */
export async function postgresEngine(postgres: Postgres): Promise<PostgresEngine> {
  const url = await postgres.database();
  const superuser = url.replace("pikir@", "postgres@");
  await postgres.ask(url, "CREATE EXTENSION pageinspect");
  const [place] = await postgres.ask<Omit<Notes, "relations">>(url, PLACE);
  if (!place) throw new Error("the database does not know itself");
  const known = new Map<string, string>();
  return {
    superuser,
    open: () => openPostgres({ url, part: "operating" }),
    environment: { DATABASE_URL: url, PIKIR_SECRET: "the attack's secret, of 32 bytes and more" },
    copy: async ({ dataDir, keysDir }, to) => {
      const isKey = (path: string) => path === keysDir || path.startsWith(keysDir + sep);
      cpSync(dataDir, to, { recursive: true, filter: (path) => !isKey(path) });
      await postgres.ask(url, "CHECKPOINT");
      copyCluster(postgres.dataDir, place.database, to, known);
      await copyMemory(postgres, url, to);
      const relations = await postgres.ask<Relation>(url, RELATIONS);
      writeFileSync(join(to, NOTES), JSON.stringify({ ...place, relations } satisfies Notes));
      writeFileSync(join(to, "postgres.log"), postgres.log());
    },
    backUp: (_place: Holding, to) => dump(superuser, to),
    observe: observePostgres,
  };
}

/**
 * All files of the cluster but other databases'. Those that no row of ours is in, only where they have changed since the copy before:
 * it is enough to search them once.
 */
function copyCluster(cluster: string, database: number, to: string, known: Map<string, string>): void {
  for (const entry of readdirSync(cluster, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(cluster, path);
    if (!entry.isFile() || (name.startsWith(`base${sep}`) && dirname(name) !== join("base", `${database}`))) continue;
    const state = stateOf(path);
    const isOurs = name.startsWith("pg_xact") || (/^base/.test(name) && Number(entry.name) >= FIRST_OF_OURS);
    if (state === undefined || (known.get(name) === state && !isOurs)) continue;
    known.set(name, state);
    copyFile(entry, name.replace(join("base", `${database}`), "base"), to);
  }
}

/** Undefined where it has gone meanwhile. */
function stateOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${found.size} ${found.mtimeMs} ${found.ino}`;
}

function copyFile(entry: Dirent, name: string, to: string): void {
  const target = join(to, name);
  mkdirSync(dirname(target), { recursive: true });
  try {
    writeFileSync(target, readFileSync(join(entry.parentPath, entry.name)));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}

/** Unlogged tables are written to their files only when memory is short: the attacker is granted that it was. */
const UNLOGGED_PAGES = `
  SELECT pg_relation_filenode(rel.oid)::int AS file, get_raw_page(rel.oid::regclass::text, page::int) AS bytes
  FROM pg_class AS rel, generate_series(0, pg_relation_size(rel.oid) / 8192 - 1) AS page
  WHERE relpersistence = 'u' AND relkind IN ('r', 't') ORDER BY file, page`;

const ATTEMPTS = 10;

/** A table that the server shortens meanwhile has fewer pages than were counted: then it is tried again. */
async function pagesInMemory(postgres: Postgres, url: string, attempt = 1) {
  try {
    return await postgres.ask<{ file: number; bytes: Buffer }>(url, UNLOGGED_PAGES);
  } catch (error) {
    if (attempt === ATTEMPTS || !String(error).includes("out of range")) throw error;
    return pagesInMemory(postgres, url, attempt + 1);
  }
}

async function copyMemory(postgres: Postgres, url: string, to: string): Promise<void> {
  const pages = await pagesInMemory(postgres, url);
  for (const file of new Set(pages.map((page) => page.file)))
    writeFileSync(
      join(to, "base", `${file}`),
      Buffer.concat(pages.filter((page) => page.file === file).map(({ bytes }) => bytes)),
    );
}

async function dump(superuser: string, to: string): Promise<void> {
  const program = join(installedPostgres() ?? "", "pg_dump");
  mkdirSync(to, { recursive: true });
  await promisify(execFile)(program, ["--no-unlogged-table-data", "-f", join(to, "backup.sql"), superuser]);
}
