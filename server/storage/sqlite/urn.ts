/** Sent responses that wait, sealed, for their batch. */
import type { ReleasedRow, Urn, UrnRow } from "../storage.ts";
import { type Connection, emptyLog } from "./connection.ts";
import { keepingResponses } from "./responses.ts";
import { verb } from "./verb.ts";

export function urnIn(kept: Connection): Urn {
  return { count: countIn(kept), keys: keysIn(kept), rows: rowsIn(kept), release: releaseIn(kept) };
}

const COUNT = "SELECT count(*) FROM urn WHERE survey = ?";

function countIn(kept: Connection): Urn["count"] {
  const count = kept.prepare<[string], number>(COUNT).pluck();
  return verb((survey) => count.get(survey) ?? 0);
}

const KEYS = "SELECT key FROM urn WHERE survey = ? ORDER BY key";

function keysIn(kept: Connection): Urn["keys"] {
  const keys = kept.prepare<[string], Uint8Array>(KEYS).pluck();
  return verb((survey) => keys.all(survey));
}

const ROW = "SELECT key, sealed FROM urn WHERE survey = ? AND key = ?";

function rowsIn(kept: Connection): Urn["rows"] {
  const row = kept.prepare<[string, Uint8Array], UrnRow>(ROW);
  return verb((survey, keys) => keys.flatMap((key) => row.get(survey, key) ?? []));
}

const TAKE = "DELETE FROM urn WHERE survey = ? AND key = ?";

function releaseIn(kept: Connection): Urn["release"] {
  const take = kept.prepare<[string, Uint8Array]>(TAKE);
  const keep = keepingResponses(kept);

  const move = kept.transaction((survey: string, taken: readonly Uint8Array[], released: readonly ReleasedRow[]) => {
    const gone = taken.reduce((rows, key) => rows + take.run(survey, key).changes, 0);
    if (gone !== taken.length)
      throw new Error(`${taken.length - gone} of ${taken.length} rows to be taken are not in the urn`);
    for (const row of released) keep(survey, row);
  });
  return verb((survey, taken, released) => {
    move.immediate(survey, taken, released);
    emptyLog(kept);
  });
}
