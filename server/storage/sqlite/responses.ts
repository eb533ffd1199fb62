/** Released responses. */
import { setImmediate } from "node:timers/promises";
import { flagBits, flagsIn } from "../../records/flag.ts";
import type { Response } from "../../records/response.ts";
import type { Answers } from "../../survey/answer.ts";
import type { ReleasedRow, Responses } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

export function responsesIn(kept: Connection): Responses {
  return {
    count: countIn(kept),
    each: readingIn(kept, responseFrom),
    pages: pagesIn(kept),
    durations: durationsIn(kept),
    rows: readingIn(kept, (row) => ({ key: row.key, ...responseFrom(row) })),
    importAll: importAllIn(kept),
    countImported: countImportedIn(kept),
  };
}

const COUNT = "SELECT count(*) FROM response WHERE survey = ?";

function countIn(kept: Connection): Responses["count"] {
  const count = kept.prepare<[string], number>(COUNT).pluck();
  return verb((survey) => count.get(survey) ?? 0);
}

const COUNT_IMPORTED = "SELECT coalesce(sum(responses), 0) FROM import WHERE survey = ?";

function countImportedIn(kept: Connection): Responses["countImported"] {
  const count = kept.prepare<[string], number>(COUNT_IMPORTED).pluck();
  return verb((survey) => count.get(survey) ?? 0);
}

// Grouping would sort a million rows, and take three times as long as counting them here.
const DURATIONS = "SELECT CAST(group_concat(duration) AS BLOB) FROM response WHERE survey = ?";

function durationsIn(kept: Connection): Responses["durations"] {
  const durations = kept.prepare<[string], Uint8Array | null>(DURATIONS).pluck();
  return verb((survey) => countsOfNumbers(durations.get(survey) ?? new Uint8Array()));
}

/** How often each whole number occurs in digits with a comma between two. */
function countsOfNumbers(text: Uint8Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  let value = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const byte = text[at] ?? COMMA;
    if (byte !== COMMA) value = value * 10 + byte - ZERO;
    else if (at > 0) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
      value = 0;
    }
  }
  return counts;
}

const [COMMA, ZERO] = [44, 48];

/** About 10 ms of reading, after which other requests have their turn. */
const ROWS_A_PAGE = 2000;

const PAGE = `
  SELECT key, version, language, channel, month, duration, flags, withdrawal, answers
  FROM response WHERE survey = ? AND key > ? ORDER BY key LIMIT ?`;

interface ResponseRow {
  readonly key: Uint8Array;
  readonly version: string;
  readonly language: string;
  readonly channel: string;
  readonly month: string;
  readonly duration: number | null;
  readonly flags: number;
  readonly withdrawal: Buffer | null;
  readonly answers: string;
}

/** Each page is a reading of its own: a snapshot held through a slow download would keep the log from being emptied. */
function readingIn<Made>(kept: Connection, made: (row: ResponseRow) => Made): (survey: string) => AsyncIterable<Made> {
  const page = kept.prepare<[string, Uint8Array, number], ResponseRow>(PAGE);
  const pageAfter = verb((survey: string, key: Uint8Array) => page.all(survey, key, ROWS_A_PAGE));

  return async function* each(survey) {
    let last: Uint8Array | undefined = new Uint8Array();
    while (last) {
      const rows = await pageAfter(survey, last);
      for (const row of rows) yield made(row);
      last = rows.length < ROWS_A_PAGE ? undefined : rows.at(-1)?.key;
      await setImmediate();
    }
  };
}

/** Parsed with no check of its shape: it had one when it was kept, and there may be a million of them. */
function responseFrom({
  version,
  language,
  channel,
  month,
  duration,
  flags,
  withdrawal,
  answers,
}: ResponseRow): Response {
  return {
    version,
    language,
    channel,
    month,
    duration,
    flags: flagsIn(flags),
    answers: JSON.parse(answers) as Answers,
    withdrawal: withdrawal?.toString("hex") ?? null,
  };
}

// The database puts a page together: the driver takes twice as long for eight thousand values as for one.
const COUNTED_PAGE = `
  SELECT max(key), count(*), CAST(group_concat(
    concat_ws(char(9), language, month, channel, version, coalesce(duration, ''), flags, answers), char(10)) AS BLOB)
  FROM (
    SELECT key, version, language, channel, month, duration, flags, answers
    FROM response WHERE survey = ? AND key > ? ORDER BY key LIMIT ?
  )`;

type CountedPage = [last: Uint8Array | null, count: number, text: Uint8Array | null];

function pagesIn(kept: Connection): Responses["pages"] {
  const page = kept.prepare<[string, Uint8Array, number], CountedPage>(COUNTED_PAGE).raw();
  const pageAfter = verb((survey: string, key: Uint8Array) => page.get(survey, key, ROWS_A_PAGE));

  return async function* pages(survey) {
    let key: Uint8Array | null = new Uint8Array();
    while (key) {
      const [last, count, text]: CountedPage = (await pageAfter(survey, key)) ?? [null, 0, null];
      if (text) yield { count, text };
      key = count < ROWS_A_PAGE ? null : last;
      await setImmediate();
    }
  };
}

const IS_CLOSED = "SELECT 1 FROM survey WHERE id = ? AND closed_on IS NOT NULL";
const ADD_IMPORT = "INSERT INTO import (survey, file_hash, responses) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

function importAllIn(kept: Connection): Responses["importAll"] {
  const isClosed = kept.prepare<[string]>(IS_CLOSED);
  const addImport = kept.prepare<[string, string, number]>(ADD_IMPORT);
  const keep = keepingResponses(kept);

  const importAll = kept.transaction((survey: string, fileHash: string, rows: readonly ReleasedRow[]) => {
    if (isClosed.get(survey) !== undefined) return "closed";
    if (addImport.run(survey, fileHash, rows.length).changes === 0) return "known-file";
    for (const row of rows) keep(survey, row);
    return "imported";
  });
  // The keys are random, so their order is a random order; and it is the one in which the table fills fastest.
  return verb((survey, fileHash, rows) =>
    importAll.immediate(
      survey,
      fileHash,
      rows.toSorted((a, b) => Buffer.compare(a.key, b.key)),
    ),
  );
}

const KEEP = `
  INSERT INTO response (survey, key, version, language, channel, month, duration, flags, withdrawal, answers)
  VALUES (@survey, @key, @version, @language, @channel, @month, @duration, @flags, @withdrawal, @answers)`;

type RowToKeep = Omit<ResponseRow, "withdrawal"> & { readonly survey: string; readonly withdrawal: Uint8Array | null };

/** Keeps one response a call, within the caller's transaction. */
export function keepingResponses(kept: Connection): (survey: string, row: ReleasedRow) => void {
  const keep = kept.prepare<[RowToKeep]>(KEEP);
  return (survey, { key, version, language, channel, month, duration, flags, withdrawal, answers }) => {
    keep.run({
      survey,
      key,
      version,
      language,
      channel,
      month,
      duration,
      flags: flagBits(flags),
      withdrawal: withdrawal === null ? null : Buffer.from(withdrawal, "hex"),
      answers: JSON.stringify(answers),
    });
  };
}
