/**
 * One connection for short statements, which follow one another down it without waiting for each other's answers, each a
 * transaction of its own. What comes up while the program has its turn leaves in one piece: on one machine a send that wakes the
 * other end costs more than the statement itself.
 *
 * All wait behind one that waits. So nothing goes down it that locks, reads much, or waits for the disk.
 */
import { Socket } from "node:net";
import { Client } from "pg";
import { ANSWER_LIMIT, configuration, type Part, passOver, prepare, reaching, STATEMENT_LIMIT } from "./session.ts";
import { codeOf, isUnavailable, Unreached } from "./verb.ts";

export interface Line {
  /** `act` gives one statement, at once. The connection is made when the first is given, and anew where it broke. */
  run<Result>(act: (client: Client) => Promise<Result>): Promise<Result>;
  end(): Promise<void>;
}

type Opening = Promise<{ readonly client: Client; readonly departure: () => Promise<void> }>;

export function openLine(url: string, part: Part): Line {
  let current: Opening | undefined;
  let ended = false;
  const forget = (opening: Opening) => {
    if (current === opening) current = undefined;
  };
  const opened = () => {
    const opening: Opening = open(url, part, () => forget(opening));
    current = opening;
    return opening;
  };
  const run = async <Result>(act: (client: Client) => Promise<Result>, again = true): Promise<Result> => {
    if (ended) throw new Unreached("the line has ended");
    const opening = current ?? opened();
    try {
      const { client, departure } = await opening;
      await departure();
      // Given up for another's sake, before anything of this one was sent.
      if (current !== opening && again) return await run(act, false);
      return await act(client);
    } catch (error) {
      const told = codeOf(error) === NOT_PREPARED ? new Unreached("a statement was lost", { cause: error }) : error;
      // Not used again: it is broken, or speaks to a server that only reads. What was sent before is still answered.
      if (isUnavailable(told)) {
        forget(opening);
        void leave(opening);
      }
      throw told;
    }
  };
  return {
    run: (act) => run(act),
    end: async () => {
      ended = true;
      const last = current;
      current = undefined;
      if (last) await leave(last);
    },
  };
}

/** What followed a statement whose preparation failed, in the belief that it was prepared. */
const NOT_PREPARED = "26000";

async function open(url: string, part: Part, broken: () => void): Opening {
  const socket = new Socket();
  const client = new Client({
    ...configuration(url),
    query_timeout: ANSWER_LIMIT,
    pipeline: true,
    stream: () => socket,
  });
  client.on("error", broken);
  client.on("end", broken);
  try {
    await reaching(client.connect());
    await prepare(client, part, STATEMENT_LIMIT);
    return { client, departure: departuresOf(socket) };
  } catch (error) {
    broken();
    await client.end().catch(passOver);
    throw error;
  }
}

/** Resolves once all that is ready in this turn of the program has been heard; what is written then leaves together. */
function departuresOf(socket: Socket): () => Promise<void> {
  let next: Promise<void> | undefined;
  return () => {
    next ??= new Promise((leave) => {
      setImmediate(() => {
        next = undefined;
        socket.cork();
        leave();
        // By then those who waited have written.
        queueMicrotask(() => socket.uncork());
      });
    });
    return next;
  };
}

async function leave(opening: Opening): Promise<void> {
  try {
    await (await opening).client.end();
  } catch {
    // It was never opened, or is broken: there is nothing to leave.
  }
}
