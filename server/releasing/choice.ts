/** The way to make a file safe that somebody chose. */
import { firstLevels, type Prepared } from "../release/prepared.ts";
import { type Proposal, proposalAt } from "../release/proposals.ts";
import { NotReleased } from "./not-released.ts";

/** A level by key. */
export type Recode = readonly (readonly [key: string, level: string])[];

/** The cheapest, or what these levels make, whatever it costs. Throws NotReleased for levels that are not there. */
export function chosenFrom(prepared: Prepared, recode: Recode): Proposal {
  const [cheapest] = prepared.proposals;
  if (recode.length === 0 && cheapest) return cheapest;
  const { ladders, policy } = prepared;
  const levels = [...firstLevels(ladders, policy)];
  for (const [key, level] of recode) {
    const at = ladders.findIndex(({ question }) => question === key);
    const names = ladders[at]?.levels.map(({ name }) => name) ?? [];
    const all = ladders.map(({ question }) => question).join(", ");
    if (at < 0) throw new NotReleased({ kind: "no-key", key, all });
    if (!names.includes(level)) throw new NotReleased({ kind: "no-level", key, level, all: names.join(", ") });
    levels[at] = names.indexOf(level);
  }
  const proposal = proposalAt(prepared, policy.protection, levels);
  if (!proposal) throw new NotReleased({ kind: "unsafe" });
  return proposal;
}
