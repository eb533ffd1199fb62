/**
 * Joins by batches: copies before and after one show which responses came, which rows left the urn, and so among whom a
 * response is hidden. The pool mix (Cottrell's, see Serjantov, Dingledine, Syverson, "From a Trickle to a Flood", 2002) promises
 * 2K while the survey is open. Its last batch is what is left, K at the least.
 */
import type { Case, Join } from "./case.ts";
import { matched } from "./matching.ts";

export const batches: Join = (the) => {
  const { groups } = the.evidence;
  const { pool } = the.loot;
  const open = groups.filter(({ closing }) => !closing);
  const anybody = () => true;
  return [
    matched({ join: "batches", groups: open, fits: anybody, needed: 2 * pool }, the),
    matched(
      {
        join: "the last batch",
        groups: groups.filter(({ closing }) => closing),
        fits: anybody,
        needed: leftAtTheEnd(the),
      },
      the,
    ),
  ];
};

/** Nobody can be hidden among more than are there. */
function leftAtTheEnd({ evidence, loot }: Case): number {
  const last = evidence.groups.filter(({ closing }) => closing).at(-1);
  return Math.min(loot.pool, last?.responses.length ?? 0);
}
