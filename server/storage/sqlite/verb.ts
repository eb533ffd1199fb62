/** Makes the driver's synchronous acts into the port's verbs, and its failures into the port's refusals. */
import Database from "better-sqlite3";
import { Refusal } from "../../records/fault.ts";

/** The act as a verb: whatever it throws rejects, and a disk that cannot keep rejects with the refusal `unavailable`. */
export function verb<Given extends readonly unknown[], Result>(
  act: (...given: Given) => Result,
): (...given: Given) => Promise<Result> {
  return async (...given) => {
    try {
      return act(...given);
    } catch (error) {
      throw isUnavailable(error) ? unavailable(error) : error;
    }
  };
}

/** Result codes, with their extended forms, that say "not now" of the disk or its lock: https://sqlite.org/rescode.html */
const UNAVAILABLE = /^SQLITE_(FULL|IOERR|READONLY|BUSY|CANTOPEN)(_|$)/;

export function isUnavailable(error: unknown): boolean {
  return error instanceof Database.SqliteError && UNAVAILABLE.test(error.code);
}

function unavailable(cause: unknown): Refusal {
  const refusal = new Refusal({ kind: "unavailable" });
  refusal.cause = cause;
  return refusal;
}

export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_BUSY(_|$)/.test(error.code);
}
