/** A survey's figures: as a page, as JSON for whoever asks for that, and as two CSV files. */
import type { PublishedSurvey } from "../records/survey.ts";
import { sightOf } from "../reports/panel.ts";
import type { Report } from "../reports/report.ts";
import { page } from "../web/reply.ts";
import { surveyFacts, waitingWords } from "./dashboard.ts";
import { figuresIn } from "./figures.ts";
import { guardedReport } from "./guarded.ts";
import { openPanel } from "./panel.ts";
import { funnelCsv, sharesCsv } from "./report-csv.ts";
import { reportView } from "./report-view.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "./world.ts";

export const showReport: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  if (sightOf(survey) === "participation") return openPanel(survey, visit, world);
  const report = await world.reports.of(survey, visit.now);
  if (visit.wantsJson) return { kind: "json", value: guardedReport(report, survey) };
  const facts = surveyFacts(survey, visit);
  const view = {
    ...facts,
    ...reportView(report, survey, visit),
    waiting: await waitingWords(survey, visit, world, figuresIn(visit.language)),
    link: new URL(`/s/${survey.id}`, world.publicUrl).href,
    files: `/admin/surveys/${survey.id}`,
  };
  return page("admin/report", facts.name, view);
};

export const downloadFunnel: StaffHandler = (visit, world) => download("funnel", funnelCsv, visit, world);

export const downloadShares: StaffHandler = (visit, world) => download("shares", sharesCsv, visit, world);

type Csv = (report: Report, survey: PublishedSurvey, visit: StaffVisit) => string;

async function download(name: string, csv: Csv, visit: StaffVisit, world: StaffWorld): Promise<StaffReply> {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  if (sightOf(survey) === "participation") return refuse("panel-open");
  const report = await world.reports.of(survey, visit.now);
  return { kind: "csv", name: `${survey.id}-${name}-${report.asOf}.csv`, content: csv(report, survey, visit) };
}

async function surveyOf(visit: StaffVisit, world: StaffWorld): Promise<PublishedSurvey | undefined> {
  const published = await world.storage.surveys.all();
  return published.find(({ id }) => id === visit.params.survey);
}
