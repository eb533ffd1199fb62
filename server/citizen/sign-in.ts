/** Signing in. What comes back is a person for the sealed cookie; nothing of it is stored here. */
import { demoPerson } from "../identity/demo.ts";
import { page, type Reply, seeOther } from "../web/reply.ts";
import type { Visit } from "../web/visit.ts";
import type { Listed } from "./catalogue.ts";
import { goOnFromParked } from "./parked.ts";
import { words } from "./start.ts";
import { type CitizenWorld, entrance, freshId, type Handler, isReply, openSurvey } from "./world.ts";

export const showSignIn: Handler = (visit, world) => signInPage(visit, world, visit.query.survey ?? "", undefined);

/** The open survey that is signed in to; to any other leads another way. */
async function signedInto(survey: string, visit: Visit, world: CitizenWorld): Promise<Listed | Reply> {
  const listed = await openSurvey({ ...visit, params: { survey } }, world);
  if (isReply(listed)) return listed;
  const { access } = listed.newest.definition;
  if (access === "sign-in") return listed;
  return seeOther(access === "codes" ? entrance(listed) : `/s/${survey}`);
}

export const identify: Handler = async (visit, world) => {
  const listed = await signedInto(visit.fields.survey?.[0] ?? "", visit, world);
  if (isReply(listed)) return listed;
  const survey = listed.survey.id;
  const typed = visit.fields.identifier?.[0] ?? "";
  const person = demoPerson(typed);
  if (!person) return signInPage(visit, world, survey, typed);
  const before = visit.session;
  // A new session at every sign-in: what somebody planted in the browser before is worth nothing after.
  visit.keep({ id: freshId(world), began: visit.now.getTime(), person });
  if (before.person && before.person.subject !== person.subject)
    visit.keep({ counted: [], agreed: {}, receipt: null, guests: {} });
  return (await goOnFromParked(visit, world, before)) ?? seeOther(`/s/${survey}/consent`);
};

async function signInPage(
  visit: Visit,
  world: CitizenWorld,
  survey: string,
  refusedEntry: string | undefined,
): Promise<Reply> {
  const listed = await signedInto(survey, visit, world);
  if (isReply(listed)) return listed;
  const failed = refusedEntry !== undefined;
  const heading = visit.translate("signIn.title");
  const view = {
    heading,
    survey,
    surveyName: words(listed.newest.definition.title, visit),
    typed: refusedEntry ?? "",
    failed,
    errors: failed ? [{ field: "identifier", message: visit.translate("signIn.invalid") }] : [],
  };
  const title = failed ? visit.translate("error.titled", { title: heading }) : heading;
  return page("citizen/sign-in", title, view, failed ? 422 : 200);
}
