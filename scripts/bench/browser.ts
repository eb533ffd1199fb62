/**
 * A browser's way to the server over a long visit: a connection is opened when one is needed, and one over which the server has hung up
 * just when a request was sent is no failure: the request goes once more over a fresh one, as browsers do. What failed is counted by kind.
 */
import type { Answer, Wire } from "./wire.ts";

export interface Failures {
  /** Answers of 500 and above. */
  refused: number;
  /** The connection could not be opened, or broke while an answer was waited for. */
  broken: number;
  /** No answer for as long as anybody would wait. */
  late: number;
  /** An answer that leads elsewhere than it should: the walk finds these. */
  astray: number;
}

export interface Tally extends Failures {
  requests: number;
  /** Over a fresh connection, as told above. */
  again: number;
}

export function emptyTally(): Tally {
  return { requests: 0, again: 0, refused: 0, broken: 0, late: 0, astray: 0 };
}

export function failuresIn({ refused, broken, late, astray }: Failures): number {
  return refused + broken + late + astray;
}

/** Thrown where a failure has been counted already. */
export class Failed extends Error {}

/** `tally`: where to count at this moment. `patience`: milliseconds. */
export function browserLine(open: () => Promise<Wire>, tally: () => Tally, patience: number): Wire {
  let wire: Wire | undefined;
  const close = () => {
    wire?.close();
    wire = undefined;
  };
  const once = async (request: string): Promise<Answer | "hung up"> => {
    const isFresh = !wire?.isOpen();
    try {
      if (isFresh) wire = await open();
      if (!wire) return "hung up";
      return await wire.exchange(request);
    } catch (error) {
      close();
      if (isFresh) throw error;
      return "hung up";
    }
  };
  const twice = async (request: string, isOver: () => boolean): Promise<Answer> => {
    const first = await once(request);
    if (first !== "hung up") return first;
    if (isOver()) throw new Error("nobody waits any more");
    tally().again += 1;
    const second = await once(request);
    if (second === "hung up") throw new Error("the server hung up");
    return second;
  };
  return {
    exchange: async (request) => {
      const here = tally();
      here.requests += 1;
      let isOver = false;
      const answer = await within(
        patience,
        twice(request, () => isOver),
      ).catch((error: Error) => {
        here.broken += 1;
        close();
        throw new Failed(error.message);
      });
      if (answer === "late") {
        here.late += 1;
        isOver = true;
        close();
        throw new Failed("no answer came in time");
      }
      if (answer.header("connection") === "close") close();
      if (answer.status < 500) return answer;
      here.refused += 1;
      throw new Failed(`the server answers ${answer.status}`);
    },
    isOpen: () => wire?.isOpen() ?? false,
    close,
  };
}

async function within<Value>(milliseconds: number, act: Promise<Value>): Promise<Value | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((done) => {
    timer = setTimeout(done, milliseconds, "late");
  });
  return Promise.race([act, late]).finally(() => clearTimeout(timer));
}
