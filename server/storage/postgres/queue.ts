/** The waiting line: one row of counts, which each act locks, changes by the rules of `records/queue.ts` and writes. */
import {
  askedToComeIn,
  left,
  NOBODY_WAITS,
  type Queue,
  queueShape,
  standing,
  stillWaits,
} from "../../records/queue.ts";
import type { Queueing } from "../storage.ts";
import type { Connection, Database } from "./connection.ts";
import { verb } from "./verb.ts";

const BEGIN = `INSERT INTO queue ("only", counts) VALUES (1, $1) ON CONFLICT DO NOTHING`;
const LOOK = "SELECT counts FROM queue";
const READ = "SELECT counts FROM queue FOR UPDATE";
const WRITE = "UPDATE queue SET counts = $1";

export function queueIn(database: Database): Queueing {
  return {
    ask: verb(async (ticket, limit, minute) => {
      // Most who ask wait on, and nothing changes: a long line must not stand in line for the row's lock as well.
      const waits = stillWaits(await seen(database), ticket, limit, minute);
      if (waits) return waits;
      return database.transaction(async (connection) => {
        const { queue, turn } = askedToComeIn(await locked(connection), ticket, limit, minute);
        await connection.changes(WRITE, [JSON.stringify(queue)]);
        return turn;
      });
    }),
    leave: verb((since) =>
      database.transaction(async (connection) => {
        await connection.changes(WRITE, [JSON.stringify(left(await locked(connection), since))]);
      }),
    ),
    look: verb(async (minute) => standing(await seen(database), minute)),
  };
}

async function seen(database: Database): Promise<Queue> {
  const [row] = await database.rows<{ counts: string }>(LOOK);
  return row ? queueShape.parse(JSON.parse(row.counts)) : NOBODY_WAITS;
}

/** The counts, kept from everybody else until the transaction ends. After a crash of the server the line begins anew. */
async function locked(connection: Connection): Promise<Queue> {
  const [row] = await connection.rows<{ counts: string }>(READ);
  if (row) return queueShape.parse(JSON.parse(row.counts));
  await connection.changes(BEGIN, [JSON.stringify(NOBODY_WAITS)]);
  const [begun] = await connection.rows<{ counts: string }>(READ);
  return begun ? queueShape.parse(JSON.parse(begun.counts)) : NOBODY_WAITS;
}
