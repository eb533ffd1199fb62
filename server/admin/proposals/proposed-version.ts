/** The version that a proposal would publish, for whoever is to confirm it: read from the proposal, never from the draft, which may have changed since. */
import { page } from "../../web/reply.ts";
import { differenceView, previewed } from "../surveys/versions.ts";
import { refuse, type StaffHandler, type StaffVisit, type StaffWorld } from "../world.ts";
import { definitionOf } from "./publish-version.ts";

/** What it changes of the newest version, and the way to see it as a citizen does. */
export const showProposedVersion: StaffHandler = async (visit, world) => {
  const act = await actIn(visit, world);
  if (!act) return refuse("not-found");
  const definition = definitionOf(act);
  const newest = (await world.storage.surveys.all()).find(({ id }) => id === act.survey)?.versions.at(-1);
  const heading = visit.translate("admin.proposals.kind.publish-version", { survey: act.survey });
  return page("admin/proposals/version", heading, {
    heading,
    id: act.id,
    shortHash: act.hash.slice(0, 12),
    isNew: newest === undefined,
    ...(newest && differenceView(newest.definition, definition, visit)),
  });
};

export const previewProposed: StaffHandler = async (visit, world) => {
  const act = await actIn(visit, world);
  if (!act) return refuse("not-found");
  const address = `/admin/proposals/${act.id}`;
  const at = { address: `${address}/preview`, query: {}, back: `${address}/version` };
  return previewed(definitionOf(act), visit, world, at);
};

async function actIn({ params }: StaffVisit, { storage }: StaffWorld) {
  const act = await storage.proposals.find(params.proposal ?? "");
  return act?.kind === "publish-version" ? act : undefined;
}
