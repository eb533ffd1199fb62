/**
 * Joins by withdrawals. A copy shows when a request came, and two copies show which response went. The attacker guesses that
 * whoever sent last before a request came made it. Those who watch the network as well may even know who made it: then as many must
 * go together as are to be hidden among each other, and how many that was is told without a verdict.
 */
import type { Observation, SeenRow } from "../observation.ts";
import type { Result } from "../result.ts";
import type { Join } from "./case.ts";

interface Leaving {
  readonly gone: readonly SeenRow[];
  /** Requests that were there before and are no more, by when they had come: how many had sent by then. */
  readonly asked: readonly number[];
}

export const withdrawals: Join = (the) => {
  const leavings = leavingsIn(the.evidence.observations.filter(({ copy }) => copy.kind === "live"));
  const gone = leavings.flatMap((leaving) => leaving.gone.map((row) => ({ row, leaving })));
  let right = 0;
  for (const { row, leaving } of gone) {
    const guesses = leaving.asked.map((sent) => sent - 1);
    if (guesses.includes(the.judge(row) ?? -1)) right += 1 / Math.max(1, guesses.length);
  }
  const alone = leavings.filter((leaving) => leaving.gone.length === 1).length;
  const result: Result = { join: "withdrawals by their time", right, of: gone.length };
  return [{ ...result, note: `${gone.length} seen to go; who saw the request on the network knows ${alone}` }];
};

function leavingsIn(observations: readonly Observation[]): readonly Leaving[] {
  const cameAt = new Map<string, number>();
  return observations.flatMap(({ copy, rows }, at) => {
    const before = observations[at - 1]?.rows ?? [];
    const now = new Set(rows.map(({ table, key }) => `${table} ${key}`));
    for (const { table, key } of rows)
      if (table === "withdrawal_request" && !cameAt.has(key)) cameAt.set(key, copy.sent);
    const went = before.filter(({ table, key }) => !now.has(`${table} ${key}`));
    const gone = went.filter(({ table }) => table === "response");
    const asked = went
      .filter(({ table }) => table === "withdrawal_request")
      .flatMap(({ key }) => cameAt.get(key) ?? []);
    return gone.length > 0 ? [{ gone, asked }] : [];
  });
}
