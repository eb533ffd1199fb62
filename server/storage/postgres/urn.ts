/** Sent responses that wait, sealed, for their batch. */
import type { Release, Urn, UrnRow } from "../storage.ts";
import { type Connection, type Database, giveWayToBackup, LOCKS, waitAtMost } from "./connection.ts";
import { layResponsesAnew } from "./laid-anew.ts";
import { keepResponses } from "./responses.ts";
import { afterAllSends } from "./surveys.ts";
import { isUnavailable, repeatable, verb } from "./verb.ts";

export function urnIn(database: Database): Urn {
  return {
    claim: verb(() => database.holds(LOCKS.mixing)),
    count: countIn(database),
    keys: keysIn(database),
    rows: rowsIn(database),
    release: releaseIn(database),
    trouble: troubleIn(database),
    setTrouble: setTroubleIn(database),
  };
}

const COUNT = "SELECT count(*) AS count FROM urn WHERE survey = $1";

function countIn(database: Database): Urn["count"] {
  return repeatable(async (survey) => (await database.rows<{ count: number }>(COUNT, [survey]))[0]?.count ?? 0);
}

const KEYS = "SELECT key FROM urn WHERE survey = $1 ORDER BY key";

function keysIn(database: Database): Urn["keys"] {
  return repeatable(async (survey) => (await database.rows<{ key: Uint8Array }>(KEYS, [survey])).map(({ key }) => key));
}

const ROWS = `
  SELECT key, sealed FROM urn WHERE survey = $1 AND key = ANY ($2::bytea[]) ORDER BY array_position($2::bytea[], key)`;

function rowsIn(database: Database): Urn["rows"] {
  return repeatable((survey, keys) => database.rows(ROWS, [survey, keys]));
}

/**
 * A row's transaction number (xmin) and place (ctid) tell with whom it came and when. So the batch comes in one transaction,
 * in the order of its random keys, and the urn is emptied as a whole and filled again by the same transaction with all that
 * waits on, of every survey: what is left shares its number with all others, and with no participation any more.
 *
 * What remains: until its first release a row of the urn has the number of its participation, and for ever has it in the
 * write-ahead log. That joins a participation to a sealed row. Whose answers it held cannot be told: the released rows come
 * under fresh keys, from one opened sealed row as well as from another. Rows of one batch have one number in common, and lie
 * behind those of the batches before, until they are laid anew (laid-anew.ts).
 */
function releaseIn(database: Database): Urn["release"] {
  return verb(async (release) => {
    await database.transaction(async (connection) => {
      const { survey, released, requests } = release;
      const staying = await takenOut(connection, release);
      await keepResponses(connection, survey, released);
      await fill(connection, staying);
      await withdraw(connection, release);
      await connection.changes(REQUESTS_DONE, [requests]);
    });
    await layAnewIfSmall(database);
  });
}

/** Written anew in some 100 ms, measured; a larger table waits for the night's `compact`. */
const SMALL = 8 * 1024 * 1024;
const SIZE = "SELECT pg_table_size('response') AS size";

/** Rows lie in the order of their batches (measured: rank correlation 0.87 with the order of the sends), and one that was withdrawn still lies there. */
async function layAnewIfSmall(database: Database): Promise<void> {
  try {
    const [table] = await database.rows<{ size: number }>(SIZE);
    if (table !== undefined && table.size <= SMALL) await layResponsesAnew(database, PATIENCE);
  } catch (error) {
    // The batch is committed. A database that is away will show on the next statement, and whoever reads for long is not held up.
    if (!isUnavailable(error)) throw error;
  }
}

/**
 * Milliseconds for which others wait behind a release that cannot have a table for itself. PostgreSQL's own vacuuming gives way
 * after one second (`deadlock_timeout`); a backup does not.
 */
const PATIENCE = 1500;
const NOBODY_ELSE = "LOCK TABLE urn IN ACCESS EXCLUSIVE MODE";
const WAITING = "SELECT survey, key, sealed FROM urn";

interface WaitingRow extends UrnRow {
  readonly survey: string;
}

/** What the urn shall hold afterwards: others' rows, those that came meanwhile, and those that are left in it. */
async function takenOut(connection: Connection, { survey, taken, left }: Release): Promise<readonly WaitingRow[]> {
  await giveWayToBackup(connection);
  await waitAtMost(PATIENCE, connection);
  await connection.changes(NOBODY_ELSE);
  const waiting = new Map(
    (await connection.rows<WaitingRow>(WAITING)).map((row) => [nameOf(row.survey, row.key), row]),
  );
  const gone = taken.filter((key) => waiting.delete(nameOf(survey, key))).length;
  if (gone !== taken.length)
    throw new Error(`${taken.length - gone} of ${taken.length} rows to be taken are not in the urn`);
  return [...waiting.values(), ...left.map(({ key, sealed }) => ({ survey, key, sealed }))];
}

function nameOf(survey: string, key: Uint8Array): string {
  return `${survey} ${Buffer.from(key).toString("hex")}`;
}

const EMPTY = "TRUNCATE urn";
const FILL = `
  INSERT INTO urn (survey, key, sealed)
  SELECT survey, key, sealed FROM unnest($1::text[], $2::bytea[], $3::bytea[]) AS waiting (survey, key, sealed)
  ORDER BY key ON CONFLICT DO NOTHING`;

async function fill(connection: Connection, rows: readonly WaitingRow[]): Promise<void> {
  await connection.changes(EMPTY);
  const columns = [rows.map(({ survey }) => survey), rows.map(({ key }) => key), rows.map(({ sealed }) => sealed)];
  if ((await connection.changes(FILL, columns)) !== rows.length)
    throw new Error("two rows were to wait in the urn under one key");
}

const WITHDRAW = "DELETE FROM response WHERE survey = $1 AND withdrawal = ANY ($2::bytea[])";
const COUNT_WITHDRAWN = "UPDATE survey SET withdrawn = withdrawn + $2 WHERE id = $1";
const REQUESTS_DONE = "DELETE FROM withdrawal_request WHERE key = ANY ($1::bytea[])";

/** The rows are out of sight at once; their bytes go when the table is laid anew. */
async function withdraw(connection: Connection, { survey, withdrawn, withdrawnWaiting }: Release): Promise<void> {
  const removed = await connection.changes(WITHDRAW, [survey, withdrawn]);
  if (removed + withdrawnWaiting > 0) await connection.changes(COUNT_WITHDRAWN, [survey, removed + withdrawnWaiting]);
}

const TROUBLE = "SELECT trouble FROM survey WHERE id = $1";
const SET_TROUBLE = "UPDATE survey SET trouble = $2 WHERE id = $1 AND trouble IS DISTINCT FROM $2";

function troubleIn(database: Database): Urn["trouble"] {
  return repeatable(async (survey) => {
    const [found] = await database.rows<{ trouble: string | null }>(TROUBLE, [survey]);
    return found?.trouble ?? undefined;
  });
}

function setTroubleIn(database: Database): Urn["setTrouble"] {
  return repeatable((survey, trouble) =>
    database.transaction(async (connection) => {
      await afterAllSends(connection, survey);
      await connection.changes(SET_TROUBLE, [survey, trouble ?? null]);
    }),
  );
}
