/** From tallies to figures: no share without its count, its base and its interval. */
import { mean } from "../statistics/mean.ts";
import { median } from "../statistics/median.ts";
import { wilson } from "../statistics/proportion.ts";
import { quantile } from "../statistics/quantile.ts";
import { sd } from "../statistics/variance.ts";
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

export interface OptionShare extends Share {
  /** Null: there are no margins to weight by. */
  readonly weighted: null;
}

interface Answered<Kind extends Item["kind"]> {
  readonly kind: Kind;
  /** On whose journey it was. */
  readonly asked: number;
  /** Who answered; of several answers too, a share is one of people. */
  readonly base: number;
  readonly skipped: number;
}

/** Null where there are too few values: none, or for the standard deviation (n - 1) one. */
export interface Measures {
  readonly mean: number | null;
  readonly sd: number | null;
  readonly median: number | null;
}

export interface ChoiceReport extends Answered<"one" | "several"> {
  readonly options: Readonly<Record<string, OptionShare>>;
}

export interface ScaleReport extends Answered<"scale">, Measures {
  readonly options: Readonly<Record<string, OptionShare>>;
}

export interface NumberReport extends Answered<"number">, Measures {
  readonly quantiles: Readonly<Record<"p5" | "p25" | "p75" | "p95", number | null>>;
}

/** How many wrote something, never what. */
export type TextReport = Answered<"text">;

export type QuestionReport = ChoiceReport | ScaleReport | NumberReport | TextReport;

/** The figures of one item. */
export function questionReport(item: Item, tally: Tally): QuestionReport {
  const { asked, base } = tally;
  const answered = { asked, base, skipped: asked - base };
  switch (item.kind) {
    case "one":
    case "several":
      return { kind: item.kind, ...answered, options: optionShares(item, tally) };
    case "scale":
      return { kind: "scale", ...answered, options: optionShares(item, tally), ...measures(pointCounts(item, tally)) };
    case "number":
      return { kind: "number", ...answered, ...measures(tally.values), quantiles: quantiles(tally.values) };
    case "text":
      return { kind: "text", ...answered };
  }
}

export function shareWithInterval(count: number, base: number): Share {
  return { count, ...wilson(count, base) };
}

/** Of values and how often each occurs. */
export function measures(values: ReadonlyMap<number, number>): Measures {
  return { mean: mean(values), sd: sd(values), median: median(values) };
}

function optionShares(item: Item, { counts, base }: Tally): Readonly<Record<string, OptionShare>> {
  return Object.fromEntries(
    item.options.map(({ id }, at) => [id, { ...shareWithInterval(counts[at] ?? 0, base), weighted: null }] as const),
  );
}

function pointCounts(item: Item, { counts }: Tally): ReadonlyMap<number, number> {
  return new Map(item.options.map(({ id }, at) => [Number(id), counts[at] ?? 0]));
}

function quantiles(values: ReadonlyMap<number, number>): NumberReport["quantiles"] {
  return {
    p5: quantile(values, 0.05),
    p25: quantile(values, 0.25),
    p75: quantile(values, 0.75),
    p95: quantile(values, 0.95),
  };
}
