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
  const ids = valid < least || base < least ? Object.keys(options) : cellsToHide(options, { kind, base }, least);
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
  { kind, base }: Pick<QuestionReport, "kind" | "base">,
  least: number,
): readonly string[] {
  const cells = Object.entries(options);
  const counts = cells.map(([, { count }]) => count);
  // Of several answers no cell is what the others leave of the base; but it tells how many did not give it.
  const others = counts.map((count) => base - count);
  const hidden =
    kind === "several"
      ? new Set([...smallPlaces(counts, least), ...smallPlaces(others, least)])
      : placesToHide(counts, least);
  return cells.flatMap(([id], at) => (hidden.has(at) ? [id] : []));
}

/** Places of the counts from 1 up to `least`, less one. */
export function smallPlaces(counts: readonly number[], least = SMALL): ReadonlySet<number> {
  return new Set(counts.flatMap((count, at) => (count > 0 && count < least ? [at] : [])));
}

/**
 * Places to hide where somebody knows what all counts add up to: the small ones, and as many of the next smallest as it takes
 * for the hidden ones to be two at the least and together no small number.
 */
export function placesToHide(counts: readonly number[], least = SMALL): ReadonlySet<number> {
  const hidden = new Set(smallPlaces(counts, least));
  if (hidden.size === 0) return hidden;
  const sum = () => [...hidden].reduce((total, at) => total + (counts[at] ?? 0), 0);
  const rest = counts
    .map((count, at) => ({ count, at }))
    .filter(({ count, at }) => count > 0 && !hidden.has(at))
    .toSorted((a, b) => a.count - b.count);
  for (const { at } of rest) {
    if (hidden.size >= 2 && sum() >= least) break;
    hidden.add(at);
  }
  return hidden;
}
