/**
 * Answers that came when nobody was signed in any more (the session had run out, or the form was from before a new
 * sign-in). They wait, sealed under the browser's session, and come back to their page once the citizen is signed in again.
 */
import { personHmac } from "../identity/participation.ts";
import type { Draft } from "../records/draft.ts";
import type { Person } from "../records/person.ts";
import type { CitizenSession } from "../records/session.ts";
import { answersFrom, type Fields, fieldNames, type ParsedAnswers } from "../survey/answer.ts";
import { reachableStep, type Step } from "../survey/journey.ts";
import { type Reply, refused, seeOther } from "../web/reply.ts";
import { answerFields, type Visit } from "../web/visit.ts";
import { begun, type CitizenWorld, expired, isReply, personIn } from "./world.ts";

export async function park(visit: Visit, world: CitizenWorld): Promise<Reply> {
  const { survey = "", page = "" } = visit.params;
  const listed = await world.catalogue.find(survey);
  if (!listed) return refused({ kind: "session-expired", typedKept: false });
  const { access, pages } = listed.newest.definition;
  const asked = pages.find((each) => each.id === page)?.questions;
  const person = visit.latest && personIn(visit.latest, listed, world);
  // Only for who was signed in a while ago, and only what the page asks: others have nothing here that could get lost. Nobody
  // could show again that they are the one who typed it into an open survey.
  if (!person || !asked || access === "open") return expired(listed, false);
  const names = new Set(asked.flatMap(fieldNames));
  const fields = Object.fromEntries(Object.entries(answerFields(visit)).filter(([name]) => names.has(name)));
  const draft = {
    version: "",
    consent: "",
    place: "",
    seed: "",
    answers: {},
    passed: [],
    shown: {},
    flags: [],
    typed: { page, fields },
  };
  const owner = { session: visit.session.id };
  const before = await world.drafts.find(owner);
  if (before) await world.drafts.remove(before);
  await world.drafts.begin(owner, draft, visit.now);
  visit.keep({ parked: { survey, page, owner: ownerMark(person, world) } });
  return expired(listed, true);
}

/** Puts what waits into the draft of the citizen who typed it and leads to its page; undefined where nothing of theirs waits. `before`: the session it waits under. */
export async function goOnFromParked(
  visit: Visit,
  world: CitizenWorld,
  before: CitizenSession,
): Promise<Reply | undefined> {
  const { parked } = before;
  const listed = parked && (await world.catalogue.find(parked.survey));
  const person = listed && personIn(visit.session, listed, world);
  if (!parked || !person) return undefined;
  visit.keep({ parked: null });
  const waiting = await world.drafts.find({ session: before.id });
  const fields = waiting?.draft.typed?.fields;
  // On a shared computer the next to sign in may be somebody else: it is not theirs to see.
  if (!waiting || !fields || parked.owner !== ownerMark(person, world)) return undefined;
  const current = await begun({ ...visit, params: { survey: parked.survey } }, world);
  const step = isReply(current) ? undefined : reachableStep(current.journey, parked.page, current.draft.passed);
  if (isReply(current) || !step) return undefined;
  const parsed = answersFrom(step.questions, fields);
  await world.drafts.change(current.held, (draft) => withAnswers(draft, step, parsed, fields));
  await world.drafts.remove(waiting);
  return seeOther(`/s/${parked.survey}/p/${parked.page}`);
}

/** Tells one person from another in the sealed cookie without naming either. */
function ownerMark(person: Person, world: CitizenWorld): string {
  return Buffer.from(personHmac(world.keys.acknowledgement, "parked", person, "")).toString("base64url");
}

/** Puts a page's answers into a draft. What could not be read is kept as typed, to be shown again. */
export function withAnswers(draft: Draft, step: Step, parsed: ParsedAnswers, fields: Fields): Draft {
  const asked = new Set(step.questions.map((question) => question.id));
  const others = Object.entries(draft.answers).filter(([question]) => !asked.has(question));
  const typed = parsed.faults.length > 0 ? { page: step.page.id, fields } : undefined;
  return { ...draft, answers: { ...Object.fromEntries(others), ...parsed.answers }, typed };
}
