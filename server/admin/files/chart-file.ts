/**
 * A chart as a file, for a slide, a letter, a printed page. It is the page's chart, with its title above, and below it what it is a
 * share of, how many they are, as of when, by which rule, and whose answers they are.
 */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { itemsOf } from "../../reports/items.ts";
import type { Report } from "../../reports/report.ts";
import { sampleWords } from "../../reports/sample-kind.ts";
import { figuresIn } from "../figures.ts";
import { codedItems, codedTable, withCoded } from "../report/coded-table.ts";
import { headlineTable } from "../report/question-table.ts";
import { reportOf } from "../report/report.ts";
import { headView } from "../report/report-view.ts";
import { surveyFacts, surveyOf } from "../survey-facts.ts";
import { refuse, type StaffHandler, type StaffVisit } from "../world.ts";
import { drawn } from "./chart-drawing.ts";
import { type SurveyChart, surveyChart } from "./survey-charts.ts";

export const downloadChart: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  const [, id = ""] = /^([\w.-]+)\.svg$/.exec(visit.params.file ?? "") ?? [];
  const report = await reportOf(survey, visit, world);
  if (!report) return refuse("panel-open");
  const counts = await world.counts.now(survey.id, visit.now);
  const chart = surveyChart(id, { report, counts, survey, visit }) ?? questionChart(id, report, survey, visit);
  if (chart === undefined) return refuse("not-found");
  const name = `${survey.id}-${id.replace("_", "")}-${report.asOf}.svg`;
  return { kind: "svg", name, content: drawn({ ...chart, notes: notesOf(chart, report, survey, visit) }) };
};

/** Undefined for a question that has no bars, or none that may be shown. */
function questionChart(
  id: string,
  report: Report,
  survey: PublishedSurvey,
  visit: StaffVisit,
): SurveyChart | undefined {
  const item = [...itemsOf(survey), ...codedItems(report, visit)].find((each) => each.id === id);
  const table = item && item.options.length > 0 ? headlineTable(item, withCoded(report), survey, visit) : undefined;
  if (!item || !table || table.rows.length === 0) return undefined;
  const coded = item.id in report.questions ? undefined : codedTable(item.question, report, survey, visit);
  const { translate } = visit;
  const notes = [
    `${coded?.of ?? table.of} ${translate("admin.dash.intervalText")}`,
    ...(coded ? [[coded.rule, ...coded.agreement].join(" ")] : []),
    sampleWords(newestOf(survey).definition, translate),
    ...(table.hides ? [translate("admin.report.hiddenWhy")] : []),
  ];
  return { title: table.words, desc: table.about, chart: table.chart, notes, n: table.base, live: false };
}

/** Its own, then by which rule, whether anybody is real, and the source. */
function notesOf({ notes, n, live }: SurveyChart, report: Report, survey: PublishedSurvey, visit: StaffVisit) {
  const { translate } = visit;
  const { asOf, cleaning } = headView(report, visit);
  const moment = translate("admin.chart.asOf", { at: figuresIn(visit.language).moment(visit.now) });
  return [
    ...notes,
    ...(live ? [] : [cleaning]),
    ...(survey.simulated ? [translate("admin.report.simulated")] : []),
    translate("admin.chart.source", { survey: surveyFacts(survey, visit).name, n, asOf: live ? moment : asOf }),
  ];
}
