/** Requests to withdraw, waiting for the next release. */
import type { Withdrawals } from "../storage.ts";
import type { Database } from "./connection.ts";
import { repeatable, verb } from "./verb.ts";

export function withdrawalsIn(database: Database): Withdrawals {
  return {
    request: requestIn(database),
    pending: pendingIn(database),
    released: releasedIn(database),
    forget: forgetIn(database),
    count: countIn(database),
  };
}

// A conflict is counted, never thrown: an error would name the key, and its time, in the server's log.
const REQUEST = "INSERT INTO withdrawal_request (key, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING";

function requestIn(database: Database): Withdrawals["request"] {
  return verb(async ({ key, sealed }) => {
    if ((await database.changes(REQUEST, [key, sealed])) !== 1)
      throw new Error("a request to withdraw has this key already");
  });
}

const PENDING = "SELECT key, sealed FROM withdrawal_request ORDER BY key";

function pendingIn(database: Database): Withdrawals["pending"] {
  return repeatable(() => database.rows(PENDING));
}

const RELEASED = "SELECT withdrawal FROM response WHERE survey = $1 AND withdrawal = ANY ($2::bytea[])";

function releasedIn(database: Database): Withdrawals["released"] {
  return repeatable(async (survey, marks) => {
    const rows = await database.rows<{ withdrawal: Buffer }>(RELEASED, [survey, marks]);
    const found = new Set(rows.map(({ withdrawal }) => withdrawal.toString("hex")));
    return marks.filter((mark) => found.has(Buffer.from(mark).toString("hex")));
  });
}

const FORGET = "DELETE FROM withdrawal_request WHERE key = ANY ($1::bytea[])";

function forgetIn(database: Database): Withdrawals["forget"] {
  return repeatable(async (keys) => void (await database.changes(FORGET, [keys])));
}

const COUNT = "SELECT withdrawn FROM survey WHERE id = $1";

function countIn(database: Database): Withdrawals["count"] {
  return repeatable(async (survey) => (await database.rows<{ withdrawn: number }>(COUNT, [survey]))[0]?.withdrawn ?? 0);
}
