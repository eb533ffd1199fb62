/** Counts in rows of equal width; there are as many rows as were needed. */
import { ANSWERED } from "./answer-codes.ts";
import type { Column } from "./data-matrix.ts";
import type { Item } from "./items.ts";

export interface CountTable {
  readonly width: number;
  counts: Int32Array;
}

export function countTable(width: number): CountTable {
  return { width, counts: new Int32Array(width) };
}

/** Makes room for so many rows. */
export function withRows(table: CountTable, rows: number): CountTable {
  const { counts, width } = table;
  if (counts.length >= rows * width) return table;
  table.counts = new Int32Array(Math.max(rows * width, 2 * counts.length));
  table.counts.set(counts);
  return table;
}

/** The codes of an item, and of several answers one more for everybody who chose. */
export function widthOf({ options }: Pick<Item, "options">): number {
  return options.length + ANSWERED + 1;
}

/** Counts every row of a column at its place, under its code. There must be room for every place. */
export function countCodes({ item, codes, chosen }: Column, places: Int32Array, { width, counts }: CountTable): void {
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

/** The rows of a table added up to others: each to the one that `places` names, or to none where that is no place below `rows`. */
export function folded({ width, counts }: CountTable, places: Int32Array, rows: number): Int32Array {
  const sums = new Int32Array(rows * width);
  for (let row = 0; row < places.length; row += 1) {
    const place = places[row] ?? rows;
    if (place >= rows) continue;
    for (let code = 0; code < width; code += 1)
      sums[place * width + code] = (sums[place * width + code] ?? 0) + (counts[row * width + code] ?? 0);
  }
  return sums;
}
