/** Sent responses that wait, sealed, for their batch. */
import Database from "better-sqlite3";
import type { Release, Urn, UrnRow } from "../storage.ts";
import { type Connection, emptyLog } from "./connection.ts";
import { keepingResponses } from "./responses.ts";
import { verb } from "./verb.ts";

export function urnIn(kept: Connection): Urn {
  return {
    // One server, and so one mixer, has the folder; who closes a survey mixes beside it.
    claim: async () => true,
    count: countIn(kept),
    keys: keysIn(kept),
    rows: rowsIn(kept),
    release: releaseIn(kept),
    trouble: troubleIn(kept),
    setTrouble: setTroubleIn(kept),
  };
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
const PUT_BACK = "INSERT INTO urn (survey, key, sealed) VALUES (?, ?, ?)";
const WITHDRAW = "DELETE FROM response WHERE survey = ? AND withdrawal = ?";
const COUNT_WITHDRAWN = "UPDATE survey SET withdrawn = withdrawn + ? WHERE id = ?";
const REQUEST_DONE = "DELETE FROM withdrawal_request WHERE key = ?";

function releaseIn(kept: Connection): Urn["release"] {
  const take = kept.prepare<[string, Uint8Array]>(TAKE);
  const putBack = kept.prepare<[string, Uint8Array, Uint8Array]>(PUT_BACK);
  const withdraw = kept.prepare<[string, Uint8Array]>(WITHDRAW);
  const countWithdrawn = kept.prepare<[number, string]>(COUNT_WITHDRAWN);
  const requestDone = kept.prepare<[Uint8Array]>(REQUEST_DONE);
  const keep = keepingResponses(kept);

  const move = kept.transaction(({ survey, taken, left, released, withdrawn, withdrawnWaiting, requests }: Release) => {
    const gone = taken.reduce((rows, key) => rows + take.run(survey, key).changes, 0);
    if (gone !== taken.length)
      throw new Error(`${taken.length - gone} of ${taken.length} rows to be taken are not in the urn`);
    for (const { key, sealed } of left) putBack.run(survey, key, sealed);
    for (const row of released) keep(survey, row);
    const removed = withdrawn.reduce((rows, mark) => rows + withdraw.run(survey, mark).changes, 0);
    if (removed + withdrawnWaiting > 0) countWithdrawn.run(removed + withdrawnWaiting, survey);
    for (const key of requests) requestDone.run(key);
  });
  return verb((release) => {
    move.immediate(release);
    layAnew(kept);
    emptyLog(kept);
  });
}

/** Written anew in some 60 ms, measured; larger files wait for the night's `compact`. */
const SMALL = 8 * 1024 * 1024;

/**
 * SQLite fills a page from its end, so within a page rows lie in the order of their batches (measured: rank correlation 0.25
 * with the order of the sends). Writing the file anew puts them in the order of their random keys.
 */
function layAnew(kept: Connection): void {
  const size: unknown = kept
    .prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    .pluck()
    .get();
  if (typeof size !== "number" || size > SMALL) return;
  try {
    kept.exec("VACUUM");
  } catch (error) {
    // The batch is committed. A disk that is full or a lock that is held will show on the next write.
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}

const TROUBLE = "SELECT trouble FROM survey WHERE id = ?";
const SET_TROUBLE = "UPDATE survey SET trouble = ? WHERE id = ? AND trouble IS NOT ?";

function troubleIn(kept: Connection): Urn["trouble"] {
  const trouble = kept.prepare<[string], string | null>(TROUBLE).pluck();
  return verb((survey) => trouble.get(survey) ?? undefined);
}

function setTroubleIn(kept: Connection): Urn["setTrouble"] {
  const set = kept.prepare<[string | null, string, string | null]>(SET_TROUBLE);
  return verb((survey, trouble) => void set.run(trouble ?? null, survey, trouble ?? null));
}
