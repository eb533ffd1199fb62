/** The ways to make a file safe, as a table, and the one that was chosen. */
import { logged } from "../../server/release/gate-log.ts";
import { firstLevels, type Prepared } from "../../server/release/prepared.ts";
import { type Proposal, proposalAt } from "../../server/release/proposals.ts";
import { CommandError } from "../command.ts";

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

/** The cheapest, or what these levels make, whatever it costs. */
export function chosenFrom(prepared: Prepared, recode: readonly (readonly [string, string])[]): Proposal {
  const [cheapest] = prepared.proposals;
  if (recode.length === 0 && cheapest) return cheapest;
  const { ladders, policy } = prepared;
  const levels = [...firstLevels(ladders, policy)];
  for (const [key, level] of recode) {
    const at = ladders.findIndex(({ question }) => question === key);
    const names = ladders[at]?.levels.map(({ name }) => name) ?? [];
    if (at < 0)
      throw new CommandError(
        `"${key}" is no key of this file; its keys are ${ladders.map(({ question }) => question).join(", ") || "none"}.`,
      );
    if (!names.includes(level))
      throw new CommandError(`"${key}" has no level "${level}"; choose one of ${names.join(", ")}.`);
    levels[at] = names.indexOf(level);
  }
  const proposal = proposalAt(prepared, policy.protection, levels);
  if (!proposal) throw new CommandError("no withholding makes this file safe; choose other levels.");
  return proposal;
}
