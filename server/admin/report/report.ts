/** A survey's figures: as a page, as JSON for whoever asks for that, and as two CSV files. */
import { isPanel, newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { keptPanelReport, sightOf } from "../../reports/panel.ts";
import type { Report } from "../../reports/report.ts";
import { sampleWords } from "../../reports/sample-kind.ts";
import { isOnEveryWay } from "../../survey/journey.ts";
import { page, seeOther } from "../../web/reply.ts";
import type { View } from "../../web/views.ts";
import { figuresIn } from "../figures.ts";
import { type TABLES, tableLinks } from "../files/report-tables.ts";
import { surveyOf, waitingWords } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";
import { cleaningView } from "./cleaning-view.ts";
import { guardedReport } from "./guarded-report.ts";
import { openPanel } from "./panel.ts";
import { peopleView } from "./people-view.ts";
import { funnelCsv, segmentsCsv, sharesCsv } from "./report-csv.ts";
import { flagRows, headView, reportView } from "./report-view.ts";
import { segmentsView } from "./segments-view.ts";
import { timeView } from "./time-view.ts";
import { weightsView } from "./weights-view.ts";

export const showReport: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  const report = await reportOf(survey, visit, world);
  if (!report) return openPanel(survey, visit, world);
  const since = await withdrawnSince(report, world);
  if (visit.wantsJson) return { kind: "json", value: { ...guardedReport(report, survey), withdrawn_since: since } };
  const head = surveyHead(survey, visit, "report", visit.translate("admin.parts.report"));
  const view = {
    ...head,
    ...reportView(report, survey, visit),
    held: heldWords(survey, visit, world),
    since: isPanel(survey) ? visit.translate("admin.panel.kept", { count: since }) : "",
    waiting: await waitingWords(survey, visit, world, figuresIn(visit.language)),
    link: new URL(`/s/${survey.id}`, world.publicUrl).href,
    tableFiles: tableLinks("report", report, survey, visit),
  };
  return page("admin/report/report", titleOf(head), view);
};

export const showPeople: StaffHandler = showPart("people", (report, survey, visit) => ({
  people: peopleView(report, survey, visit),
  weights: weightsView(report, survey, visit),
  without: visit.translate("admin.people.none", { survey: survey.id }),
}));

export const showCleaning: StaffHandler = showPart("cleaning", (report, survey, visit) => ({
  flags: flagRows(report, visit),
  compared: cleaningView(report, survey, visit),
}));

export const showSegments: StaffHandler = showPart("segments", (report, survey, visit) => ({
  segments: segmentsView(report, survey, visit),
  sample: sampleWords(newestOf(survey).definition, visit.translate),
}));

export const showTime: StaffHandler = showPart("time", (report, survey, visit) => ({
  time: timeView(report, survey, visit),
}));

/** A part of a report on a page of its own. A panel has none: nothing of it is broken down. */
function showPart(
  name: Exclude<keyof typeof TABLES, "dashboard" | "report">,
  viewOf: (report: Report, survey: PublishedSurvey, visit: StaffVisit) => View,
): StaffHandler {
  return async (visit, world) => {
    const survey = await surveyOf(visit, world);
    if (!survey) return refuse("unknown-survey");
    if (sightOf(survey) !== "everything") return seeOther(`/admin/surveys/${survey.id}`);
    const report = await world.reports.of(survey, visit.now);
    const title = name === "segments" ? "admin.segments.title" : `admin.parts.${name}`;
    const head = surveyHead(survey, visit, name, visit.translate(title));
    return page(`admin/report/${name}`, titleOf(head), {
      ...head,
      ...headView(report, visit),
      ...viewOf(report, survey, visit),
      tableFiles: tableLinks(name, report, survey, visit),
    });
  };
}

/** A page's title: its own heading, and whose page it is. */
export function titleOf({ heading, name }: { readonly heading: string; readonly name: string }): string {
  return heading === name ? name : `${heading} – ${name}`;
}

export const downloadFunnel: StaffHandler = (visit, world) => download("funnel", funnelCsv, visit, world);

export const downloadShares: StaffHandler = (visit, world) => download("shares", sharesCsv, visit, world);

export const downloadSegments: StaffHandler = (visit, world) => download("segments", segmentsCsv, visit, world);

type Csv = (report: Report, survey: PublishedSurvey, visit: StaffVisit) => string;

async function download(name: string, csv: Csv, visit: StaffVisit, world: StaffWorld): Promise<StaffReply> {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  const report = await reportOf(survey, visit, world);
  if (!report) return refuse("panel-open");
  return { kind: "csv", name: `${survey.id}-${name}-${report.asOf}.csv`, content: csv(report, survey, visit) };
}

/** Why some pages' counts lag behind; empty where none does. */
export function heldWords({ simulated, versions }: PublishedSurvey, visit: StaffVisit, { pool }: StaffWorld): string {
  const everybodys = versions.every(({ definition }) => definition.pages.every(isOnEveryWay));
  return pool === 1 || simulated || everybodys ? "" : visit.translate("admin.report.held", { group: 2 * pool });
}

/** Of a panel there is none until its close, and then always the same one. */
export async function reportOf(
  survey: PublishedSurvey,
  visit: StaffVisit,
  world: StaffWorld,
): Promise<Report | undefined> {
  if (sightOf(survey) === "everything") return world.reports.of(survey, visit.now);
  return keptPanelReport(await world.storage.surveys.panelReport(survey.id));
}

/** How many were withdrawn after the report was made: of one made just now, none. */
async function withdrawnSince({ survey, funnel }: Report, { storage }: StaffWorld): Promise<number> {
  return Math.max(0, (await storage.withdrawals.count(survey)) - funnel.withdrawn);
}
