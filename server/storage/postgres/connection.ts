/** The pool of connections, and what is done over one: statements and transactions. */
import { createHash } from "node:crypto";
import { Client, type ClientBase, Pool } from "pg";
import { Refusal } from "../../records/fault.ts";
import { type Claim, openClaim } from "./claim.ts";
import { type Line, openLine } from "./line.ts";
import { ANSWER_LIMIT, configuration, type Part, passOver, prepare, reaching, STATEMENT_LIMIT } from "./session.ts";
import { isUnavailable } from "./verb.ts";

export interface Connection {
  rows<Row extends object>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** How many rows the statement changed. */
  changes(sql: string, values?: readonly unknown[]): Promise<number>;
}

export interface Short extends Connection {
  /** One statement, which `act` gives at once when its turn to leave has come. */
  leaving<Result>(act: (connection: Connection) => Promise<Result>): Promise<Result>;
}

export interface Database extends Connection {
  /** Short statements of citizens, each a transaction of its own, by a connection that many share at a time (line.ts). */
  readonly short: Short;
  /** The same for looks at what is laid anew now and then, which bars it for minutes: drafts must not wait behind them. */
  readonly barred: Short;
  /** All of it or nothing. Each statement sees what others have committed before it (READ COMMITTED). */
  transaction<Result>(act: (connection: Connection) => Promise<Result>): Promise<Result>;
  /** A transaction that may take its time, over a connection of its own. */
  longTransaction<Result>(act: (connection: Connection) => Promise<Result>): Promise<Result>;
  /** Statements that may take their time and must be in no transaction, over a connection of its own. */
  unlimited<Result>(act: (connection: Connection) => Promise<Result>): Promise<Result>;
  /** Whether this process alone holds the lock, which it keeps from its first success until it ends or loses its connection. */
  holds(lock: number): Promise<boolean>;
  close(): Promise<void>;
}

const MOST_CONNECTIONS = 8;
const IDLE_LIMIT = 30_000;

/** Opens a pool; connections are made when they are needed. */
export function openDatabase(url: string, part: Part): Database {
  const pool = new Pool({
    ...configuration(url),
    query_timeout: ANSWER_LIMIT,
    max: MOST_CONNECTIONS,
    idleTimeoutMillis: IDLE_LIMIT,
    verify: (client, done) => {
      prepare(client, part, STATEMENT_LIMIT).then(() => done(), done);
    },
  });
  // Without a listener on the pool and on every client, a restart of the server would end this process.
  pool.on("error", passOver);
  pool.on("connect", (client) => client.on("error", passOver));
  const claims = new Map<number, Claim>();
  const [line, barred] = [openLine(url, part), openLine(url, part)];
  return {
    rows: (sql, values) => borrowed(pool, (client) => statementsOn(client).rows(sql, values)),
    changes: (sql, values) => borrowed(pool, (client) => statementsOn(client).changes(sql, values)),
    short: shortOver(line),
    barred: shortOver(barred),
    transaction: (act) => borrowed(pool, (client) => transactionOn(client, act)),
    longTransaction: (act) => alone(url, part, (client) => transactionOn(client, act)),
    unlimited: (act) => alone(url, part, (client) => act(statementsOn(client))),
    holds: (lock) => {
      const claim = claims.get(lock) ?? openClaim(url, part, [PIKIR, lock]);
      claims.set(lock, claim);
      return claim.held();
    },
    close: async () => {
      await Promise.all([line.end(), barred.end(), ...[...claims.values()].map((claim) => claim.end())]);
      if (!pool.ended) await pool.end();
    },
  };
}

function shortOver(line: Line): Short {
  const leaving: Short["leaving"] = (act) => line.run((client) => act(statementsOn(client)));
  return {
    leaving,
    rows: (sql, values) => leaving((connection) => connection.rows(sql, values)),
    changes: (sql, values) => leaving((connection) => connection.changes(sql, values)),
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

const WAIT_FOR = "SELECT set_config('lock_timeout', $1, true)";

/**
 * For whoever is about to lock a table for itself alone: behind it all others wait, too, and with a backup before it (pg_dump
 * holds every table for as long as it takes) in vain. Holds for the transaction.
 */
export async function waitAtMost(milliseconds: number, connection: Connection): Promise<void> {
  await connection.rows(WAIT_FOR, [String(milliseconds)]);
}

const NO_COPYING = "SELECT pg_try_advisory_xact_lock_shared($1, $2) AS got";

/**
 * Passes over this turn while a backup is made, which holds the tables until it is done: whoever would wait for it has all
 * others wait behind. Rejects with the refusal `unavailable`.
 */
export async function giveWayToBackup(connection: Connection): Promise<void> {
  const [lock] = await connection.rows<{ got: boolean }>(NO_COPYING, [PIKIR, LOCKS.copying]);
  if (!lock?.got) throw new Refusal({ kind: "unavailable" });
}

const names = new Map<string, string>();

/** A statement is prepared once a connection, under a name that is its hash. */
function nameOf(sql: string): string {
  const name = names.get(sql) ?? createHash("sha256").update(sql).digest("hex").slice(0, 32);
  names.set(sql, name);
  return name;
}

/** The first half of all of Pikir's advisory locks; a database has one space for everybody's. */
export const PIKIR = 0x50494b;
/** The same for locks on one survey; the second half is its hash. */
export const PIKIR_SURVEY = 0x50494c;
export const LOCKS = {
  migrating: 1,
  publishing: 2,
  counting: 3,
  mixing: 4,
  tidying: 5,
  staffing: 6,
  copying: 7,
  auditing: 8,
  planning: 9,
  releasing: 10,
} as const;
