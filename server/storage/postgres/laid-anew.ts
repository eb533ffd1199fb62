/**
 * What `VACUUM FULL` and `CLUSTER` do not do: both keep each row's transaction (xmin), measured. Read out, truncated and
 * written again in the order of their random keys, all rows of a table have one transaction in common, which is this one, lie
 * where their keys put them, and nothing deleted is left between them.
 */
import { type Connection, type Database, giveWayToBackup, waitAtMost } from "./connection.ts";

const RESPONSES = [
  "LOCK TABLE response IN ACCESS EXCLUSIVE MODE",
  "CREATE TEMPORARY TABLE anew ON COMMIT DROP AS SELECT * FROM response",
  "TRUNCATE response",
  "INSERT INTO response SELECT * FROM anew ORDER BY survey, key",
] as const;

/** One transaction a table: others wait for one table at a time. */
const TABLES = [
  RESPONSES,
  [
    "LOCK TABLE withdrawal_request IN ACCESS EXCLUSIVE MODE",
    "CREATE TEMPORARY TABLE anew ON COMMIT DROP AS SELECT * FROM withdrawal_request",
    "TRUNCATE withdrawal_request",
    "INSERT INTO withdrawal_request SELECT * FROM anew ORDER BY key",
  ],
  // The same to participations, which are out of the mixer's reach.
  ["SELECT lay_participations_anew()"],
] as const;

/** At a quiet time, and at the closing. */
const PATIENTLY = 2000;

/** Rejects, having finished the tables before it, where a table stays in use. */
export async function layAnew(database: Database): Promise<void> {
  for (const statements of TABLES) await runAll(database, statements, PATIENTLY);
}

/** Rejects, having changed nothing, where somebody reads them for longer than so many milliseconds. */
export function layResponsesAnew(database: Database, patience: number): Promise<void> {
  return runAll(database, RESPONSES, patience);
}

function runAll(database: Database, statements: readonly string[], patience: number): Promise<void> {
  return database.longTransaction(async (connection: Connection) => {
    await giveWayToBackup(connection);
    await waitAtMost(patience, connection);
    for (const statement of statements) await connection.changes(statement);
  });
}
