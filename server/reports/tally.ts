/** Counting a data matrix, item by item: who was asked, who answered, who chose what, as people and as weights. */
import { NOBODY, type Weighed } from "../statistics/weighed.ts";
import { ANSWERED, type Column, type DataMatrix, NOT_ASKED, SKIPPED } from "./data-matrix.ts";

/** Which rows of a matrix count, and for how much. */
export interface Selection {
  /** By row: 1 where it counts, 0 where the cleaning rule leaves it out. */
  readonly kept: Uint8Array;
  /** By row; null where all weigh the same. */
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

/** In the order of the items. */
export function tallies(matrix: DataMatrix, selection: Selection): readonly Tally[] {
  return matrix.columns.map((column) => tallyOf(column, selection));
}

/** Groups of people by number, each with the three sums of `Weighed`. */
export interface Sums {
  add(group: number, weight: number): void;
  at(group: number): Weighed;
}

export function createSums(groups: number): Sums {
  const cells = new Float64Array(3 * groups);
  return {
    add(group, weight) {
      const at = 3 * group;
      cells[at] = (cells[at] ?? 0) + 1;
      cells[at + 1] = (cells[at + 1] ?? 0) + weight;
      cells[at + 2] = (cells[at + 2] ?? 0) + weight * weight;
    },
    at: (group) => ({ n: cells[3 * group] ?? 0, sum: cells[3 * group + 1] ?? 0, squares: cells[3 * group + 2] ?? 0 }),
  };
}

function tallyOf(column: Column, { kept, weights }: Selection): Tally {
  const { item, codes } = column;
  const sums = createSums(item.options.length + 1);
  const all = item.options.length;
  const values = new Map<number, Weighed>();
  let asked = 0;
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] ?? NOT_ASKED;
    if (kept[row] !== 1 || code === NOT_ASKED) continue;
    asked += 1;
    if (code === SKIPPED) continue;
    const weight = weights?.[row] ?? 1;
    sums.add(all, weight);
    if (item.kind === "one" || item.kind === "scale") sums.add(code - ANSWERED, weight);
    else if (item.kind === "several") forEachChosen(column, row, (option) => sums.add(option, weight));
    else if (item.kind === "number") addValue(values, column.values[row] ?? Number.NaN, weight);
  }
  const answered = sums.at(all);
  return { asked, base: answered.n, answered, options: item.options.map((_, at) => sums.at(at)), values };
}

/** The places of the options that a row chose, of a column of several answers. */
export function forEachChosen({ chosen }: Column, row: number, act: (option: number) => void): void {
  for (let set = 0; set < chosen.length; set += 1) {
    let bits = chosen[set]?.[row] ?? 0;
    while (bits !== 0) {
      act(32 * set + 31 - Math.clz32(bits & -bits));
      bits &= bits - 1;
    }
  }
}

function addValue(values: Map<number, Weighed>, value: number, weight: number): void {
  if (Number.isNaN(value)) return;
  const { n, sum, squares } = values.get(value) ?? NOBODY;
  values.set(value, { n: n + 1, sum: sum + weight, squares: squares + weight * weight });
}
