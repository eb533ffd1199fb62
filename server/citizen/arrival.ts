/**
 * What is looked at in the moment of consent, and never again: by the time the answers are sent nothing of it is left but
 * the flags that lie sealed in the draft.
 */
import { withFlag } from "../records/draft.ts";
import type { Flag } from "../records/flag.ts";
import { weightOf } from "../screening/lane.ts";
import { thresholdsOf } from "../screening/thresholds.ts";
import type { Definition } from "../survey/definition.ts";
import { control, type Visit } from "../web/visit.ts";
import type { HeldDraft } from "./draft-box.ts";
import type { CitizenWorld } from "./world.ts";

/** `held`: the draft that has just been begun. */
export async function noteArrival(
  held: HeldDraft,
  definition: Definition,
  visit: Visit,
  world: CitizenWorld,
): Promise<void> {
  const flags = await doubts(definition, visit, world);
  if (flags.length > 0) await world.drafts.change(held, (draft) => flags.reduce(withFlag, draft));
}

async function doubts(
  definition: Definition,
  visit: Visit,
  { challenging, today }: CitizenWorld,
): Promise<readonly Flag[]> {
  const { lane, failed } = await challenging.verdict(control(visit, "challenge_solution") ?? "", visit.now);
  const { network, now } = visit;
  const come = network === undefined ? 0 : await today.fromNetwork(definition.id, network, weightOf(lane), now);
  const isBurst = come > thresholdsOf(definition).network;
  return [...(failed ? (["challenge_failed"] as const) : []), ...(isBurst ? (["network_burst"] as const) : [])];
}
