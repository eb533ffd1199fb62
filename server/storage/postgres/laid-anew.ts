/**
 * What `VACUUM FULL` and `CLUSTER` do not do: both keep each row's transaction (xmin), measured. Read out, truncated and
 * written again in the order of their random keys, all rows of a table have one transaction in common, which is this one, lie
 * where their keys put them, and nothing deleted is left between them.
 */
import type { Connection, Database } from "./connection.ts";

/** One statement after the other, in one transaction a table: others wait for one table at a time. */
const TABLES = [
  [
    "LOCK TABLE response IN ACCESS EXCLUSIVE MODE",
    "CREATE TEMPORARY TABLE anew ON COMMIT DROP AS SELECT * FROM response",
    "TRUNCATE response",
    "INSERT INTO response SELECT * FROM anew ORDER BY survey, key",
  ],
  [
    "LOCK TABLE withdrawal_request IN ACCESS EXCLUSIVE MODE",
    "CREATE TEMPORARY TABLE anew ON COMMIT DROP AS SELECT * FROM withdrawal_request",
    "TRUNCATE withdrawal_request",
    "INSERT INTO withdrawal_request SELECT * FROM anew ORDER BY key",
  ],
  // The same to participations, which are out of the mixer's reach.
  ["SELECT lay_participations_anew()"],
] as const;

/** Rejects, having finished the tables before it, where a table stays in use for seconds. */
export async function layAnew(database: Database): Promise<void> {
  for (const statements of TABLES) await database.longTransaction((connection) => runAll(connection, statements));
}

async function runAll(connection: Connection, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await connection.changes(statement);
}
