/** Inviting to a survey: a place's short address with its QR code, the lines for a portal, codes given out, and the kiosk. */
import { DIRECT, placeFrom } from "../../records/funnel.ts";
import { dayOf } from "../../records/month.ts";
import { newestOf, type PublishedSurvey, stateOf } from "../../records/survey.ts";
import { shortAddress, snippet } from "../../survey/invitation-links.ts";
import { qrPath } from "../../web/qr.ts";
import { page } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { closeSession } from "../session.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";

export const showInvite: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  return survey ? invitePage(survey, visit, world, "") : refuse("unknown-survey");
};

/**
 * Opens the kiosk of a place on this very device. Whoever opens it is signed out here first: the tablet is given to strangers.
 * On record is the place and the day, and nothing of those who come.
 */
export const openKiosk: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey || !visit.member || visit.session === undefined) return refuse("unknown-survey");
  const centre = visit.fields.centre?.[0] ?? "";
  const place = centre === "" ? undefined : placeNamed(`kiosk-${centre}`);
  if (place === undefined) return invitePage(survey, visit, world, "centre");
  if (stateOf(survey, dayOf(visit.now)).state !== "open") return invitePage(survey, visit, world, "state");
  await world.note(visit, "kiosk-opened", `${survey.id}: ${place}`, visit.member.name);
  await closeSession(world.storage.staff, visit.session);
  visit.carry(null);
  const heading = visit.translate("admin.kiosk.opened");
  const address = new URL(`/s/${survey.id}?from=${place}`, world.publicUrl).href;
  return page("admin/surveys/kiosk", heading, { heading, address });
};

/** A word for a place as the funnel counts it; undefined where it is none. */
function placeNamed(name: string): string | undefined {
  return placeFrom(name) === name && name !== DIRECT && name !== "other" ? name : undefined;
}

async function invitePage(
  survey: PublishedSurvey,
  visit: StaffVisit,
  world: StaffWorld,
  wrong: "" | "centre" | "state",
): Promise<StaffReply> {
  const { translate, language } = visit;
  const head = surveyHead(survey, visit, "invite", translate("admin.invite.title"));
  const { definition } = newestOf(survey);
  const asked = visit.query.place ?? "";
  const place = asked === "" ? "home" : placeNamed(asked);
  const invited = { definition, place: place ?? "home", origin: world.publicUrl.origin };
  const { whole } = figuresIn(language);
  const errors = [
    ...(place === undefined ? [{ field: "place", message: translate("admin.invite.placeWrong") }] : []),
    ...(wrong === "" ? [] : [{ field: "centre", message: translate(`admin.kiosk.wrong.${wrong}`) }]),
  ];
  const title = errors.length > 0 ? translate("error.titled", { title: head.heading }) : head.heading;
  const view = {
    ...head,
    failed: errors.length > 0,
    errors,
    place: place ?? asked,
    links: definition.languages.map((code) => ({
      code,
      address: shortAddress(invited, code),
      qr: qrPath(shortAddress(invited, code)),
      label: translate("admin.invite.qr", { language: code }),
      lines: snippet(invited, code, translate("invitation.go")),
    })),
    usesCodes: definition.access === "codes",
    codes: translate("admin.invite.codes", {
      made: whole(await world.storage.codes.count(survey.id)),
      used: whole(await world.storage.participations.count(survey.id)),
    }),
    centre: visit.fields.centre?.[0] ?? "",
    centreMessage: wrong === "" ? "" : translate(`admin.kiosk.wrong.${wrong}`),
    kiosk: definition.access === "sign-in",
  };
  return page("admin/surveys/invite", title, view, errors.length > 0 ? 422 : 200);
}
