/** When pages were first shown: sealed with the draft for the duration, and counted once a journey for the funnel. */
import type { Draft } from "../records/draft.ts";
import { CHECK } from "../survey/journey.ts";
import type { Visit } from "../web/visit.ts";
import { type Begun, type CitizenWorld, countNow } from "./world.ts";

/** The draft with the time of a page's first showing; a later one changes nothing. */
export function withShown(draft: Draft, pageId: string, visit: Visit): Draft {
  return { ...draft, shown: { [pageId]: visit.now.getTime(), ...draft.shown } };
}

/** Counts a page that this journey had not come to before, and the start with the first of them. */
export function countReached(pageId: string, before: Begun, visit: Visit, world: CitizenWorld): void {
  const { listed, draft } = before;
  const survey = listed.survey.id;
  if (draft.shown[pageId] !== undefined) return;
  const times = Object.values(draft.shown);
  if (times.length === 0) countNow(visit, world, survey, "started");
  if (pageId === CHECK) world.held.ended(listed, Math.min(...times, visit.now.getTime()));
  else if (world.held.holds(listed, pageId)) world.held.reached(listed, pageId);
  else countNow(visit, world, survey, "reached", pageId);
}

/** For a page that was reached without being sent to it: the first, and those opened by their address. */
export async function rememberShown(pageId: string, current: Begun, visit: Visit, world: CitizenWorld): Promise<void> {
  if (current.draft.shown[pageId] !== undefined) return;
  countReached(pageId, current, visit, world);
  await world.drafts.change(current.held, (draft) => withShown(draft, pageId, visit));
}
