/** A tablet at a service centre: whoever falls silent is asked once more, and then nothing of them remains on it. */
import { isKiosk, kioskSurvey } from "../records/session.ts";
import { page, type Reply, refused, seeOther } from "../web/reply.ts";
import type { Visit } from "../web/visit.ts";
import { KIOSK_END } from "./answering.ts";
import { leaveFor } from "./stop.ts";
import { type CitizenWorld, type Handler, ownerOf, personIn } from "./world.ts";

/** Milliseconds: a little less than the browser waits, for clocks and lines differ. */
const ASKED_FOR = 25_000;

/**
 * Without JavaScript the browser comes here after a minute of silence, and goes on to the end after half a minute more. From now
 * on the visit runs out; any other page of it is a sign of life (`door.ts`).
 */
export const showQuiet: Handler = async (visit) => {
  const survey = kioskSurvey(visit.session.places);
  if (survey === undefined) return refused({ kind: "not-found" });
  visit.keep({ quietSince: visit.session.quietSince ?? visit.now.getTime() });
  return page("citizen/quiet", visit.translate("kiosk.title"), { onward: `/s/${survey}/consent`, end: KIOSK_END });
};

/** Where a browser comes by itself: this ends nothing but a visit that has run out. */
export const showOver: Handler = async (visit, world) => {
  const { quietSince } = visit.session;
  if (!isKiosk(visit.session)) return refused({ kind: "not-found" });
  const hasRunOut = quietSince !== null && visit.now.getTime() - quietSince >= ASKED_FOR;
  return hasRunOut ? ended(visit, world) : seeOther("/kiosk/quiet");
};

/** By a press, or by the script after a minute and a half of silence. */
export const endVisit: Handler = async (visit, world) =>
  isKiosk(visit.session) ? ended(visit, world) : refused({ kind: "not-found" });

/** Not sent answers go: nobody comes back to them on this tablet. */
async function ended(visit: Visit, world: CitizenWorld): Promise<Reply> {
  await removeDrafts(visit, world);
  return leaveFor(visit, world);
}

/** Of every survey that this visit came to, and of no other: the same person may have begun one at home. */
async function removeDrafts({ session }: Visit, world: CitizenWorld): Promise<void> {
  for (const listed of await world.catalogue.all()) {
    if (!session.counted.some((mark) => mark.startsWith(`${listed.survey.id} `))) continue;
    const person = personIn(session, listed, world);
    const held = person && (await world.drafts.find(ownerOf(listed, person)));
    if (held) await world.drafts.remove(held);
  }
}
