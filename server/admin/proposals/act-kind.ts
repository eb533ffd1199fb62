/** What a kind of act says of itself, and does. */
import type { Act } from "../../records/audit.ts";
import type { ProposedAct } from "../../records/proposal.ts";
import type { StaffVisit, StaffWorld } from "../world.ts";

export interface Told {
  readonly title: string;
  /** What exactly will happen, a sentence each, in the reader's language. */
  readonly sentences: readonly string[];
  /** Where all of it can be read. */
  readonly more: { readonly address: string; readonly words: string } | null;
}

export interface ActKind {
  /** What the act rests on, as it is now: 64 hexadecimal digits. An act is done only on the state it was proposed in. */
  state(survey: string, payload: string, world: StaffWorld): Promise<string>;
  told(act: ProposedAct, visit: StaffVisit, world: StaffWorld): Promise<Told>;
  /**
   * Does it; may be called again where it was cut short or failed. Resolves to why it could not be done (`faultWords` reads it); or to where one sees how
   * it goes on, and then says itself to `proposals.finish` what came of it.
   */
  perform(
    act: ProposedAct,
    visit: StaffVisit,
    world: StaffWorld,
  ): Promise<string | undefined | { readonly goesOn: string }>;
  /** What the audit log calls it once it is done. */
  readonly noted: Act;
}
