/** Counting a data matrix, item by item: who was asked, who answered, who chose what, as people and as weights. */
import { NOBODY, type Weighed } from "../statistics/weighed.ts";
import { ANSWERED, type Column, type DataMatrix, NOT_ASKED, SKIPPED } from "./data-matrix.ts";

/** Which rows of a matrix count, and for how much. */
export interface Selection {
  /** By row: 1 where it counts, 0 where the cleaning rule leaves it out. */
  readonly kept: Uint8Array;
  /** By row; null where all weigh the same. */
  readonly weights: Float64Array | null;
  /** All rows, in the order in which they are added up; null: as they lie. With weights it must not depend on how they lie. */
  readonly order: Int32Array | null;
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

/** In the order of the items. */
export function tallies(matrix: DataMatrix, selection: Selection): readonly Tally[] {
  return matrix.columns.map((column) => tallyOf(column, selection));
}

/** Groups of people by number, each with the three sums of `Weighed`: n, weights, squared weights. */
export type Sums = Float64Array;

export function createSums(groups: number): Sums {
  return new Float64Array(3 * groups);
}

export function addTo(sums: Sums, group: number, weight: number): void {
  const at = 3 * group;
  sums[at] = (sums[at] ?? 0) + 1;
  sums[at + 1] = (sums[at + 1] ?? 0) + weight;
  sums[at + 2] = (sums[at + 2] ?? 0) + weight * weight;
}

export function sumsAt(sums: Sums, group: number): Weighed {
  return { n: sums[3 * group] ?? 0, sum: sums[3 * group + 1] ?? 0, squares: sums[3 * group + 2] ?? 0 };
}

function tallyOf(column: Column, { kept, weights, order }: Selection): Tally {
  const { item, codes } = column;
  const sums = createSums(item.options.length + 1);
  const all = item.options.length;
  const values = new Map<number, Weighed>();
  let asked = 0;
  for (let at = 0; at < codes.length; at += 1) {
    const row = order?.[at] ?? at;
    const code = codes[row] ?? NOT_ASKED;
    if (kept[row] !== 1 || code === NOT_ASKED) continue;
    asked += 1;
    if (code === SKIPPED) continue;
    const weight = weights?.[row] ?? 1;
    addTo(sums, all, weight);
    if (item.kind === "one" || item.kind === "scale") addTo(sums, code - ANSWERED, weight);
    else if (item.kind === "several") addChosen(sums, column, row, 0, weight);
    else if (item.kind === "number") addValue(values, column.values[row] ?? Number.NaN, weight);
  }
  const answered = sumsAt(sums, all);
  return { asked, base: answered.n, answered, options: item.options.map((_, at) => sumsAt(sums, at)), values };
}

/** Adds a row to the groups of the options that it chose, of a column of several answers; the first option's is `start`. */
export function addChosen(sums: Sums, { chosen }: Column, row: number, start: number, weight: number): void {
  for (let set = 0; set < chosen.length; set += 1) {
    let bits = chosen[set]?.[row] ?? 0;
    while (bits !== 0) {
      addTo(sums, start + 32 * set + 31 - Math.clz32(bits & -bits), weight);
      bits &= bits - 1;
    }
  }
}

function addValue(values: Map<number, Weighed>, value: number, weight: number): void {
  if (Number.isNaN(value)) return;
  const { n, sum, squares } = values.get(value) ?? NOBODY;
  values.set(value, { n: n + 1, sum: sum + weight, squares: squares + weight * weight });
}
