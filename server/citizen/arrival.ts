/**
 * What is looked at in the moment of consent, and never again: by the time the answers are sent nothing of it is left but
 * the flags that lie sealed in the draft.
 */
import { withFlag } from "../records/draft.ts";
import type { Flag } from "../records/flag.ts";
import { thresholdsOf } from "../screening/thresholds.ts";
import type { Definition } from "../survey/definition.ts";
import type { Visit } from "../web/visit.ts";
import type { HeldDraft } from "./draft-box.ts";
import type { CitizenWorld } from "./world.ts";

/** `held`: the draft that has just been begun. */
export async function noteArrival(
  held: HeldDraft,
  definition: Definition,
  visit: Visit,
  world: CitizenWorld,
): Promise<void> {
  const flags = doubts(definition, visit, world);
  if (flags.length > 0) await world.drafts.change(held, (draft) => flags.reduce(withFlag, draft));
}

function doubts(definition: Definition, visit: Visit, { today }: CitizenWorld): readonly Flag[] {
  const come = visit.network === undefined ? 0 : today.fromNetwork(definition.id, visit.network, 1, visit.now);
  return come > thresholdsOf(definition).network ? ["network_burst"] : [];
}
