/** What the citizen's path stands on, and how it finds out where a citizen is. */

import { CODE_ISSUER, OPEN_ISSUER } from "../identity/guest.ts";
import { participationKey } from "../identity/participation.ts";
import { isOurs, type SignIn } from "../identity/sign-in.ts";
import type { Draft } from "../records/draft.ts";
import { DIRECT, type Stage } from "../records/funnel.ts";
import { dayOf } from "../records/month.ts";
import type { Person } from "../records/person.ts";
import type { Behind } from "../records/queue.ts";
import type { CitizenSession } from "../records/session.ts";
import { stateOf } from "../records/survey.ts";
import type { Random } from "../records/world.ts";
import type { CitizenStorage } from "../storage/storage.ts";
import { type Journey, journeyOf } from "../survey/journey.ts";
import type { Drawing } from "../web/preview-words.ts";
import { type Reply, refused, seeOther } from "../web/reply.ts";
import type { Visit } from "../web/visit.ts";
import type { Catalogue, Edition, Listed } from "./catalogue.ts";
import type { Challenging } from "./challenge.ts";
import type { Counting } from "./counting.ts";
import type { CitizenOwner, DraftBox, HeldDraft } from "./draft-box.ts";
import { ineligible } from "./eligibility.ts";
import type { HeldCounts } from "./held-counts.ts";
import { oncePer } from "./once-per.ts";
import type { Published } from "./published.ts";
import type { Today } from "./today.ts";

export interface CitizenWorld {
  readonly storage: CitizenStorage;
  readonly catalogue: Catalogue;
  readonly drafts: DraftBox;
  readonly counting: Counting;
  readonly today: Today;
  readonly held: HeldCounts;
  readonly published: Published;
  readonly challenging: Challenging;
  readonly keys: {
    participation(survey: string): Uint8Array;
    urnPublic(survey: string): Uint8Array;
    /** Keys the names under which sessions are acknowledged. */
    readonly acknowledgement: Uint8Array;
    /** Derives a session's withdrawal code. */
    readonly code: Uint8Array;
    /** Keys what browsers hash their device signal with. */
    readonly devices: Uint8Array;
    /** Keys the HMAC under which a withdrawal code travels with its response. */
    readonly withdrawal: Uint8Array;
    withdrawalPublic(): Uint8Array;
    /** Signs passes to simulated surveys. */
    readonly simulation: Uint8Array;
  };
  readonly signIn: SignIn;
  readonly publicUrl: URL;
  /** Where a file of a release lies that staff published; undefined where it is missing or has changed. */
  openData(
    release: string,
    name: string,
    file: { readonly bytes: number; readonly sha256: string },
  ): Promise<string | undefined>;
  /** The picture beside a link to published results, a PNG. */
  readonly picture: Drawing;
  readonly random: Random;
  /** K of the urn, to say how many a response is hidden among. */
  readonly pool: number;
  /** How many may be inside at once before others queue; no queue without it. */
  readonly mostInside: number | undefined;
  /** While this process is behind with its work nobody new is let in, where there is a line to wait in. */
  behind(): Behind;
}

export type Handler = (visit: Visit, world: CitizenWorld) => Promise<Reply>;

export interface Admitted {
  readonly listed: Listed;
  readonly person: Person;
}

/** A citizen in the middle of their answers. */
export interface Begun extends Admitted {
  readonly edition: Edition;
  readonly held: HeldDraft;
  readonly draft: Draft;
  readonly journey: Journey;
}

export function isReply(value: object): value is Reply {
  return "kind" in value;
}

/** The survey of the address, if it can be walked now by this session. */
export async function openSurvey(visit: Visit, world: CitizenWorld): Promise<Listed | Reply> {
  const listed = await world.catalogue.find(visit.params.survey ?? "");
  if (!listed) return refused({ kind: "unknown-survey" });
  if (listed.survey.simulated && visit.session.simulates !== listed.survey.id)
    return refused({ kind: "simulated-only" });
  const state = stateOf(listed.survey, dayOf(visit.now));
  if (state.state === "closed") return closed(listed, world);
  if (state.state === "not-yet-open") return refused({ kind: "not-yet-open", opens: state.opens });
  if (state.state === "paused" && !endsOrKeeps(visit)) return refused({ kind: "paused", survey: listed.survey.id });
  return listed;
}

async function closed({ survey }: Listed, world: CitizenWorld): Promise<Reply> {
  return refused((await world.published(survey.id)) ? { kind: "closed", results: survey.id } : { kind: "closed" });
}

/** In a pause, too, what was typed on a page is kept first, and whoever wants out has their answers deleted. */
function endsOrKeeps({ path, params, fields }: Visit): boolean {
  return (params.page !== undefined && fields.token !== undefined) || path.endsWith("/stop");
}

