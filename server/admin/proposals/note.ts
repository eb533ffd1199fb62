/** What the audit log says a proposed act was about. */
import type { ProposedAct } from "../../records/proposal.ts";

export function noteOf({ kind, survey, hash }: Pick<ProposedAct, "kind" | "survey" | "hash">): string {
  return `${kind} ${survey} ${hash.slice(0, 12)}`;
}
