/** Released responses. */
import { flagBits, flagsIn } from "../../records/flag.ts";
import type { Response } from "../../records/response.ts";
import type { Answers } from "../../survey/answer.ts";
import type { ReleasedRow, Responses } from "../storage.ts";
import { type Connection, type Database, PIKIR_SURVEY } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

export function responsesIn(database: Database): Responses {
  return {
    count: countIn(database),
    each: readingIn(database, responseFrom),
    pages: pagesIn(database),
    durations: durationsIn(database),
    rows: readingIn(database, (row) => ({ key: row.key, ...responseFrom(row) })),
    importAll: importAllIn(database),
    countImported: countImportedIn(database),
  };
}

const COUNT = "SELECT count(*) AS count FROM response WHERE survey = $1";

function countIn(database: Database): Responses["count"] {
  return repeatable(async (survey) => (await database.rows<{ count: number }>(COUNT, [survey]))[0]?.count ?? 0);
}

const COUNT_IMPORTED = "SELECT coalesce(sum(responses), 0)::bigint AS count FROM import WHERE survey = $1";

function countImportedIn(database: Database): Responses["countImported"] {
  return repeatable(
    async (survey) => (await database.rows<{ count: number }>(COUNT_IMPORTED, [survey]))[0]?.count ?? 0,
  );
}

const DURATIONS = `
  SELECT duration, count(*)::int AS count FROM response
  WHERE survey = $1 AND duration IS NOT NULL GROUP BY duration`;

function durationsIn(database: Database): Responses["durations"] {
  return repeatable(async (survey) => {
    const rows = await database.rows<{ duration: number; count: number }>(DURATIONS, [survey]);
    return new Map(rows.map(({ duration, count }) => [duration, count]));
  });
}

const ROWS_A_PAGE = 2000;

const PAGE = `
  SELECT key, version, language, channel, month, duration, flags, withdrawal, answers
  FROM response WHERE survey = $1 AND key > $2 ORDER BY key LIMIT $3`;

interface ResponseRow {
  readonly key: Uint8Array;
  readonly version: string;
  readonly language: string;
  readonly channel: string;
  readonly month: string;
  readonly duration: number | null;
  readonly flags: number;
  readonly withdrawal: Buffer | null;
  readonly answers: Answers;
}

/** Each page is a reading of its own: a snapshot held through a slow download would hold up whatever lays the table anew. */
function readingIn<Made>(
  database: Database,
  made: (row: ResponseRow) => Made,
): (survey: string) => AsyncIterable<Made> {
  const pageAfter = repeatable((survey: string, key: Uint8Array) =>
    database.rows<ResponseRow>(PAGE, [survey, key, ROWS_A_PAGE]),
  );

  return async function* each(survey) {
    let last: Uint8Array | undefined = new Uint8Array();
    while (last) {
      const rows: readonly ResponseRow[] = await pageAfter(survey, last);
      for (const row of rows) yield made(row);
      last = rows.length < ROWS_A_PAGE ? undefined : rows.at(-1)?.key;
    }
  };
}

/** Taken with no check of its shape: it had one when it was kept, and there may be a million of them. */
function responseFrom({ key: _key, flags, withdrawal, ...rest }: ResponseRow): Response {
  return { ...rest, flags: flagsIn(flags), withdrawal: withdrawal?.toString("hex") ?? null };
}

// The database puts a page together: the driver takes longer for eight thousand values than for one.
const COUNTED_PAGE = `
  SELECT (array_agg(key ORDER BY key DESC))[1] AS last, count(*)::int AS count, string_agg(
    language || chr(9) || month || chr(9) || channel || chr(9) || version || chr(9) || coalesce(duration::text, '')
    || chr(9) || flags || chr(9) || answers::text, chr(10)) AS text
  FROM (
    SELECT key, version, language, channel, month, duration, flags, answers
    FROM response WHERE survey = $1 AND key > $2 ORDER BY key LIMIT $3
  ) AS page`;

interface CountedPage {
  readonly last: Uint8Array | null;
  readonly count: number;
  readonly text: string | null;
}

function pagesIn(database: Database): Responses["pages"] {
  const pageAfter = repeatable((survey: string, key: Uint8Array) =>
    database.rows<CountedPage>(COUNTED_PAGE, [survey, key, ROWS_A_PAGE]),
  );

  return async function* pages(survey) {
    let key: Uint8Array | null = new Uint8Array();
    while (key) {
      const [page]: readonly CountedPage[] = await pageAfter(survey, key);
      if (page?.text) yield { count: page.count, text: Buffer.from(page.text) };
      key = page && page.count === ROWS_A_PAGE ? page.last : null;
    }
  };
}

/** Shared: a closing waits for imports that have begun. */
const BEFORE_CLOSING = "SELECT pg_advisory_xact_lock_shared($1, hashtext($2))";
const IS_CLOSED = "SELECT 1 FROM survey WHERE id = $1 AND closed_on IS NOT NULL";
const ADD_IMPORT = "INSERT INTO import (survey, file_hash, responses) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

function importAllIn(database: Database): Responses["importAll"] {
  return verb((survey, fileHash, rows) =>
    database.transaction(async (connection) => {
      await connection.rows(BEFORE_CLOSING, [PIKIR_SURVEY, survey]);
      if ((await connection.rows(IS_CLOSED, [survey])).length === 1) return "closed";
      if ((await connection.changes(ADD_IMPORT, [survey, fileHash, rows.length])) === 0) return "known-file";
      await keepResponses(connection, survey, rows);
      return "imported";
    }),
  );
}

// A conflict is counted, never thrown: an error would show the row in the server's log.
const KEEP = `
  INSERT INTO response (survey, key, version, language, channel, month, duration, flags, withdrawal, answers)
  SELECT $1, key, version, language, channel, month, duration, flags, withdrawal, answers::json
  FROM unnest($2::bytea[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::bytea[], $10::text[])
    AS given (key, version, language, channel, month, duration, flags, withdrawal, answers)
  ORDER BY key ON CONFLICT DO NOTHING`;

/** As many as one statement's message holds with ease. */
const ROWS_A_STATEMENT = 1000;

/** Within the caller's transaction. The keys are random, so their order is a random order, whatever order the rows come in. */
export async function keepResponses(connection: Connection, survey: string, given: readonly ReleasedRow[]) {
  const rows = given.toSorted((a, b) => Buffer.compare(a.key, b.key));
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    const some = rows.slice(from, from + ROWS_A_STATEMENT);
    if ((await connection.changes(KEEP, [survey, ...columnsOf(some)])) !== some.length)
      throw new Error("two responses were to be kept under one key");
  }
}

function columnsOf(rows: readonly ReleasedRow[]): readonly unknown[] {
  return [
    rows.map(({ key }) => key),
    rows.map(({ version }) => version),
    rows.map(({ language }) => language),
    rows.map(({ channel }) => channel),
    rows.map(({ month }) => month),
    rows.map(({ duration }) => duration),
    rows.map(({ flags }) => flagBits(flags)),
    rows.map(({ withdrawal }) => (withdrawal === null ? null : Buffer.from(withdrawal, "hex"))),
    rows.map(({ answers }) => JSON.stringify(answers)),
  ];
}
