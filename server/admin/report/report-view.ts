/** The finished view of a survey's figures: what they are of, the funnel, the headline question and the others. */
import { isOpen, newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { cleaningRule, REPORT_FLAGS } from "../../reports/cleaning.ts";
import { type Item, itemsOf } from "../../reports/items.ts";
import type { Report } from "../../reports/report.ts";
import { sampleWords } from "../../reports/sample-kind.ts";
import { type Figures, figuresIn } from "../figures.ts";
import type { StaffVisit } from "../world.ts";
import { codedTable } from "./coded-table.ts";
import { type FunnelRow, funnelRows } from "./funnel-rows.ts";
import { headlineTable, questionTable } from "./question-table.ts";

export function reportView(report: Report, survey: PublishedSurvey, visit: StaffVisit) {
  const figures = figuresIn(visit.language);
  const items = itemsOf(survey);
  const headline = headlineOf(survey, items);
  const others = items
    .filter((item) => item !== headline)
    .flatMap((item) => [questionTable(item, report, survey, visit), codedTable(item.id, report, survey, visit)])
    .filter((table) => table !== undefined);
  const main = (headline && headlineTable(headline, report, survey, visit)) ?? null;
  return {
    ...headView(report, visit),
    unique: uniqueWords(report, survey, visit, figures),
    sample: sampleWords(newestOf(survey).definition, visit.translate),
    funnel: funnelView(funnelRows(report, survey, visit), figures),
    headline: main,
    others,
    coarse: [main, ...others].some((table) => table?.coarse === true),
  };
}

/** What every page of a report says of it. */
export function headView(report: Report, visit: StaffVisit) {
  const figures = figuresIn(visit.language);
  return {
    asOf: visit.translate("admin.report.asOf", { month: figures.month(report.asOf) }),
    cleaning: cleaningWords(report, visit, figures),
    version: report.version.slice(0, 12),
    any: report.funnel.released > 0,
    contradicts: report.checks.failed.length > 0,
  };
}

/** The definition's own choice, else the first question with a single answer. */
export function headlineOf(survey: PublishedSurvey, items: readonly Item[]): Item | undefined {
  const { headline } = newestOf(survey).definition;
  return (
    items.find(({ id, options }) => id === headline && options.length > 0) ?? items.find(({ kind }) => kind === "one")
  );
}

function cleaningWords({ cleaning, excluded, funnel }: Report, visit: StaffVisit, { whole }: Figures): string {
  const values = { excluded: whole(excluded), released: whole(funnel.released - funnel.withdrawn) };
  return visit.translate(`admin.cleaning.${cleaning}`, values);
}

/** Why it is not assured that each response is another person's; empty where it is. */
function uniqueWords({ funnel }: Report, survey: PublishedSurvey, visit: StaffVisit, { whole }: Figures) {
  return [
    ...(isOpen(survey) ? [visit.translate("admin.report.unique.open")] : []),
    ...(funnel.imported > 0
      ? [visit.translate("admin.report.unique.imported", { imported: whole(funnel.imported) })]
      : []),
  ];
}

/** How many released responses bear each flag, and whether the cleaning rule leaves them out. */
export function flagRows({ flags, cleaning }: Report, visit: StaffVisit) {
  const { whole } = figuresIn(visit.language);
  const excludes = cleaningRule(cleaning)?.excludes ?? [];
  return REPORT_FLAGS.map((flag) => ({
    words: visit.translate(`admin.flag.${flag}`),
    count: whole(flags[flag]),
    leftOut: excludes.includes(flag) ? visit.translate("admin.report.leftOut") : "",
  }));
}

/** Each stage with its bar, as long as its count is beside the largest. */
function funnelView(rows: readonly FunnelRow[], { whole, percent }: Figures) {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return rows.map(({ words, count, of }) => ({
    words,
    count: whole(count),
    width: `${((count / most) * 100).toFixed(3)}%`,
    rate: of ? percent(of.rate) : "",
    of: of?.words ?? "",
  }));
}
