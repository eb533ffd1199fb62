/** Signing in. What comes back is a person for the sealed cookie; nothing of it is stored here. */

import type { ClaimedFacts } from "../identity/claims.ts";
import { demoPerson } from "../identity/demo.ts";
import { newAttempt, type Provider } from "../identity/provider.ts";
import type { Person } from "../records/person.ts";
import { isKiosk } from "../records/session.ts";
import { hasRules } from "../survey/eligibility.ts";
import { page, type Reply, refused, seeOther } from "../web/reply.ts";
import type { View } from "../web/views.ts";
import type { Visit } from "../web/visit.ts";
import type { Listed } from "./catalogue.ts";
import { keepVerdict } from "./eligibility.ts";
import { oncePer } from "./once-per.ts";
import { goOnFromParked } from "./parked.ts";
import { words } from "./start.ts";
import { type CitizenWorld, entrance, freshId, type Handler, isReply, openSurvey } from "./world.ts";

export const showSignIn: Handler = (visit, world) => signInPage(visit, world, visit.query.survey ?? "", undefined);

/** The open survey that is signed in to; to any other leads another way. */
export async function signedInto(survey: string, visit: Visit, world: CitizenWorld): Promise<Listed | Reply> {
  const listed = await openSurvey({ ...visit, params: { survey } }, world);
  if (isReply(listed)) return listed;
  const { access } = listed.newest.definition;
  if (access === "sign-in") return listed;
  return seeOther(access === "codes" ? entrance(listed) : `/s/${survey}`);
}

export const identify: Handler = async (visit, world) => {
  const listed = await signedInto(visit.fields.survey?.[0] ?? "", visit, world);
  if (isReply(listed)) return listed;
  const provider = providerFor(listed, world);
  if (provider) return beginAtProvider(provider, listed, visit, world);
  const survey = listed.survey.id;
  const typed = visit.fields.identifier?.[0] ?? "";
  const person = demoPerson(typed);
  if (!person) return signInPage(visit, world, survey, typed);
  return signedIn(visit, world, listed, { person });
};

/** Where citizens of this survey sign in; undefined where they do with the demonstration's digits. */
export function providerFor({ survey }: Listed, { signIn }: CitizenWorld): Provider | undefined {
  return signIn.kind === "openid" && !survey.simulated ? signIn.provider : undefined;
}

interface Introduced {
  readonly person: Person;
  /** What a provider said of them. */
  readonly facts?: ClaimedFacts;
}

/** The citizen is signed in from the next answer on, and goes on where they were. */
export async function signedIn(
  visit: Visit,
  world: CitizenWorld,
  listed: Listed,
  { person, facts }: Introduced,
): Promise<Reply> {
  const before = visit.session;
  // A new session at every sign-in: what somebody planted in the browser before is worth nothing after.
  visit.keep({ id: freshId(world), began: visit.now.getTime(), person });
  if (before.person && !isSame(before.person, person))
    visit.keep({ counted: [], agreed: {}, receipt: null, guests: {}, verdicts: {} });
  if (facts) keepVerdict(facts, listed, visit);
  return (await goOnFromParked(visit, world, before)) ?? seeOther(`/s/${listed.survey.id}/consent`);
}

function isSame(one: Person, other: Person): boolean {
  return one.issuer === other.issuer && one.subject === other.subject;
}

/** What has to come back with the sign-in's end goes into the sealed cookie; nothing of it is kept here. */
async function beginAtProvider(provider: Provider, listed: Listed, visit: Visit, world: CitizenWorld): Promise<Reply> {
  const survey = listed.survey.id;
  const attempt = newAttempt(world.random);
  const asks = hasRules(listed.newest.definition.eligibility);
  const to = await provider.begin(attempt, visit.language, asks, isKiosk(visit.session));
  if (!to) return refused({ kind: "sign-in-unavailable", survey });
  visit.keep({ signingIn: { ...attempt, survey, at: visit.now.getTime() } });
  return { kind: "to-provider", to };
}

async function signInPage(
  visit: Visit,
  world: CitizenWorld,
  survey: string,
  refusedEntry: string | undefined,
): Promise<Reply> {
  const listed = await signedInto(survey, visit, world);
  if (isReply(listed)) return listed;
  const provider = providerFor(listed, world);
  if (provider) return providerPage(provider, listed, visit);
  const heading = visit.translate("signIn.title");
  const first = views(listed, visit.language, () => ({
    heading,
    survey,
    surveyName: words(listed.newest.definition.title, visit),
    typed: "",
    failed: false,
    errors: [],
  }));
  if (refusedEntry === undefined) return { ...page("citizen/sign-in", heading, first), blanks: {} };
  const errors = [{ field: "identifier", message: visit.translate("signIn.invalid") }];
  const title = visit.translate("error.titled", { title: heading });
  return page("citizen/sign-in", title, { ...first, typed: refusedEntry, failed: true, errors }, 422);
}

const views = oncePer<Listed, View>();

/** Says beforehand where the next press leads, so that nobody has to wonder whose page that is. */
async function providerPage(provider: Provider, listed: Listed, visit: Visit): Promise<Reply> {
  const survey = listed.survey.id;
  if (!(await provider.isThere())) return refused({ kind: "sign-in-unavailable", survey });
  const { definition } = listed.newest;
  return page("citizen/provider", visit.translate("signIn.title"), {
    survey,
    surveyName: words(definition.title, visit),
    host: new URL(provider.issuer).host,
    asks: hasRules(definition.eligibility),
  });
}
