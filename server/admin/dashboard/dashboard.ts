/**
 * A survey's dashboard: what is so at this moment, and below it what the last report of the answers said. It waits for no report:
 * one that takes longer than a moment is made in the background, and the page says as of when its figures are.
 */
import type { PublishedSurvey } from "../../records/survey.ts";
import { sightOf } from "../../reports/panel.ts";
import { page } from "../../web/reply.ts";
import { tableLinks } from "../files/report-tables.ts";
import { heldWords, showReport } from "../report/report.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";
import { answersView } from "./answers-view.ts";
import { choiceView } from "./choice-view.ts";
import { pulseOf } from "./pulse.ts";
import { serviceView } from "./service-view.ts";
import { toldLive, totalsView } from "./totals-view.ts";

/** Milliseconds that a page waits for a report that is not there. */
const PATIENCE = 500;

const WATCHERS = ["administrator", "analyst"] as const;

/** As JSON it is the report, whole. A panel has totals at its close, and no course to be watched. */
export const showDashboard: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey || visit.wantsJson || sightOf(survey) !== "everything") return showReport(visit, world);
  const counts = await world.counts.now(survey.id, visit.now);
  const present = await world.reports.present(survey, visit.now, counts, PATIENCE);
  const pulse = pulseOf(survey, counts, visit.now);
  const cube = await world.counts.cube(survey.id, visit.now, counts);
  const head = surveyHead(survey, visit, "dashboard");
  return page("admin/dashboard/dashboard", head.name, {
    ...head,
    ...totalsView(pulse, present.report, survey, visit),
    ...answersView(present, survey, visit),
    ...(await serviceView(pulse, survey, visit, world)),
    tableFiles: tableLinks("dashboard", present.report, survey, visit),
    choice: choiceView(cube, survey, visit),
    held: heldWords(survey, visit, world),
    link: new URL(`/s/${survey.id}`, world.publicUrl).href,
    live: `/admin/surveys/${survey.id}/live`,
  });
};

/** The same totals again and again, for as long as somebody is signed in and looks; once, as JSON, for whoever asks for that. */
export const watchDashboard: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  if (sightOf(survey) !== "everything") return refuse("panel-open");
  if (!visit.wantsJson) return streamed(survey, visit, world);
  const { at, funnel, waiting } = pulseOf(survey, await world.counts.now(survey.id, visit.now), visit.now);
  const { valid: _unknown, ...counted } = funnel;
  const value = { survey: survey.id, at: at.toISOString(), funnel: counted, waiting };
  return { kind: "json", value, looking: true };
};

function streamed(survey: PublishedSurvey, visit: StaffVisit, world: StaffWorld): StaffReply {
  const { member, session } = visit;
  if (!member || session === undefined) return refuse("not-signed-in");
  return {
    kind: "events",
    streaming: (stream) => {
      const left = world.live.watch({
        survey,
        name: member.name,
        mayGoOn: () => world.mayWatch(session, WATCHERS),
        tell: (pulse) => stream.send("totals", toldLive(totalsView(pulse, undefined, survey, visit))),
        wait: () => stream.beat(),
        end: (over) => {
          stream.send("end", { over });
          stream.end();
        },
      });
      if (left) return left;
      stream.send("end", { over: false, full: true });
      stream.end();
      return () => undefined;
    },
  };
}
