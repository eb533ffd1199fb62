/** "Stop and delete my answers": asked once more, then done at once. And signing out. */
import { isKiosk, kioskPlaces } from "../records/session.ts";
import { page, type Reply, seeOther } from "../web/reply.ts";
import { control, type Visit } from "../web/visit.ts";
import { leaveQueue } from "./queue.ts";
import { sentBefore } from "./submission.ts";
import { admit, begun, type CitizenWorld, countNow, freshId, type Handler, isReply, stepAddress } from "./world.ts";

export const askToStop: Handler = async (visit, world) => {
  const current = await begun(visit, world);
  if (isReply(current)) return current;
  const { id } = current.listed.survey;
  return page("citizen/stop", visit.translate("stop.title"), {
    action: `/s/${id}/stop`,
    back: stepAddress(id, current.journey.next),
  });
};

export const stop: Handler = async (visit, world) => {
  const current = await begun(visit, world);
  if (isReply(current)) return control(visit, "go") === "back" ? current : stoppedBefore(visit, world);
  const { id } = current.listed.survey;
  if (control(visit, "go") === "back") return seeOther(stepAddress(id, current.journey.next));
  await world.drafts.remove(current.held);
  countNow(visit, world, id, "stopped");
  if (isKiosk(visit.session)) return leaveFor(visit, world);
  await leave(visit, world);
  return { ...seeOther(`/s/${id}/stopped`), leaves: true };
};

/** No draft is there: the answer to the first press was lost on the way, and this one repeats it. Or there was never one. */
async function stoppedBefore(visit: Visit, world: CitizenWorld): Promise<Reply> {
  const admitted = await admit(visit, world);
  if (isReply(admitted)) return admitted;
  const { id } = admitted.listed.survey;
  const sent = await sentBefore(visit, world);
  if (sent) return sent;
  if (isKiosk(visit.session)) return leaveFor(visit, world);
  await leave(visit, world);
  return { ...seeOther(`/s/${id}/stopped`), leaves: true };
}

export const showStopped: Handler = async (visit) =>
  page("citizen/stopped", visit.translate("stopped.title"), { back: `/s/${visit.params.survey ?? ""}` });

/** Signs out, and leaves nothing on a shared phone: receipt and place of invitation go as well. */
export const signOut: Handler = (visit, world) => leaveFor(visit, world);

/** Leaves nothing of this visit, signs out at the provider where it has a way to, and leads to the first page. */
export async function leaveFor(visit: Visit, world: CitizenWorld): Promise<Reply> {
  const { person } = visit.session;
  await leave(visit, world);
  const there = person && world.signIn.kind === "openid" && person.issuer === world.signIn.provider.issuer;
  // Otherwise the next person on this phone would be signed in as this one by a single press.
  const to =
    there && world.signIn.kind === "openid"
      ? await world.signIn.provider.end(new URL("/", world.publicUrl))
      : undefined;
  return to ? { kind: "to-provider", to, leaves: true } : { ...seeOther("/"), leaves: true };
}

async function leave(visit: Visit, world: CitizenWorld): Promise<void> {
  await leaveQueue(visit, world);
  const places = kioskPlaces(visit.session.places);
  visit.keep({
    id: freshId(world),
    person: null,
    signingIn: null,
    verdicts: {},
    guests: {},
    receipt: null,
    parked: null,
    quietSince: null,
    places,
    counted: [],
    agreed: {},
  });
}
