/** Coming in by an invitation code, typed or brought by a QR code. What comes back is a guest of this one survey. */
import { invitationCodeFrom, invitationMark, invitedPerson } from "../identity/guest.ts";
import { page, type Reply, seeOther } from "../web/reply.ts";
import type { Visit } from "../web/visit.ts";
import type { Listed } from "./catalogue.ts";
import { goOnFromParked } from "./parked.ts";
import { countClick, words } from "./start.ts";
import { type CitizenWorld, type Handler, isReply, openSurvey, welcome } from "./world.ts";

export const showCode: Handler = async (visit, world) => {
  const listed = await invitingByCode(visit, world);
  if (isReply(listed)) return listed;
  countClick(visit, world, listed.survey.id);
  return codePage(visit, listed, undefined);
};

export const useCode: Handler = async (visit, world) => {
  const listed = await invitingByCode(visit, world);
  if (isReply(listed)) return listed;
  const survey = listed.survey.id;
  const typed = visit.fields.code?.[0] ?? "";
  const code = invitationCodeFrom(typed);
  if (code === undefined) return codePage(visit, listed, { typed, why: "slip" });
  const key = world.keys.participation(survey);
  if (!(await world.storage.codes.has(survey, invitationMark(key, survey, code))))
    return codePage(visit, listed, { typed, why: "unknown" });
  const before = visit.session;
  welcome(visit, world, listed, invitedPerson(key, survey, code));
  return (await goOnFromParked(visit, world, before)) ?? seeOther(`/s/${survey}/consent`);
};

async function invitingByCode(visit: Visit, world: CitizenWorld): Promise<Listed | Reply> {
  const listed = await openSurvey(visit, world);
  if (isReply(listed) || listed.newest.definition.access === "codes") return listed;
  return seeOther(`/s/${listed.survey.id}`);
}

function codePage(
  visit: Visit,
  listed: Listed,
  refused: { readonly typed: string; readonly why: "slip" | "unknown" } | undefined,
): Reply {
  const title = visit.translate("code.title");
  const view = {
    surveyName: words(listed.newest.definition.title, visit),
    about: `/s/${listed.survey.id}`,
    action: `/s/${listed.survey.id}/code`,
    heading: title,
    typed: refused?.typed ?? "",
    failed: refused !== undefined,
    errors: refused ? [{ field: "code", message: visit.translate(`code.${refused.why}`) }] : [],
  };
  return page("citizen/code", refused ? visit.translate("error.titled", { title }) : title, view, refused ? 422 : 200);
}
