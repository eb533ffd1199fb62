/** One question's table as a page shows it: option, count, share, interval and base, and a sentence of what a share is of. */
import type { PublishedSurvey } from "../../records/survey.ts";
import type { Item, ItemOption } from "../../reports/items.ts";
import { leastShown } from "../../reports/panel.ts";
import type { Report } from "../../reports/report.ts";
import type { MeanError, OptionShare, QuestionReport } from "../../reports/shares.ts";
import { type GuardedQuestion, type Hidden, isHidden, SMALL, withoutSmallCells } from "../../reports/small-cells.ts";
import { type Figures, figuresIn, inLanguage } from "../figures.ts";
import type { StaffVisit } from "../world.ts";
import { type Bar, barChart } from "./bar-chart.ts";
import { toldWeighted, type WeightedDigits, weightedDigits } from "./weighted-digits.ts";

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
      about: `${visit.translate("admin.report.chart")} ${table.of}`,
    }
  );
}

/** Undefined for an item that the report has no figures of. */
export function questionTable(item: Item, report: Report, survey: PublishedSurvey, visit: StaffVisit, order = asAsked) {
  const counted = report.questions[item.id];
  if (!counted) return undefined;
  const digits = weightedDigits(item.id, counted, report, survey);
  const question = toldWeighted(item.id, counted, report, survey);
  const guarded = withoutSmallCells(question, report.funnel.valid, leastShown(survey));
  const figures = figuresIn(visit.language);
  const cells = item.options.flatMap((option) => cellOf(option, guarded));
  // Where nothing is in sight a sentence says so, and there is no table to read through.
  const isBare = cells.length > 0 && cells.every(({ cell }) => isHidden(cell));
  const rows = isBare ? [] : order(cells);
  return {
    id: item.id.replace(".", "-"),
    item: item.id,
    words: itemWords(item, visit.language),
    of: baseWords(guarded, visit, figures),
    base: figures.whole(guarded.base),
    size: sizeWords(question, guarded, digits, visit, figures),
    coarse: digits?.coarse === true,
    weighted: cells.some(({ cell }) => !isHidden(cell) && cell.weighted !== null),
    rows: rows.map(({ option, cell }) => ({
      words: optionWords(option, item, visit.language),
      ...cellWords(cell, digits, visit, figures),
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

function cellWords(
  cell: OptionShare | Hidden,
  digits: WeightedDigits | null,
  visit: StaffVisit,
  { whole, percent, interval }: Figures,
) {
  if (!isHidden(cell)) {
    const { count, share, low, high, weighted } = cell;
    const plain = { count: whole(count), share: percent(share), interval: interval(low, high) };
    return {
      ...plain,
      weightedShare: percent(weighted?.share ?? null, decimalsOf(digits)),
      weightedInterval: interval(weighted?.low ?? null, weighted?.high ?? null, decimalsOf(digits)),
    };
  }
  const hidden = visit.translate("admin.report.hidden");
  return { count: hidden, share: hidden, interval: hidden, weightedShare: hidden, weightedInterval: hidden };
}

/** How many equal answers the weighted ones are worth; empty where nothing is weighted or nothing may be said. */
function sizeWords(
  { weighted_base }: QuestionReport,
  { base }: GuardedQuestion,
  digits: WeightedDigits | null,
  visit: StaffVisit,
  { whole, decimal }: Figures,
): string {
  if (weighted_base === null || digits === null || base < SMALL) return "";
  const size = visit.translate("admin.report.size", {
    size: whole(weighted_base.n_effective),
    effect: decimal(weighted_base.design_effect),
  });
  if (!digits.coarse) return size;
  return `${size} ${visit.translate("admin.report.weightedStep", { step: decimal(digits.step * 100) })}`;
}

/** Of a percentage: as many as the step has. */
function decimalsOf(digits: WeightedDigits | null): number {
  return digits === null || digits.step < 0.001 ? 2 : digits.step < 0.01 ? 1 : 0;
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

function measureWords({ measures }: GuardedQuestion, visit: StaffVisit, figures: Figures): string {
  const { decimal } = figures;
  if (!measures) return "";
  if (isHidden(measures)) return visit.translate("admin.report.measuresHidden");
  const { mean, sd, median, mean_error, weighted, top_two } = measures;
  const plain = { mean: decimal(mean), sd: decimal(sd), median: decimal(median) };
  return [
    visit.translate("admin.report.measures", plain),
    ...(mean_error.low === null ? [] : [visit.translate("admin.report.meanInterval", boundsOf(mean_error, figures))]),
    ...(weighted
      ? [visit.translate("admin.report.weightedMean", { mean: decimal(weighted.mean), ...boundsOf(weighted, figures) })]
      : []),
    ...(top_two ? [topTwoWords(top_two, visit, figures)] : []),
  ].join(" ");
}

function boundsOf({ low, high }: MeanError, { decimal }: Figures) {
  return { low: decimal(low), high: decimal(high) };
}

function topTwoWords(
  { share, low, high, weighted }: OptionShare,
  visit: StaffVisit,
  { percent, interval }: Figures,
): string {
  const plain = visit.translate("admin.report.topTwo", { share: percent(share), interval: interval(low, high) });
  if (!weighted) return plain;
  const values = { share: percent(weighted.share), interval: interval(weighted.low, weighted.high) };
  return `${plain} ${visit.translate("admin.report.topTwoWeighted", values)}`;
}
