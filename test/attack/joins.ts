/** Every join there is, in the order of the table that is printed. */
import type { Loot } from "./collecting.ts";
import { judgeOf } from "./collecting.ts";
import { evidenceFrom } from "./evidence.ts";
import { attributes } from "./joins/attributes.ts";
import { batches } from "./joins/batches.ts";
import { bruteForce } from "./joins/brute-force.ts";
import type { Join } from "./joins/case.ts";
import { durations } from "./joins/durations.ts";
import { lateWithdrawals } from "./joins/late-withdrawals.ts";
import { lengths } from "./joins/lengths.ts";
import { logs } from "./joins/logs.ts";
import { numbers } from "./joins/numbers.ts";
import { pagesReached } from "./joins/pages-reached.ts";
import { places } from "./joins/places.ts";
import { sharedBytes } from "./joins/shared-bytes.ts";
import { strings } from "./joins/strings.ts";
import { transactions } from "./joins/transactions.ts";
import { withdrawals } from "./joins/withdrawals.ts";
import type { Result } from "./result.ts";

const JOINS: readonly Join[] = [
  places,
  numbers,
  transactions,
  batches,
  attributes,
  lengths,
  durations,
  pagesReached,
  withdrawals,
  lateWithdrawals,
  sharedBytes,
  strings,
  logs,
  bruteForce,
];

export function tryEveryJoin(loot: Loot): readonly Result[] {
  const evidence = evidenceFrom(loot.engine.observe(loot.copies), loot.pool);
  const judge = judgeOf(loot.sends);
  return JOINS.flatMap((join) => join({ loot, evidence, judge }));
}
