/** One question's table as a page shows it: option, count, share, interval and base, and a sentence of what a share is of. */
import type { PublishedSurvey } from "../records/survey.ts";
import type { Item, ItemOption } from "../reports/items.ts";
import { leastShown } from "../reports/panel.ts";
import type { Report } from "../reports/report.ts";
import type { OptionShare } from "../reports/shares.ts";
import { type GuardedQuestion, type Hidden, isHidden, withoutSmallCells } from "../reports/small-cells.ts";
import { type Bar, barChart } from "./bar-chart.ts";
import { type Figures, figuresIn, inLanguage } from "./figures.ts";
import type { StaffVisit } from "./world.ts";

/** The most chosen option first; hidden ones last and in the questionnaire's order, for a place among the others would tell. */
export function headlineTable(item: Item, report: Report, survey: PublishedSurvey, visit: StaffVisit) {
  const table = questionTable(item, report, survey, visit, byCount);
  const { round } = figuresIn(visit.language);
  return (
    table && {
      ...table,
      chart: barChart(
        table.rows.map(({ bar }) => bar),
        round,
      ),
      desc: visit.translate("admin.report.chart"),
    }
  );
}

/** Undefined for an item that the report has no figures of. */
export function questionTable(item: Item, report: Report, survey: PublishedSurvey, visit: StaffVisit, order = asAsked) {
  const question = report.questions[item.id];
  if (!question) return undefined;
  const guarded = withoutSmallCells(question, report.funnel.valid, leastShown(survey));
  const figures = figuresIn(visit.language);
  const cells = item.options.flatMap((option) => cellOf(option, guarded));
  // Where nothing is in sight a sentence says so, and there is no table to read through.
  const isBare = cells.length > 0 && cells.every(({ cell }) => isHidden(cell));
  const rows = isBare ? [] : order(cells);
  return {
    id: item.id.replace(".", "-"),
    words: itemWords(item, visit.language),
    of: baseWords(guarded, visit, figures),
    base: figures.whole(guarded.base),
    rows: rows.map(({ option, cell }) => ({
      words: optionWords(option, item, visit.language),
      ...cellWords(cell, visit, figures),
      bar: barOf(optionWords(option, item, visit.language), cell, visit, figures),
    })),
    hides: rows.some(({ cell }) => isHidden(cell)),
    measures: isBare ? visit.translate("admin.report.tooFew") : measureWords(guarded, visit, figures),
  };
}

export function itemWords({ text, rowText }: Item, language: string): string {
  return rowText ? `${inLanguage(text, language)} – ${inLanguage(rowText, language)}` : inLanguage(text, language);
}

export function optionWords({ id, label }: ItemOption, item: Item, language: string): string {
  if (!label) return id;
  return item.kind === "scale" ? `${id} – ${inLanguage(label, language)}` : inLanguage(label, language);
}

interface CellOfOption {
  readonly option: ItemOption;
  readonly cell: OptionShare | Hidden;
}

function cellOf(option: ItemOption, { options }: GuardedQuestion): readonly CellOfOption[] {
  const cell = options?.[option.id];
  return cell ? [{ option, cell }] : [];
}

function asAsked(rows: readonly CellOfOption[]): readonly CellOfOption[] {
  return rows;
}

function byCount(rows: readonly CellOfOption[]): readonly CellOfOption[] {
  const countOf = ({ cell }: CellOfOption) => (isHidden(cell) ? -1 : cell.count);
  return rows.toSorted((one, other) => countOf(other) - countOf(one));
}

function cellWords(cell: OptionShare | Hidden, visit: StaffVisit, { whole, percent, interval }: Figures) {
  if (!isHidden(cell))
    return { count: whole(cell.count), share: percent(cell.share), interval: interval(cell.low, cell.high) };
  const hidden = visit.translate("admin.report.hidden");
  return { count: hidden, share: hidden, interval: hidden };
}

function barOf(label: string, cell: OptionShare | Hidden, visit: StaffVisit, { percent }: Figures): Bar {
  if (isHidden(cell))
    return { label, value: visit.translate("admin.report.hidden"), share: null, low: null, high: null };
  return { label, value: percent(cell.share), share: cell.share, low: cell.low, high: cell.high };
}

/** What each share is a share of; for numbers and text, whom the figures are of. */
function baseWords({ kind, base, asked, skipped }: GuardedQuestion, visit: StaffVisit, { whole }: Figures): string {
  const values = { count: base, base: whole(base), asked: whole(asked), skipped: whole(skipped) };
  if (kind === "number" || kind === "text") return visit.translate(`admin.report.of.${kind}`, values);
  return visit.translate(kind === "several" ? "admin.report.of.several" : "admin.report.of.one", values);
}

function measureWords({ measures }: GuardedQuestion, visit: StaffVisit, { decimal }: Figures): string {
  if (!measures) return "";
  if (isHidden(measures)) return visit.translate("admin.report.measuresHidden");
  const { mean, sd, median } = measures;
  return visit.translate("admin.report.measures", { mean: decimal(mean), sd: decimal(sd), median: decimal(median) });
}
