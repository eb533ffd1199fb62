/** The part of the port for acts that need two people: proposed by one, decided by another. */
import type { Decision, Proposal, ProposedAct, Undecidable } from "../records/proposal.ts";

export interface Proposals {
  propose(proposal: Proposal): Promise<void>;
  find(id: string): Promise<ProposedAct | undefined>;
  /** Decides once, by the rule of `whyUndecidable`, with the accounts as they are at that moment. */
  decide(id: string, decision: Decision): Promise<"decided" | Undecidable>;
  /** Says what came of a confirmed act; a later word replaces a fault. */
  finish(id: string, result: { readonly at: number; readonly fault: string | null }): Promise<void>;
  /** Undecided ones first, but for those proposed before `since` (milliseconds since 1970); each part newest first. */
  list(most: number, since: number): Promise<readonly ProposedAct[]>;
}
