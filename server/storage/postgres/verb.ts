/** What all verbs share: they translate what the driver throws into the port's refusals, and repeat where that is safe. */
import { setTimeout } from "node:timers/promises";
import { DatabaseError } from "pg";
import { Refusal } from "../../records/fault.ts";

/** The driver could not reach the server, lost it, or waited too long for it. Its own errors have no code to tell them by. */
export class Unreached extends Error {}

/** The server has a setting on which a promise of db/README.md does not hold. */
export class WrongSetting extends Error {}

/** The act as a verb: whatever it throws rejects, and a database that is away rejects with the refusal `unavailable`. */
export function verb<Given extends readonly unknown[], Result>(
  act: (...given: Given) => Promise<Result>,
): (...given: Given) => Promise<Result> {
  return async (...given) => {
    try {
      return await act(...given);
    } catch (error) {
      throw isUnavailable(error) ? unavailable(error) : withoutValues(error);
    }
  };
}

/** Milliseconds in which the pool hears that its other connections are broken, too. */
const PAUSE = 100;

/**
 * A verb that may be done twice: it only reads, or doing it again changes nothing more. It is tried a second time where the
 * connection broke, since after a restart of the server every connection of the pool is a broken one.
 */
export function repeatable<Given extends readonly unknown[], Result>(
  act: (...given: Given) => Promise<Result>,
): (...given: Given) => Promise<Result> {
  return verb(async (...given) => {
    try {
      return await act(...given);
    } catch (error) {
      if (!isBroken(error)) throw error;
    }
    await setTimeout(PAUSE);
    return act(...given);
  });
}

/**
 * Codes that say "not now": connection lost, out of resources, trouble with the disk, shutting down or starting up, a
 * statement that took too long, a server that only reads, a lock not given, an order of events that could not be kept.
 * https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
const UNAVAILABLE = /^(08...|0A000|53...|58...|57P0[1-5]|57014|25006|25P03|55P03|40001|40P01)$/;
const BROKEN = /^(08...|57P0[1-5]|25P03)$/;

export function isUnavailable(error: unknown): boolean {
  return error instanceof WrongSetting || error instanceof Unreached || UNAVAILABLE.test(codeOf(error));
}

function isBroken(error: unknown): boolean {
  return error instanceof Unreached || BROKEN.test(codeOf(error));
}

/** The SQLSTATE, or nothing. */
export function codeOf(error: unknown): string {
  return error instanceof DatabaseError ? (error.code ?? "") : "";
}

function unavailable(cause: unknown): Refusal {
  const refusal = new Refusal({ kind: "unavailable" });
  refusal.cause = withoutValues(cause);
  return refusal;
}

/** The server's details show the row that failed. Whoever logs the error must not find it there. */
function withoutValues(error: unknown): unknown {
  if (error instanceof DatabaseError) {
    error.detail = undefined;
    error.where = undefined;
  }
  return error;
}
