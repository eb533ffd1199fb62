/**
 * How exactly a page may tell weighted figures. A weighted share is a sum of whole numbers of people, each times a weight; and who knows
 * the margins and how many are in their groups knows the weights, or nearly. With all its digits such a sum gives the whole numbers
 * back: how many men gave an answer and how many women, though the table of the two is hidden because one of them is small. With a single
 * margin even four digits do.
 *
 * So digits are told where they say nothing new: to four where there is no margin but the question's own and one more at the most, and the
 * table of the two is told exactly itself. With two more the sum is of a table of three questions, which none of two tells. Elsewhere in steps that are worth five equal answers or more (1, 2 or 5 of a digit), for single people of a group move a share by
 * less than that unless they weigh far more than others; 2,851 equal answers have a step of 0.2 points, a tenth of their interval's half. What
 * a group of the margins itself is weighted to is published by whoever counted the population, and stays.
 */
import type { PublishedSurvey } from "../../records/survey.ts";
import type { Report } from "../../reports/report.ts";
import type { NumberReport, OptionShare, QuestionReport, WeightedFigure } from "../../reports/shares.ts";
import { SMALL } from "../../reports/small-cells.ts";
import { meanBounds, shareBounds } from "../../reports/told-bounds.ts";
import { hidesSmallCells } from "./hiding.ts";

/** Equal answers that a step of a share stands for. */
const ANSWERS = 5;
const FINEST = 0.0001;

/** How the weighted figures of a question are told. */
export interface WeightedDigits {
  /** Between 0 and 1: what shares are rounded to. */
  readonly step: number;
  /** Coarser than four digits, because finer ones would tell of a table that is hidden, or told nowhere. */
  readonly coarse: boolean;
  /** How many equal answers they are worth, as it is told. */
  readonly size: number;
}

/** Null where nothing is weighted, and where so few equal answers are left that no weighted figure is told. */
export function weightedDigits(
  id: string,
  { base, weighted_base }: QuestionReport,
  report: Report,
  survey: PublishedSurvey,
): WeightedDigits | null {
  if (weighted_base === null || weighted_base.n_effective < SMALL) return null;
  const others = marginsOf(report).filter(({ question }) => question !== id);
  const coarse = others.length > 1 || others.some(({ question }) => !areTold(report, survey, id, question));
  const size = toldSize(base, weighted_base.n_effective, coarse).n_effective;
  return { coarse, size, step: coarse ? stepOf(size) : FINEST };
}

/** The question with its weighted figures as they may be told. */
export function toldWeighted(
  id: string,
  question: QuestionReport,
  report: Report,
  survey: PublishedSurvey,
): QuestionReport {
  const digits = weightedDigits(id, question, report, survey);
  const base = { weighted_base: digits && sizeOf(question, digits) };
  const targets = targetsOf(id, report);
  const told = <Cell extends OptionShare>(cell: Cell, option: string): Cell => ({
    ...cell,
    weighted: digits && cell.weighted && toldFigure(cell.weighted, digits, targets.get(option)),
  });
  const options = (all: Readonly<Record<string, OptionShare>>) =>
    Object.fromEntries(Object.entries(all).map(([option, cell]) => [option, told(cell, option)]));
  switch (question.kind) {
    case "one":
    case "several":
      return { ...question, ...base, options: options(question.options) };
    case "scale": {
      const { top_two, ...scale } = question;
      const measures = { top_two: top_two && told(top_two, ""), weighted: digits && toldMean(scale, digits) };
      return { ...question, ...base, options: options(scale.options), ...measures };
    }
    case "number":
      return { ...question, ...base, weighted: digits && toldMean(question, digits) };
    case "text":
      return { ...question, ...base };
  }
}

/** A share among so many people of whose effective size nothing is told: without an interval. */
export function toldAmong(people: number, weighted: WeightedFigure | null): WeightedFigure | null {
  if (people < SMALL || !weighted) return null;
  const { share } = weighted;
  return { share: share === null ? null : toStep(share, stepOf(people)), low: null, high: null, se: null };
}

/** Whether the table of two questions is told exactly, whichever way round. */
export function areTold(report: Report, survey: PublishedSurvey, one: string, other: string): boolean {
  if (one === other) return true;
  const rows = report.segments.filter(
    ({ question, by }) => (question === one && by === other) || (question === other && by === one),
  );
  return (
    rows.length > 0 &&
    rows.every(({ sight }) => sight === "exact") &&
    ![one, other].some((id) => hidesSmallCells(report, survey, id))
  );
}

/** How many equal answers people are worth: whole where it may be told, or else in fives; and the design effect that goes with it. */
export function toldSize(n: number, effective: number, coarse: boolean) {
  const size = coarse ? Math.max(ANSWERS, Math.round(effective / ANSWERS) * ANSWERS) : Math.round(effective);
  return { n_effective: size, design_effect: Number(Math.max(1, n / size).toPrecision(3)) };
}

/** To the nearest step, without the digits that binary fractions add. */
export function toStep(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toFixed(9));
}

/** The least 1, 2 or 5 of a decimal digit that is worth five equal answers among so many. */
function stepOf(answers: number, unit = 1): number {
  const least = (unit * ANSWERS) / answers;
  const digit = 10 ** Math.floor(Math.log10(least));
  return Number((([1, 2, 5].find((times) => times * digit >= least * (1 - 1e-9)) ?? 10) * digit).toPrecision(1));
}

function sizeOf({ base, weighted_base }: QuestionReport, { coarse }: WeightedDigits) {
  return toldSize(base, weighted_base?.n_effective ?? 0, coarse);
}

/**
 * In coarse steps the error and the bounds are those of the rounded share and of the effective size that is told, widened by half a step
 * on either side: made of the people's own, together with the share they single out a count that the share alone leaves open.
 */
function toldFigure(
  { share, low, high, se }: WeightedFigure,
  { step, coarse, size }: WeightedDigits,
  target?: number,
): WeightedFigure {
  if (share === null) return { share, low, high, se };
  const told = target !== undefined && Math.abs(share - target) < 1e-6 ? target : toStep(share, step);
  if (coarse) return { share: told, ...shareBounds(told, { step, size, certain: share === 0 || share === 1 }) };
  const round = (value: number | null) => (value === null ? null : toStep(value, step));
  return { share: told, low: round(low), high: round(high), se: se === null ? null : Number(se.toPrecision(3)) };
}

/** In steps of the answers' own spread. */
function toldMean(
  { sd, weighted }: Pick<NumberReport, "sd" | "weighted">,
  { coarse, size }: WeightedDigits,
): NumberReport["weighted"] {
  if (!weighted || sd === null || sd === 0) return weighted;
  const step = coarse ? stepOf(size, sd) : FINEST;
  const mean = toStep(weighted.mean, step);
  if (coarse) return { mean, ...meanBounds(mean, { step, size, sd }) };
  const { se, low, high } = weighted;
  const round = (value: number | null) => (value === null ? null : toStep(value, step));
  return { mean, low: round(low), high: round(high), se: se === null ? null : Number(se.toPrecision(3)) };
}

function marginsOf({ weights }: Report) {
  return weights?.converged ? weights.margins : [];
}

/** Of a margin's own question: what options that are a group of their own make up in the population. */
function targetsOf(id: string, report: Report): ReadonlyMap<string, number> {
  const margin = marginsOf(report).find(({ question }) => question === id);
  return new Map(
    (margin?.groups ?? []).flatMap(({ options: [option, ...more], target }) =>
      option !== undefined && more.length === 0 ? [[option, target] as const] : [],
    ),
  );
}
