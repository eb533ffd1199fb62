/** The waiting line: one row of counts, which each act reads, changes by the rules of `records/queue.ts` and writes. */
import {
  askedToComeIn,
  left,
  NOBODY_WAITS,
  type Queue,
  queueShape,
  standing,
  stillWaits,
  type Turn,
} from "../../records/queue.ts";
import type { Queueing } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

const READ = "SELECT counts FROM queue";
const WRITE =
  "INSERT INTO queue (only, counts) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET counts = excluded.counts";

export function queueIn(passing: Connection): Queueing {
  const read = passing.prepare<[], { counts: string }>(READ);
  const write = passing.prepare<[string]>(WRITE);
  const now = (): Queue => {
    const row = read.get();
    return row ? queueShape.parse(JSON.parse(row.counts)) : NOBODY_WAITS;
  };
  const ask = passing.transaction((ticket: number | undefined, limit: number, minute: number): Turn => {
    const { queue, turn } = askedToComeIn(now(), ticket, limit, minute);
    write.run(JSON.stringify(queue));
    return turn;
  });
  // Most who ask wait on, and nothing changes: a long line must not keep others from writing.
  const look = (ticket: number | undefined, limit: number, minute: number): Turn | undefined =>
    stillWaits(now(), ticket, limit, minute);
  const leave = passing.transaction((since: number) => void write.run(JSON.stringify(left(now(), since))));
  return {
    ask: verb((ticket, limit, minute) => look(ticket, limit, minute) ?? ask.immediate(ticket, limit, minute)),
    leave: verb((since) => leave.immediate(since)),
    look: verb((minute) => standing(now(), minute)),
  };
}
