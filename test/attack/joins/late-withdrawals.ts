/**
 * Joins by withdrawals after the close, when nobody's response comes any more: one that goes between two copies shows, beside
 * the request that goes with it and the moment that came, whose answers they were to whoever knows who asked then. Fewer than K may go
 * only where a quarter of the year has turned.
 */
import { quarterOf } from "../../../server/records/month.ts";
import type { Join } from "./case.ts";

export const lateWithdrawals: Join = ({ evidence, loot }) => {
  const closed = evidence.observations.filter(({ copy }) => copy.kind === "closed");
  const steps = closed.slice(1).map(({ copy, rows }, at) => {
    const before = closed[at];
    const now = new Set(rows.filter(({ table }) => table === "response").map(({ key }) => key));
    const gone = before?.rows.filter(({ table, key }) => table === "response" && !now.has(key)).length ?? 0;
    const turned = before !== undefined && quarterOf(new Date(before.copy.at)) < quarterOf(new Date(copy.at));
    return { gone, alone: gone < loot.pool && !turned };
  });
  const all = steps.reduce((sum, { gone }) => sum + gone, 0);
  const certain = steps.filter(({ alone }) => alone).reduce((sum, { gone }) => sum + gone, 0);
  return [{ join: "withdrawals after the close", certain, note: `${all} seen to go, ${loot.askedLate} asked` }];
};
