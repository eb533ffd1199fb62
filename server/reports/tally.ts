/** Counting a data matrix, item by item: who was asked, who answered, who chose what, as people and as weights. */
import { together, type Weighed } from "../statistics/weighed.ts";
import { ANSWERED, type Column, type DataMatrix, SKIPPED } from "./data-matrix.ts";
import type { Item } from "./items.ts";

/**
 * Which rows of a matrix count, and for how much. People of a cell are alike in all that weights go by, and so weigh the same:
 * they are counted, cell by cell, and a count is multiplied by its weight at the end. Whole numbers add up to the same in
 * whatever order the rows lie, and a million of them faster than fractions.
 */
export interface Selection {
  /** By row: the place of its cell; the number of cells where the row does not count. */
  readonly places: Int32Array;
  /** By cell; null where all weigh the same, and are in one. */
  readonly weights: Float64Array | null;
}

/** Where nobody weighs more than another. `kept`: by row, 1 where it counts. */
export function unweighted(kept: Uint8Array): Selection {
  const places = new Int32Array(kept.length);
  for (let row = 0; row < kept.length; row += 1) places[row] = 1 - (kept[row] ?? 0);
  return { places, weights: null };
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
export function tallies(matrix: Pick<DataMatrix, "columns">, selection: Selection): readonly Tally[] {
  return matrix.columns.map((column) => tallyOf(column, selection));
}

/** How many cells a selection counts apart: one where all weigh the same. */
export function cellsIn({ weights }: Selection): number {
  return weights === null ? 1 : weights.length;
}

/** One group's people out of counts by cell: `stride` lies between the counts of the group in two cells. */
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

function tallyOf(column: Column, selection: Selection): Tally {
  const { item } = column;
  const width = item.options.length + ANSWERED + 1;
  const counts = new Int32Array((cellsIn(selection) + 1) * width);
  countCodes(column, selection.places, width, counts);
  const at = (code: number) => weighedAt(counts, code, width, selection);
  const [skipped, answered] = [at(SKIPPED), answeredIn(item, at)];
  return {
    asked: skipped.n + answered.n,
    base: answered.n,
    answered,
    options: item.options.map((_, option) => at(optionAt(item, option))),
    values: item.kind === "number" ? valuesOf(column, selection) : new Map(),
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

/** Counts every row at its place times `width`, plus its code; rows of the last place are counted where nobody looks. */
export function countCodes(
  { item, codes, chosen }: Column,
  places: Int32Array,
  width: number,
  counts: Int32Array,
): void {
  for (let row = 0; row < codes.length; row += 1) {
    const at = (places[row] ?? 0) * width + (codes[row] ?? 0);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  if (item.kind !== "several") return;
  for (let set = 0; set < chosen.length; set += 1)
    for (let row = 0; row < codes.length; row += 1) {
      let bits = chosen[set]?.[row] ?? 0;
      while (bits !== 0) {
        const at = (places[row] ?? 0) * width + ANSWERED + 1 + 32 * set + 31 - Math.clz32(bits & -bits);
        counts[at] = (counts[at] ?? 0) + 1;
        bits &= bits - 1;
      }
    }
}

/** Who gave each value, counted by cell. */
function valuesOf({ codes, values }: Column, selection: Selection): ReadonlyMap<number, Weighed> {
  const { places } = selection;
  const cells = cellsIn(selection);
  const found = new Map<number, Int32Array>();
  for (let row = 0; row < codes.length; row += 1) {
    const [value, cell] = [values[row] ?? Number.NaN, places[row] ?? cells];
    if ((codes[row] ?? 0) < ANSWERED || Number.isNaN(value) || cell === cells) continue;
    const counts = found.get(value) ?? new Int32Array(cells);
    counts[cell] = (counts[cell] ?? 0) + 1;
    found.set(value, counts);
  }
  return new Map([...found].map(([value, counts]) => [value, weighedAt(counts, 0, 1, selection)]));
}
