/** Connections with the settings that the promises of db/README.md rest on, each checked before it is used. */
import { createHash } from "node:crypto";
import { Client, type ClientBase, type ClientConfig, DatabaseError, Pool, TypeOverrides, types } from "pg";
import { isUnavailable, Unreached, WrongSetting } from "./verb.ts";

/** What a process does, and so what it may: each takes the role of its part (`db/postgres/rights.sql`). */
export type Part = "serving" | "mixing" | "operating" | "reading" | "migrating";

const ROLES: Readonly<Record<Part, string>> = {
  serving: "pikir_app",
  mixing: "pikir_mixer",
  operating: "pikir_operator",
  reading: "pikir_read",
  migrating: "pikir_migrate",
};

export interface Connection {
  rows<Row extends object>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** How many rows the statement changed. */
  changes(sql: string, values?: readonly unknown[]): Promise<number>;
}

export interface Database extends Connection {
  /** All of it or nothing. Each statement sees what others have committed before it (READ COMMITTED). */
  transaction<Result>(act: (connection: Connection) => Promise<Result>): Promise<Result>;
  /** A transaction that may take its time, over a connection of its own. */
  longTransaction<Result>(act: (connection: Connection) => Promise<Result>): Promise<Result>;
  /** Whether this process alone holds the lock, which it keeps from its first success until it ends or loses its connection. */
  holds(lock: number): Promise<boolean>;
  close(): Promise<void>;
}

const SECOND = 1000;
const MOST_CONNECTIONS = 10;
/** A statement, also one that waits for its turn: then the citizen hears 503 and may try again. */
const STATEMENT_LIMIT = 10 * SECOND;
const LOCK_LIMIT = 5 * SECOND;
/** The server may have vanished without a word. Longer than the statement's own limit. */
const ANSWER_LIMIT = 15 * SECOND;
const CONNECTING_LIMIT = 3 * SECOND;

/** Opens a pool; connections are made when they are needed. */
export function openDatabase(url: string, part: Part): Database {
  const pool = new Pool({
    ...configuration(url),
    query_timeout: ANSWER_LIMIT,
    max: MOST_CONNECTIONS,
    idleTimeoutMillis: 30 * SECOND,
    verify: (client, done) => {
      prepare(client, part, STATEMENT_LIMIT).then(() => done(), done);
    },
  });
  // Without a listener on the pool and on every client, a restart of the server would end this process.
  pool.on("error", passOver);
  pool.on("connect", (client) => client.on("error", passOver));
  const claims = new Map<number, Claim>();
  return {
    rows: (sql, values) => borrowed(pool, (client) => statementsOn(client).rows(sql, values)),
    changes: (sql, values) => borrowed(pool, (client) => statementsOn(client).changes(sql, values)),
    transaction: (act) => borrowed(pool, (client) => transactionOn(client, act)),
    longTransaction: (act) => alone(url, part, (client) => transactionOn(client, act)),
    holds: (lock) => {
      const claim = claims.get(lock) ?? openClaim(url, part, lock);
      claims.set(lock, claim);
      return claim.held();
    },
    close: async () => {
      await Promise.all([...claims.values()].map((claim) => claim.end()));
      if (!pool.ended) await pool.end();
    },
  };
}

/** A connection of its own, closed afterwards, without a limit of time on statements. */
export async function alone<Result>(
  url: string,
  part: Part,
  act: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = new Client(configuration(url));
  client.on("error", passOver);
  try {
    await reaching(client.connect());
    await prepare(client, part, 0);
    return await act(client);
  } finally {
    await client.end().catch(passOver);
  }
}

export async function transactionOn<Result>(
  client: ClientBase,
  act: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  await reaching(client.query("BEGIN"));
  try {
    const result = await act(statementsOn(client));
    await reaching(client.query("COMMIT"));
    return result;
  } catch (error) {
    // A connection that broke or stalled is given up, and the server rolls back by itself.
    if (!isUnavailable(error)) await reaching(client.query("ROLLBACK"));
    throw error;
  }
}

export function statementsOn(client: ClientBase): Connection {
  const run = (sql: string, values: readonly unknown[] = []) =>
    reaching(client.query({ name: nameOf(sql), text: sql, values: [...values] }));
  return {
    rows: async (sql, values) => (await run(sql, values)).rows,
    changes: async (sql, values) => (await run(sql, values)).rowCount ?? 0,
  };
}

function configuration(url: string): ClientConfig {
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

async function borrowed<Result>(pool: Pool, act: (client: ClientBase) => Promise<Result>): Promise<Result> {
  const client = await reaching(pool.connect());
  try {
    const result = await act(client);
    client.release();
    return result;
  } catch (error) {
    // Not used again: it is broken, or speaks to a server that only reads.
    client.release(isUnavailable(error));
    throw error;
  }
}

/** What the driver throws of itself, and not for the server, says that the server is out of reach. */
async function reaching<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DatabaseError || error instanceof WrongSetting || error instanceof TypeError) throw error;
    throw new Unreached("the database is out of reach", { cause: error });
  }
}

const names = new Map<string, string>();

/** A statement is prepared once a connection, under a name that is its hash. */
function nameOf(sql: string): string {
  const name = names.get(sql) ?? createHash("sha256").update(sql).digest("hex").slice(0, 32);
  names.set(sql, name);
  return name;
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

async function prepare(client: ClientBase, part: Part, limit: number): Promise<void> {
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

interface Claim {
  held(): Promise<boolean>;
  end(): Promise<void>;
}

const TRY = "SELECT pg_try_advisory_lock($1, $2) AS got";
const STILL_THERE = "SELECT 1";

/** The lock lives and dies with a connection: a process that is gone, or cut off, has lost it. */
function openClaim(url: string, part: Part, lock: number): Claim {
  let client: Client | undefined;
  let got = false;
  const end = async () => {
    const leaving = client;
    [client, got] = [undefined, false];
    await leaving?.end().catch(passOver);
  };
  const connected = async () => {
    if (client) return client;
    client = new Client({ ...configuration(url), query_timeout: ANSWER_LIMIT });
    client.on("error", passOver);
    await reaching(client.connect());
    await prepare(client, part, STATEMENT_LIMIT);
    return client;
  };
  const held = async () => {
    try {
      const connection = await connected();
      if (got) await reaching(connection.query(STILL_THERE));
      else got = (await reaching(connection.query<{ got: boolean }>(TRY, [PIKIR, lock]))).rows[0]?.got === true;
      return got;
    } catch (error) {
      await end();
      throw error;
    }
  };
  return { held, end };
}

/** The first half of all of Pikir's advisory locks; a database has one space for everybody's. */
export const PIKIR = 0x50494b;
/** The same for locks on one survey; the second half is its hash. */
export const PIKIR_SURVEY = 0x50494c;
export const LOCKS = { migrating: 1, publishing: 2, counting: 3, mixing: 4, tidying: 5, staffing: 6 } as const;

/** The next statement waits on a connection's error; nothing is to be done about it here. */
function passOver(): void {}
