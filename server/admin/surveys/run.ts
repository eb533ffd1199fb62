/** Running a survey: its state, pausing and resuming, a later closing date, closing for ever, its versions. */
import { dayOf } from "../../records/month.ts";
import { closingDateOf, type PublishedSurvey, stateOf } from "../../records/survey.ts";
import { page, seeOther } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { propose, waitingActs } from "../proposals/proposing.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";

export const showRun: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  return survey ? runPage(survey, visit, world, undefined) : refuse("unknown-survey");
};

export const pauseSurvey: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey || !visit.member) return refuse("unknown-survey");
  const resumes = visit.fields.pause?.[0] === "off";
  const outcome = await world.storage.surveys.pause(survey.id, resumes ? undefined : dayOf(visit.now));
  if (outcome === "changed") await world.note(visit, resumes ? "resumed" : "paused", survey.id, visit.member.name);
  return seeOther(addressOf(survey));
};

export const extendSurvey: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey || !visit.member) return refuse("unknown-survey");
  const day = visit.fields.day?.[0] ?? "";
  const closes = closingDateOf(survey);
  if (closes === undefined || !isLaterDay(day, closes, visit.now))
    return runPage(survey, visit, world, "admin.run.dayWrong");
  if ((await world.storage.surveys.extend(survey.id, day)) === "changed")
    await world.note(visit, "extended", `${survey.id}: ${day}`, visit.member.name);
  return seeOther(addressOf(survey));
};

/** A day of the calendar, after the closing date, and not over yet. */
export function isLaterDay(day: string, closes: string, now: Date): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day))) return false;
  return new Date(day).toISOString().slice(0, 10) === day && day > closes && day >= dayOf(now);
}

export const proposeClosing: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  if (survey.closedOn !== undefined && (await hasProtocol(survey, world))) return seeOther(addressOf(survey));
  return propose({ kind: "close-survey", survey: survey.id, payload: "{}" }, visit, world, "/admin/proposals");
};

function addressOf({ id }: PublishedSurvey): string {
  return `/admin/surveys/${id}/run`;
}

/** Closed, but cut short before the protocol was made: closing again goes on. */
async function hasProtocol({ id }: PublishedSurvey, { storage }: StaffWorld): Promise<boolean> {
  return (await storage.surveys.protocols()).some(({ protocol }) => protocol.survey === id);
}

async function runPage(
  survey: PublishedSurvey,
  visit: StaffVisit,
  world: StaffWorld,
  fault: "admin.run.dayWrong" | undefined,
): Promise<StaffReply> {
  const { translate, language } = visit;
  const head = surveyHead(survey, visit, "run", translate("admin.run.title"));
  const { state } = stateOf(survey, dayOf(visit.now));
  const closes = closingDateOf(survey);
  const closed = survey.closedOn !== undefined;
  const errors = fault ? [{ field: "day", message: translate(fault) }] : [];
  const waiting = await waitingActs(visit, world);
  const view = {
    ...head,
    failed: errors.length > 0,
    errors,
    said: translate(`admin.run.is.${closed ? "closed-for-ever" : state}`),
    pausable: !closed && state !== "closed" && survey.pausedOn === undefined,
    resumable: !closed && survey.pausedOn !== undefined,
    closes: closes === undefined || closed ? "" : figuresIn(language).day(closes),
    typedDay: visit.fields.day?.[0] ?? "",
    earliest: closes ?? "",
    closable: !closed || !(await hasProtocol(survey, world)),
    proposed: waiting.some(({ kind, survey: id }) => kind === "close-survey" && id === survey.id),
    versions: versionsView(survey),
    publicAddress: new URL(`/s/${survey.id}`, world.publicUrl).href,
    editable: !closed && !survey.simulated,
  };
  const title = fault ? translate("error.titled", { title: head.heading }) : head.heading;
  return page("admin/surveys/run", title, view, fault ? 422 : 200);
}

/** Newest first, each with its way to what it changed and to what it looks like. */
function versionsView({ id, versions }: PublishedSurvey) {
  return versions
    .map(({ version }, at) => ({
      number: at + 1,
      version: version.slice(0, 12),
      newest: at === versions.length - 1,
      preview: `/admin/surveys/${id}/preview?version=${at + 1}`,
      difference: at === 0 ? "" : `/admin/surveys/${id}/difference?version=${at + 1}`,
    }))
    .reverse();
}
