/**
 * Every table of a survey's report as a file: one table, two formats. They are the tables of `npm run report -- SURVEY --csv`, with
 * what pages hide left empty, words beside ids, and in every row whose, as of when and by which rule it is.
 */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { cleaningRule, STUDY } from "../../reports/cleaning.ts";
import { itemsOf } from "../../reports/items.ts";
import type { Report } from "../../reports/report.ts";
import { sampleWords } from "../../reports/sample-kind.ts";
import { SMALL } from "../../reports/small-cells.ts";
import type { Table } from "../../reports/table.ts";
import { tablesOf } from "../../reports/tables.ts";
import { figuresIn } from "../figures.ts";
import { codedItems } from "../report/coded-table.ts";
import { guardedReport } from "../report/guarded-report.ts";
import { surveyFacts } from "../survey-facts.ts";
import type { StaffVisit } from "../world.ts";
import { withWords } from "./table-words.ts";

/** By the page that shows them. */
export const TABLES = {
  dashboard: ["funnel", "drop-off", "by-day"],
  report: ["questions", "measures", "coded", "durations"],
  people: ["representation", "watched", "weights"],
  time: ["drop-off", "by-day", "by-language", "by-place", "by-channel", "by-month"],
  segments: ["segments"],
  cleaning: ["flags", "cleaning-rules", "cleaning-shares", "cleaning-groups"],
} as const;

/** Tables with weighted figures. */
const WEIGHTED: readonly string[] = ["questions", "measures", "coded", "segments", "weights"];

export interface TableFile {
  readonly table: Table;
  /** What has to be read with it, a line each. */
  readonly about: readonly (readonly [what: string, words: string])[];
}

/** Undefined where the report has no table of that name. */
export function tableOf(
  name: string,
  report: Report,
  survey: PublishedSurvey,
  visit: StaffVisit,
): TableFile | undefined {
  const names: readonly string[] = Object.values(TABLES).flat();
  if (!names.includes(name)) return undefined;
  // What is hidden is null there, as an empty cell is here; the tables copy figures and compute none.
  const guarded = guardedReport(report, survey) as Report;
  const rule = cleaningRule(report.cleaning) ?? STUDY;
  const found = tablesOf(guarded, itemsOf(survey), rule, [["en", visit.translate]]).find(
    (table) => table.name === name,
  );
  if (!found || found.rows.length === 0) return undefined;
  const worded = withWords(found, survey, codedItems(report, visit), visit);
  const { valid } = report.funnel;
  return {
    table: {
      name,
      columns: [...worded.columns, "survey", "valid", "cleaning", "as_of"],
      rows: worded.rows.map((row) => [...row, report.survey, valid, report.cleaning, report.asOf]),
    },
    about: aboutOf(name, report, survey, visit),
  };
}

/** Links to the files of a page's tables, as far as there are such tables. */
export function tableLinks(
  page: keyof typeof TABLES,
  report: Report | undefined,
  survey: PublishedSurvey,
  visit: StaffVisit,
) {
  if (!report) return [];
  return TABLES[page]
    .filter((name) => isThere(name, report))
    .map((name) => ({
      words: visit.translate(`admin.tables.name.${name}`),
      formats: ["csv", "xlsx"].map((format) => ({
        name: format.toUpperCase(),
        address: `/admin/surveys/${survey.id}/tables/${name}.${format}?lang=${visit.language}`,
      })),
    }));
}

function isThere(
  name: string,
  { coded, weights, cleaning_compared, representation, over_time, segments }: Report,
): boolean {
  switch (name) {
    case "coded":
      return Object.keys(coded).length > 0;
    case "weights":
      return weights !== null;
    case "representation":
    case "watched":
      return representation !== null;
    case "segments":
      return segments.length > 0;
    case "by-month":
      return (over_time?.shares.length ?? 0) > 0;
    default:
      if (name.startsWith("cleaning-")) return cleaning_compared !== null;
      return /^(by|drop)-/.test(name) ? over_time !== null : true;
  }
}

function aboutOf(name: string, report: Report, survey: PublishedSurvey, visit: StaffVisit): TableFile["about"] {
  const { translate } = visit;
  const figures = figuresIn(visit.language);
  const say = (what: string) => translate(`admin.tables.about.${what}`);
  const { excluded, funnel } = report;
  const values = { excluded: figures.whole(excluded), released: figures.whole(funnel.released - funnel.withdrawn) };
  return [
    [say("table"), translate(`admin.tables.name.${name}`)],
    [say("survey"), `${surveyFacts(survey, visit).name} (${survey.id})`],
    [say("asOf"), figures.month(report.asOf)],
    [say("made"), figures.moment(visit.now)],
    [say("n"), figures.whole(funnel.valid)],
    [say("rule"), translate(`admin.cleaning.${report.cleaning}`, values)],
    [say("sample"), sampleWords(newestOf(survey).definition, translate)],
    [say("hidden"), translate("admin.tables.hidden", { least: SMALL })],
    ...(report.weights && WEIGHTED.includes(name)
      ? [[say("rounded"), translate("admin.tables.roundedWeights")] as const]
      : []),
    ...(name === "by-language" || name === "by-place"
      ? [[say("rounded"), translate("admin.tables.rounded")] as const]
      : []),
    ...(survey.simulated ? [[say("simulated"), translate("admin.report.simulated")] as const] : []),
  ];
}
