/** A tablet at a service centre: whoever falls silent is asked once more, and then nothing of them remains on it. */
import { isKiosk, kioskSurvey } from "../records/session.ts";
import { page, refused, seeOther } from "../web/reply.ts";
import type { Visit } from "../web/visit.ts";
import { leaveFor } from "./stop.ts";
import { type CitizenWorld, type Handler, ownerOf, personIn } from "./world.ts";

/** Without JavaScript the browser comes here after a minute of silence, and leaves for the end after half a minute more. */
export const showQuiet: Handler = async (visit) => {
  const survey = kioskSurvey(visit.session.places);
  if (survey === undefined) return refused({ kind: "not-found" });
  return page("citizen/quiet", visit.translate("kiosk.title"), { onward: `/s/${survey}/consent` });
};

/**
 * The end of a visit that fell silent. Not sent answers go: nobody comes back to them on this tablet. `proven`: the address
 * carries the token of this session's pages, so that no other site can end a visit.
 */
export const endQuiet: Handler = async (visit, world) => {
  if (!isKiosk(visit.session)) return refused({ kind: "not-found" });
  if (!visit.proven) return seeOther("/kiosk/quiet");
  await removeDrafts(visit, world);
  return leaveFor(visit, world);
};

/** Of every survey that this visit came to, and of no other: the same person may have begun one at home. */
async function removeDrafts({ session }: Visit, world: CitizenWorld): Promise<void> {
  for (const listed of await world.catalogue.all()) {
    if (!session.counted.some((mark) => mark.startsWith(`${listed.survey.id} `))) continue;
    const person = personIn(session, listed, world);
    const held = person && (await world.drafts.find(ownerOf(listed, person)));
    if (held) await world.drafts.remove(held);
  }
}
