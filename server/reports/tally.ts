/** What was counted, item by item: who was asked, who answered, who chose what, as people and as weights. */
import { together, type Weighed } from "../statistics/weighed.ts";
import { ANSWERED, SKIPPED } from "./answer-codes.ts";
import { folded } from "./count-table.ts";
import type { CountedItem } from "./counting.ts";
import type { Item } from "./items.ts";

/**
 * Which strata count, and for how much. People of one place weigh the same: they are counted, place by place, and a count is
 * multiplied by its weight at the end. Whole numbers add up to the same in whatever order they came.
 */
export interface Selection {
  /** By stratum: the place of its weight; the number of places where it does not count. */
  readonly strata: Int32Array;
  /** The same by cell, of whom the rule keeps. */
  readonly cells: Int32Array;
  /** By place; null where all weigh the same, and have one place. */
  readonly weights: Float64Array | null;
}

export interface Tally {
  /** On whose journey the item was. */
  readonly asked: number;
  /** Who answered it. */
  readonly base: number;
  /** The same people with their weights: 1 each where there are none. */
  readonly answered: Weighed;
  /** Who chose each option, in the item's order. */
  readonly options: readonly Weighed[];
  /** Of a number question: who gave each value. */
  readonly values: ReadonlyMap<number, Weighed>;
}

/** How many places a selection tells apart: one where all weigh the same. */
export function placesIn({ weights }: Selection): number {
  return weights === null ? 1 : weights.length;
}

/** One group's people out of counts by place: `stride` lies between the counts of the group at two places. */
export function weighedAt(
  counts: Int32Array,
  at: number,
  stride: number,
  { weights }: Pick<Selection, "weights">,
): Weighed {
  if (weights === null) {
    const n = counts[at] ?? 0;
    return { n, sum: n, squares: n };
  }
  let [n, sum, squares] = [0, 0, 0];
  for (let cell = 0; cell < weights.length; cell += 1) {
    const count = counts[cell * stride + at] ?? 0;
    if (count === 0) continue;
    const weight = weights[cell] ?? 0;
    n += count;
    sum += count * weight;
    squares += count * weight * weight;
  }
  return { n, sum, squares };
}

export function tallyOf(counted: CountedItem, selection: Selection): Tally {
  const { item, table } = counted;
  const counts = folded(table, selection.strata, placesIn(selection));
  const at = (code: number) => weighedAt(counts, code, table.width, selection);
  const [skipped, answered] = [at(SKIPPED), answeredIn(item, at)];
  return {
    asked: skipped.n + answered.n,
    base: answered.n,
    answered,
    options: item.options.map((_, option) => at(optionAt(item, option))),
    values: valuesOf(counted, selection),
  };
}

/** Where an option's people are counted: at its code; of several answers one further, where `ANSWERED` counts everybody who chose. */
export function optionAt({ kind }: Item, option: number): number {
  return ANSWERED + option + (kind === "several" ? 1 : 0);
}

/** Everybody who answered. */
export function answeredIn({ kind, options }: Item, at: (code: number) => Weighed): Weighed {
  if (kind !== "one" && kind !== "scale") return at(ANSWERED);
  return together(options.map((_, option) => at(ANSWERED + option)));
}

/** Who gave each value, counted by place. */
function valuesOf({ values }: CountedItem, selection: Selection): ReadonlyMap<number, Weighed> {
  const places = placesIn(selection);
  const found = new Map<number, Weighed>();
  for (const [value, strata] of values) {
    const counts = new Int32Array(places);
    for (const [stratum, count] of strata) {
      const place = selection.strata[stratum] ?? places;
      if (place < places) counts[place] = (counts[place] ?? 0) + count;
    }
    const its = weighedAt(counts, 0, 1, selection);
    if (its.n > 0) found.set(value, its);
  }
  return found;
}
