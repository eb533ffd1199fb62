/** One connection to the server: with the rights of its part, and the settings that the promises of db/README.md rest on. */
import { type ClientBase, type ClientConfig, DatabaseError, TypeOverrides, types } from "pg";
import { Unreached, WrongSetting } from "./verb.ts";

/** What a process does, and so what it may: each takes the role of its part (`db/postgres/rights.sql`). */
export type Part = "serving" | "mixing" | "operating" | "reading" | "copying" | "migrating";

const ROLES: Readonly<Record<Part, string>> = {
  serving: "pikir_app",
  mixing: "pikir_mixer",
  operating: "pikir_operator",
  reading: "pikir_read",
  copying: "pikir_backup",
  migrating: "pikir_migrate",
};

const SECOND = 1000;
/** A statement, also one that waits for its turn: then the citizen hears 503 and may try again. */
export const STATEMENT_LIMIT = 10 * SECOND;
const LOCK_LIMIT = 5 * SECOND;
/** The server may have vanished without a word. Longer than the statement's own limit. */
export const ANSWER_LIMIT = 15 * SECOND;
const CONNECTING_LIMIT = 3 * SECOND;

export function configuration(url: string): ClientConfig {
  const parsers = new TypeOverrides();
  // Counts and milliseconds since 1970: far below 2^53.
  parsers.setTypeParser(types.builtins.INT8, Number);
  return {
    connectionString: url,
    application_name: "pikir",
    connectionTimeoutMillis: CONNECTING_LIMIT,
    keepAlive: true,
    types: parsers,
  };
}

/**
 * A login that is a member of no such role keeps the rights it has, and so does everybody in a database that set-up.sql has
 * not set up: it gives this right to pikir_migrate, and by itself nobody has it.
 */
const TAKE_ROLE = `
  SELECT set_config('role', rolname, false) FROM pg_roles
  WHERE rolname = $1 AND pg_has_role(session_user, oid, 'MEMBER')
    AND EXISTS (SELECT FROM pg_roles WHERE rolname = 'pikir_migrate' AND has_schema_privilege(oid, 'public', 'CREATE'))`;
const SET = `
  SELECT set_config('synchronous_commit', 'on', false), set_config('default_transaction_isolation', 'read committed', false),
    set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false),
    set_config('idle_in_transaction_session_timeout', $2, false)`;
const FOUND = "SELECT name, setting FROM pg_settings WHERE name = ANY ($1)";

/** `track_commit_timestamp` would write down when each participation came. The others: what was acknowledged is on the disk. */
const REQUIRED: Readonly<Record<string, string>> = {
  synchronous_commit: "on",
  fsync: "on",
  full_page_writes: "on",
  track_commit_timestamp: "off",
};

const OLDEST_SERVER = 150_000;

/** Takes the part's role and sets the limits, `limit` that of a statement in milliseconds; rejects a server with a wrong setting. */
export async function prepare(client: ClientBase, part: Part, limit: number): Promise<void> {
  await reaching(client.query(TAKE_ROLE, [ROLES[part]]));
  await reaching(client.query(SET, [String(limit), String(LOCK_LIMIT)]));
  const asked = [[...Object.keys(REQUIRED), "server_version_num"]];
  const { rows } = await reaching(client.query<{ name: string; setting: string }>(FOUND, asked));
  const found = new Map(rows.map(({ name, setting }) => [name, setting]));
  if (Number(found.get("server_version_num")) < OLDEST_SERVER)
    throw new WrongSetting("the PostgreSQL server is older than 15; Pikir needs 15 or newer");
  for (const [name, value] of Object.entries(REQUIRED)) {
    if (found.get(name) !== value)
      throw new WrongSetting(
        `PostgreSQL has ${name} = ${found.get(name)} and must have ${value}; change it and restart it`,
      );
  }
}

/** What the driver throws of itself, and not for the server, says that the server is out of reach. */
export async function reaching<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DatabaseError || error instanceof WrongSetting || error instanceof TypeError) throw error;
    throw new Unreached("the database is out of reach", { cause: error });
  }
}

/** A connection's error, of which the next statement hears, too. Without a listener it would end this process. */
export function passOver(): void {}
