/** Requests to withdraw, waiting for the next release. */
import type { UrnRow, Withdrawals } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

export function withdrawalsIn(kept: Connection): Withdrawals {
  return {
    request: requestIn(kept),
    pending: pendingIn(kept),
    released: releasedIn(kept),
    forget: forgetIn(kept),
    count: countIn(kept),
  };
}

const REQUEST = "INSERT INTO withdrawal_request (key, sealed) VALUES (?, ?)";

function requestIn(kept: Connection): Withdrawals["request"] {
  const request = kept.prepare<[Uint8Array, Uint8Array]>(REQUEST);
  return verb(({ key, sealed }) => void request.run(key, sealed));
}

const PENDING = "SELECT key, sealed FROM withdrawal_request ORDER BY key";

function pendingIn(kept: Connection): Withdrawals["pending"] {
  const pending = kept.prepare<[], UrnRow>(PENDING);
  return verb(() => pending.all());
}

const IS_RELEASED = "SELECT 1 FROM response WHERE survey = ? AND withdrawal = ?";

function releasedIn(kept: Connection): Withdrawals["released"] {
  const isReleased = kept.prepare<[string, Uint8Array]>(IS_RELEASED);
  return verb((survey, marks) => marks.filter((mark) => isReleased.get(survey, mark) !== undefined));
}

const FORGET = "DELETE FROM withdrawal_request WHERE key = ?";

function forgetIn(kept: Connection): Withdrawals["forget"] {
  const forget = kept.prepare<[Uint8Array]>(FORGET);
  const all = kept.transaction((keys: readonly Uint8Array[]) => {
    for (const key of keys) forget.run(key);
  });
  return verb((keys) => all.immediate(keys));
}

const COUNT = "SELECT withdrawn FROM survey WHERE id = ?";

function countIn(kept: Connection): Withdrawals["count"] {
  const count = kept.prepare<[string], number>(COUNT).pluck();
  return verb((survey) => count.get(survey) ?? 0);
}
