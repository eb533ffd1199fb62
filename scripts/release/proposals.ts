/** The ways to make a file safe, as a table. */
import { logged } from "../../server/release/gate-log.ts";
import type { Prepared } from "../../server/release/prepared.ts";

export function shownProposals(prepared: Prepared): string {
  const { k, l } = prepared.policy.protection;
  const ways = prepared.proposals.flatMap((proposal) => {
    const { levels, withheld, touched, loss } = logged(prepared, proposal);
    const recoded = Object.entries(levels).filter(([, level]) => level !== "as-asked");
    const hidden = Object.entries(withheld).filter(([, count]) => count > 0);
    const way = recoded.map(([key, level]) => `--recode ${key}=${level}`).join(" ") || "as asked";
    const gaps = hidden.map(([key, count]) => `${key} ${count}`).join(", ") || "nothing";
    return [
      `  ${way}: ${(loss * 100).toFixed(1)}% of the keys' information lost, ${touched} records touched`,
      `    withheld: ${gaps}`,
    ];
  });
  const { length } = prepared.records;
  const rule = `${length} records; every class of ${prepared.ladders.length} keys is to hold ${k}`;
  return [
    `${rule}${l > 1 ? `, with ${l} different answers to each sensitive question` : ""}. Cheapest first:`,
    ...ways,
  ].join("\n");
}
