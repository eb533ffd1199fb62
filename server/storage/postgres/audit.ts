/** The audit log: it is added to and read. */
import { BEGINNING, type Deed, type Entry, entryHash } from "../../records/audit.ts";
import type { Audit } from "../storage.ts";
import { type Connection, type Database, LOCKS, PIKIR } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

const ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock($1, $2)";
const LAST = "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1";
const ADD = "INSERT INTO audit (number, at, who, act, about, hash) VALUES ($1, $2, $3, $4, $5, $6)";
const BEFORE = `
  SELECT number, at, who, act, about, hash FROM audit
  WHERE number < $1 AND strpos(lower(who), lower($4)) > 0 AND ($5::text IS NULL OR act = $5) AND at >= $6 AND at < $7
    AND NOT EXISTS (
    SELECT 1 FROM unnest($2::text[]) AS word WHERE strpos(lower(who || ' ' || act || ' ' || about), lower(word)) = 0
  )
  ORDER BY number DESC LIMIT $3`;
const AFTER = "SELECT number, at, who, act, about, hash FROM audit WHERE number > $1 ORDER BY number LIMIT $2";

const ROWS_A_PAGE = 1000;

/** Until the end of the transaction nobody else adds to the log. */
export async function holdLog(connection: Connection): Promise<void> {
  await connection.rows(ONE_AT_A_TIME, [PIKIR, LOCKS.auditing]);
}

/** Adds one to the end of the log, which the transaction holds. */
export async function noteOver(connection: Connection, deed: Deed): Promise<void> {
  const [last] = await connection.rows<Pick<Entry, "number" | "hash">>(LAST, []);
  const { number, hash } = last ?? { number: 0, hash: BEGINNING };
  const { at, who, act, about } = deed;
  await connection.changes(ADD, [number + 1, at, who, act, about, entryHash(hash, number + 1, deed)]);
}

export function auditIn(database: Database): Audit {
  const rowsAfter = repeatable((number: number) => database.rows<Entry>(AFTER, [number, ROWS_A_PAGE]));
  return {
    add: verb((deed) =>
      database.transaction(async (connection) => {
        await holdLog(connection);
        await noteOver(connection, deed);
      }),
    ),
    page: repeatable((words, number, most, search = {}) => {
      const { who = "", act = null, from = 0, until = Number.MAX_SAFE_INTEGER } = search;
      return database.rows<Entry>(BEFORE, [number ?? Number.MAX_SAFE_INTEGER, words, most, who, act, from, until]);
    }),
    each: async function* each() {
      for (let number: number | undefined = 0; number !== undefined; ) {
        const rows: readonly Entry[] = await rowsAfter(number);
        yield* rows;
        number = rows.length < ROWS_A_PAGE ? undefined : rows.at(-1)?.number;
      }
    },
  };
}
