/** From tallies to figures: no share without its count, its base and its interval, unweighted and weighted. */
import { designEffect, kishSize } from "../statistics/effective-size.ts";
import { mean } from "../statistics/mean.ts";
import { median } from "../statistics/median.ts";
import { wilson } from "../statistics/proportion.ts";
import { quantile } from "../statistics/quantile.ts";
import { sd } from "../statistics/variance.ts";
import { together, type Weighed } from "../statistics/weighed.ts";
import { type MeanInterval, weightedMean } from "../statistics/weighted-mean.ts";
import { weightedShare } from "../statistics/weighted-share.ts";
import type { Item } from "./items.ts";
import type { Tally } from "./tally.ts";

export interface Share {
  readonly count: number;
  /** Between 0 and 1; null, like the bounds, only where the base is 0. */
  readonly share: number | null;
  /** The 95% Wilson interval. */
  readonly low: number | null;
  readonly high: number | null;
}

/** The interval is Wilson's on the item's effective size, p(1 - p) / se². */
export interface WeightedFigure {
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Linearised, for given weights; null where one person answered. */
  readonly se: number | null;
}

export interface OptionShare extends Share {
  /** Null where nothing is weighted. */
  readonly weighted: WeightedFigure | null;
}

interface Answered<Kind extends Item["kind"]> {
  readonly kind: Kind;
  /** On whose journey it was. */
  readonly asked: number;
  /** Who answered it; of several answers too, a share is one of people. */
  readonly base: number;
  readonly skipped: number;
  /** skipped / asked; null where nobody was asked. */
  readonly nonresponse: number | null;
  /** Of those who answered; null where nothing is weighted. */
  readonly weighted_base: { readonly n_effective: number; readonly design_effect: number | null } | null;
}

/** Null where there are too few values: none, or for the standard deviation (n - 1) one. */
export interface Measures {
  readonly mean: number | null;
  readonly sd: number | null;
  readonly median: number | null;
}

/** The 95% interval of the mean, Student's t; null where fewer than two answered. */
export interface MeanError {
  readonly se: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface WithMean extends Measures {
  readonly mean_error: MeanError;
  /** Null where nothing is weighted, or nobody answered. */
  readonly weighted: MeanInterval | null;
}

export interface ChoiceReport extends Answered<"one" | "several"> {
  readonly options: Readonly<Record<string, OptionShare>>;
}

export interface ScaleReport extends Answered<"scale">, WithMean {
  readonly options: Readonly<Record<string, OptionShare>>;
  /** Who gave one of the two highest points; null for a scale of two. */
  readonly top_two: (OptionShare & { readonly points: readonly string[] }) | null;
}

export interface NumberReport extends Answered<"number">, WithMean {
  readonly quantiles: Readonly<Record<"p5" | "p25" | "p75" | "p95", number | null>>;
}

/** How many wrote something, never what. */
export type TextReport = Answered<"text">;

export type QuestionReport = ChoiceReport | ScaleReport | NumberReport | TextReport;

/** Whether answers are weighted, and how many valid responses the whole survey has. */
export interface Sample {
  readonly isWeighted: boolean;
  readonly valid: number;
}

/** The figures of one item. */
export function questionReport(item: Item, tally: Tally, sample: Sample): QuestionReport {
  const answered = answeredOf(tally, sample);
  switch (item.kind) {
    case "one":
    case "several":
      return { kind: item.kind, ...answered, options: optionShares(item, tally, sample) };
    case "scale": {
      const options = optionShares(item, tally, sample);
      const values = item.options.map(({ id }, at) => [Number(id), tally.options[at] ?? NONE] as const);
      return { kind: "scale", ...answered, options, top_two: topTwo(item, tally, sample), ...withMean(values, sample) };
    }
    case "number": {
      const values = [...tally.values].sort(([a], [b]) => a - b);
      return { kind: "number", ...answered, ...withMean(values, sample), quantiles: quantiles(timesOf(values)) };
    }
    case "text":
      return { kind: "text", ...answered };
  }
}

export function shareWithInterval(count: number, base: number): Share {
  return { count, ...wilson(count, base) };
}

/** Beside each other: as counted, and as weighted where anything is. */
export function optionShare(yes: Weighed, base: Weighed, { isWeighted, valid }: Sample): OptionShare {
  const { share, low, high, se } = weightedShare(yes, base, Math.max(valid, base.n));
  return { ...shareWithInterval(yes.n, base.n), weighted: isWeighted ? { share, low, high, se } : null };
}

/** Of values and how often each occurs. */
export function measures(values: ReadonlyMap<number, number>): Measures {
  return { mean: mean(values), sd: sd(values), median: median(values) };
}

const NONE: Weighed = { n: 0, sum: 0, squares: 0 };

function answeredOf({ asked, base, answered }: Tally, { isWeighted }: Sample): Omit<Answered<"text">, "kind"> {
  const skipped = asked - base;
  return {
    asked,
    base,
    skipped,
    nonresponse: asked === 0 ? null : skipped / asked,
    weighted_base: isWeighted ? { n_effective: kishSize(answered), design_effect: designEffect(answered) } : null,
  };
}

function optionShares(item: Item, tally: Tally, sample: Sample): Readonly<Record<string, OptionShare>> {
  return Object.fromEntries(
    item.options.map(({ id }, at) => [id, optionShare(tally.options[at] ?? NONE, tally.answered, sample)] as const),
  );
}

function topTwo(item: Item, tally: Tally, sample: Sample): ScaleReport["top_two"] {
  if (item.options.length < 3) return null;
  const yes = together(tally.options.slice(-2));
  return { points: item.options.slice(-2).map(({ id }) => id), ...optionShare(yes, tally.answered, sample) };
}

function withMean(values: readonly (readonly [number, Weighed])[], { isWeighted, valid }: Sample): WithMean {
  const plain = weightedMean(values.map(([value, { n }]) => [value, { n, sum: n, squares: n }] as const));
  return {
    ...measures(timesOf(values)),
    mean_error: plain ? { se: plain.se, low: plain.low, high: plain.high } : { se: null, low: null, high: null },
    weighted: isWeighted ? weightedMean(values, valid) : null,
  };
}

function timesOf(values: readonly (readonly [number, Weighed])[]): ReadonlyMap<number, number> {
  return new Map(values.map(([value, { n }]) => [value, n]));
}

function quantiles(values: ReadonlyMap<number, number>): NumberReport["quantiles"] {
  return {
    p5: quantile(values, 0.05),
    p25: quantile(values, 0.25),
    p75: quantile(values, 0.75),
    p95: quantile(values, 0.95),
  };
}
