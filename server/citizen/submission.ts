/** Checking and sending: the check page shows the very record that will be kept, and the send keeps it once or not at all. */
import { createHmac } from "node:crypto";
import { participationKey } from "../identity/participation.ts";
import { coarseDuration } from "../records/duration.ts";
import { monthOf } from "../records/month.ts";
import type { Response } from "../records/response.ts";
import type { CitizenSession } from "../records/session.ts";
import { withdrawalCode, withdrawalMark } from "../records/withdrawal-code.ts";
import { flagsOf, secondsTaken } from "../screening/screening.ts";
import { thresholdsOf } from "../screening/thresholds.ts";
import { CHECK } from "../survey/journey.ts";
import { sealResponse } from "../urn/seal.ts";
import { page, type Reply, refused, seeOther } from "../web/reply.ts";
import { control, type Visit } from "../web/visit.ts";
import type { Listed } from "./catalogue.ts";
import { checkView } from "./check-view.ts";
import { derivedOnce } from "./derived.ts";
import { leaveQueue } from "./queue.ts";
import { rememberShown } from "./shown.ts";
import {
  type Begun,
  begun,
  type CitizenWorld,
  type Handler,
  hasTakenPart,
  isReply,
  personIn,
  stepAddress,
  takenPart,
} from "./world.ts";

export const showCheck: Handler = async (visit, world) => {
  const current = await begun(visit, world);
  if (isReply(current)) return (await sentBefore(visit, world)) ?? current;
  if (current.journey.next !== CHECK) return seeOther(stepAddress(current.listed.survey.id, current.journey.next));
  await rememberShown(CHECK, current, visit, world);
  visit.keep({ agreed: { ...visit.session.agreed, [current.listed.survey.id]: current.draft.consent } });
  return page("citizen/check", visit.translate("check.title"), checkView(current, visit));
};

export const send: Handler = async (visit, world) => {
  const current = await begun(visit, world);
  if (isReply(current)) return (await sentBefore(visit, world)) ?? current;
  const survey = current.listed.survey.id;
  const elsewhere = wayElsewhere(current, visit);
  if (elsewhere !== undefined) return seeOther(elsewhere);
  const code = withdrawalCode(world.keys.code, visit.session.id, survey);
  const outcome = await world.storage.participations.send({
    survey,
    participation: participationKey(world.keys.participation(survey), current.person, survey),
    sealed: await sealResponse(
      responseOf(current, visit, world, code),
      world.keys.urnPublic(survey),
      current.listed.paddedSize,
    ),
    urnKey: world.random.bytes(16),
    acknowledgement: acknowledgementOf(visit.session, survey, world),
  });
  if (outcome === "closed") return refused({ kind: "closed" });
  await world.drafts.remove(current.held).catch(() => undefined);
  await leaveQueue(visit, world);
  if (outcome === "already-taken-part") return takenPart(current.listed);
  return receiptOf(visit, { survey, consent: current.draft.consent, code });
};

/** What leads away from sending: another button of the page, or a page not answered yet. */
function wayElsewhere(current: Begun, visit: Visit): string | undefined {
  const survey = current.listed.survey.id;
  const language = control(visit, "language");
  if (language !== undefined) {
    if (visit.offered.includes(language)) visit.keep({ language });
    return `/s/${survey}/check`;
  }
  const go = control(visit, "go");
  if (go === "stop") return `/s/${survey}/stop`;
  if (go === "back") return stepAddress(survey, current.journey.steps.at(-1)?.page.id ?? CHECK);
  return current.journey.next === CHECK ? undefined : stepAddress(survey, current.journey.next);
}

/** The record: what the check page has shown, and nothing else. */
function responseOf(current: Begun, visit: Visit, world: CitizenWorld, code: string): Response {
  const times = { shown: current.draft.shown, sentAt: visit.now.getTime() };
  const sent = { ...times, journey: current.journey, language: visit.language, noted: current.draft.flags };
  return {
    version: current.edition.version,
    language: visit.language,
    channel: "web",
    month: monthOf(visit.now),
    duration: coarseDuration(secondsTaken(times)),
    flags: flagsOf(sent, thresholdsOf(current.edition.definition)),
    answers: current.journey.answers,
    withdrawal: withdrawalMark(world.keys.withdrawal, code),
  };
}

/**
 * Where the draft is gone because it was sent: undefined where it was not. The session that sent it gets its receipt, for
 * the answer to its send may have been lost on the way; another session is told.
 */
export async function sentBefore(visit: Visit, world: CitizenWorld): Promise<Reply | undefined> {
  const listed = await world.catalogue.find(visit.params.survey ?? "");
  const person = listed && personIn(visit.session, listed, world);
  if (!listed || !person) return undefined;
  const survey = listed.survey.id;
  if (await world.storage.participations.wasAcknowledged(acknowledgementOf(visit.session, survey, world))) {
    const code = withdrawalCode(world.keys.code, visit.session.id, survey);
    return receiptOf(visit, { survey, consent: consentAgreedTo(listed, visit), code, again: true });
  }
  if (!(await hasTakenPart(listed, person, world))) return undefined;
  // Whoever came in on two devices and sent on one would hold a place for half an hour with the other.
  await leaveQueue(visit, world);
  return takenPart(listed);
}

/** The draft that knew is gone. Empty where several texts are possible: a receipt names no text that nobody may have seen. */
function consentAgreedTo({ survey, edition }: Listed, { session }: Visit): string {
  const possible = new Set(survey.versions.map(({ version }) => edition(version)?.consent ?? ""));
  return session.agreed[survey.id] ?? (possible.size === 1 ? ([...possible][0] ?? "") : "");
}

function receiptOf(visit: Visit, receipt: { survey: string; consent: string; code: string; again?: true }): Reply {
  visit.keep({ receipt: { ...receipt, language: visit.language, at: visit.now.getTime() } });
  return seeOther(`/s/${receipt.survey}/receipt`);
}

/** Names the session in the store of acknowledgements; says nothing of who it is. */
function acknowledgementOf(session: CitizenSession, survey: string, world: CitizenWorld): Uint8Array {
  const key = world.keys.acknowledgement;
  return derivedOnce(session, key, survey, () => createHmac("sha256", key).update(`${session.id} ${survey}`).digest());
}