/** Who takes part in this survey, as a session knows them: signed in, by an invitation code, or as anybody. */
export function personIn(
  session: Pick<CitizenSession, "person" | "guests">,
  { survey, newest }: Listed,
  { signIn }: Pick<CitizenWorld, "signIn">,
): Person | undefined {
  const { access } = newest.definition;
  const { person } = session;
  if (access === "sign-in") return person && isOurs(person, signIn, survey.simulated) ? person : undefined;
  const subject = session.guests[survey.id];
  return subject === undefined ? undefined : { issuer: access === "codes" ? CODE_ISSUER : OPEN_ISSUER, subject };
}

/** Keeps who takes part from the next answer on, in a new session: what somebody planted in the browser before is worth nothing after. */
export function welcome(visit: Visit, world: CitizenWorld, { survey }: Listed, guest: Person): void {
  const { session } = visit;
  const before = session.guests[survey.id];
  visit.keep({
    id: freshId(world),
    began: visit.now.getTime(),
    guests: { ...session.guests, [survey.id]: guest.subject },
  });
  if (before === undefined || before === guest.subject) return;
  // Another member of the household, with a code of their own: their way is counted anew, and the receipt is not theirs.
  const counted = session.counted.filter((mark) => !mark.startsWith(`${survey.id} `));
  const { [survey.id]: _theirs, ...agreed } = session.agreed;
  visit.keep({ counted, agreed, receipt: session.receipt?.survey === survey.id ? null : session.receipt });
}

/** Names a new session: 16 random bytes. */
export function freshId({ random }: Pick<CitizenWorld, "random">): string {
  return Buffer.from(random.bytes(16)).toString("base64url");
}

/** Where one comes into a survey whose first page has been read. */
export function entrance({ survey, newest }: Listed): string {
  return newest.definition.access === "codes" ? `/s/${survey.id}/code` : `/sign-in?survey=${survey.id}`;
}

/** The refusal of who has taken part already. */
export function takenPart({ survey, newest }: Listed): Reply {
  return refused({ kind: "already-taken-part", survey: survey.id, access: newest.definition.access });
}

/** The open survey and who is signed in to it, or where to sign in. */
export async function admit(visit: Visit, world: CitizenWorld): Promise<Admitted | Reply> {
  const listed = await openSurvey(visit, world);
  if (isReply(listed)) return listed;
  const person = personIn(visit.session, listed, world);
  if (person) return ineligible(visit, listed, person) ?? { listed, person };
  return visit.sessionEnded ? expired(listed, false) : seeOther(`/s/${listed.survey.id}`);
}

/** The refusal of who was here too long ago. `typedKept`: what was sent with the request waits for them. */
export function expired({ survey, newest }: Listed, typedKept: boolean): Reply {
  return refused({ kind: "session-expired", survey: survey.id, access: newest.definition.access, typedKept });
}

/** The citizen's draft and journey, or the page where they belong instead. */
export async function begun(visit: Visit, world: CitizenWorld): Promise<Begun | Reply> {
  const admitted = await admit(visit, world);
  if (isReply(admitted)) return admitted;
  const { listed, person } = admitted;
  const held = await world.drafts.find(ownerOf(listed, person));
  const edition = held && listed.edition(held.draft.version);
  if (!held || !edition) return seeOther(`/s/${listed.survey.id}/consent`);
  return { listed, edition, person, held, draft: held.draft, journey: journeyIn(edition, held.draft) };
}

export function ownerOf({ survey, draftSize }: Listed, person: Person): CitizenOwner {
  return { person, survey: survey.id, size: draftSize };
}

/** The way through this draft: one answer asks for it four times. */
export function journeyIn(edition: Edition, draft: Draft): Journey {
  return journeys(draft, edition.version, () => journeyOf(edition.definition, draft.answers, draft.passed));
}

const journeys = oncePer<Draft, Journey>();

/** The address of a page of questions or of the check page. */
export function stepAddress(survey: string, next: string): string {
  return next === "check" ? `/s/${survey}/check` : `/s/${survey}/p/${next}`;
}

/** Of a closed survey nobody can tell any more: its key is destroyed. */
export async function hasTakenPart({ survey }: Listed, person: Person, world: CitizenWorld): Promise<boolean> {
  if (survey.closedOn !== undefined) return false;
  const key = participationKey(world.keys.participation(survey.id), person, survey.id);
  return world.storage.participations.has(survey.id, key);
}

/** Counts a stage where it is first reached in this journey. */
export function countOnce(visit: Visit, world: CitizenWorld, survey: string, stage: Stage): void {
  const mark = `${survey} ${stage}`;
  if (visit.session.counted.includes(mark)) return;
  visit.keep({ counted: [...visit.session.counted, mark] });
  countNow(visit, world, survey, stage);
}

export function countNow(visit: Visit, world: CitizenWorld, survey: string, stage: Stage, page = ""): void {
  const place = visit.session.places[survey] ?? DIRECT;
  world.counting.count({ survey, day: dayOf(visit.now), stage, page, language: visit.language, place });
}
