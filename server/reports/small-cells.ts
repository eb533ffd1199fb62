/**
 * What a page may show of a table: a cell of few people is hidden with its share and interval, for a percentage of a
 * known base is a count. The rule of ten: ONS and UK LLC mask counts under 10 and percentages that rest on them.
 */
import type { OptionShare, QuestionReport, ScaleReport, WithMean } from "./shares.ts";

export interface Hidden {
  readonly hidden: true;
}

/** A question as a page may show it: each cell a number or hidden. */
export interface GuardedQuestion {
  readonly kind: QuestionReport["kind"];
  readonly asked: number;
  readonly base: number;
  readonly skipped: number;
  /** Absent for numbers and text. */
  readonly options?: Readonly<Record<string, OptionShare | Hidden>>;
  /** Mean, standard deviation, median, and the share of the two highest points; absent where the kind has none. */
  readonly measures?: GuardedMeasures | Hidden;
}

export interface GuardedMeasures extends WithMean {
  readonly top_two: ScaleReport["top_two"];
}

/** Counts and bases from 1 up to here, less one, are small. */
export const SMALL = 10;

const HIDDEN: Hidden = { hidden: true };

/**
 * Hides the small cells of a question's table, and of a table of single answers as many of its next smallest cells as
 * it takes for the hidden ones together to be no small cell: the base less the cells in sight gives their sum back.
 * A scale's mean goes with them, being one more equation. `valid`: the valid responses of the whole survey; under 10
 * of them, or under 10 answers, there are no figures at all, zeros included. `least`: another number instead of 10.
 */
export function withoutSmallCells(question: QuestionReport, valid: number, least = SMALL): GuardedQuestion {
  const { kind, asked, base, skipped } = question;
  const measures = measuresOf(question);
  const options = "options" in question ? question.options : {};
  const ids = valid < least || base < least ? Object.keys(options) : cellsToHide(options, kind, least);
  const guarded = Object.entries(options).map(([id, share]) => [id, ids.includes(id) ? HIDDEN : share] as const);
  const few = valid < least || base < least || ids.length > 0;
  return {
    kind,
    asked,
    base,
    skipped,
    ...("options" in question ? { options: Object.fromEntries(guarded) } : {}),
    ...(measures ? { measures: few ? HIDDEN : measures } : {}),
  };
}

function measuresOf(question: QuestionReport): GuardedMeasures | undefined {
  if (!("mean" in question)) return undefined;
  const { mean, sd, median, mean_error, weighted } = question;
  return { mean, sd, median, mean_error, weighted, top_two: "top_two" in question ? question.top_two : null };
}

export function isHidden(cell: object): cell is Hidden {
  return "hidden" in cell;
}

/** Ids of the cells to hide in a table whose base is no small one. */
function cellsToHide(
  options: Readonly<Record<string, OptionShare>>,
  kind: QuestionReport["kind"],
  least: number,
): readonly string[] {
  const cells = Object.entries(options).filter(([, { count }]) => count > 0);
  const ascending = cells.toSorted(([, a], [, b]) => a.count - b.count);
  const small = ascending.filter(([, { count }]) => count < least);
  if (small.length === 0) return [];
  const hidden = [...small];
  const rest = ascending.slice(small.length);
  while (kind !== "several" && rest.length > 0 && (hidden.length < 2 || total(hidden) < least))
    hidden.push(...rest.splice(0, 1));
  return hidden.map(([id]) => id);
}

function total(cells: readonly (readonly [string, OptionShare])[]): number {
  return cells.reduce((sum, [, { count }]) => sum + count, 0);
}
