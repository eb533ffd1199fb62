import { type Frequencies, sizeOf } from "./frequencies.ts";

/**
 * The value below which a given part of the values lies: at 0 the smallest, at 1 the largest, at 0.95 one that 5% exceed.
 *
 * Sorted, n values stand on n places from 0 to n - 1, and part p of the way from first to last is place (n - 1)p. That
 * is rarely a whole number, and the textbooks differ in what to do then. This is **type 7** of Hyndman and Fan, "Sample
 * quantiles in statistical packages", The American Statistician 50 (1996): on the straight line between the two
 * neighbours. R's `quantile`, NumPy and Excel's PERCENTILE.INC do the same unless told otherwise.
 *
 * Null where there are no values. Throws RangeError where `part` is not between 0 and 1, and refuses what `sizeOf` does.
 */
export function quantile(frequencies: Frequencies, part: number): number | null {
  if (!(part >= 0 && part <= 1)) throw new RangeError(`A quantile is taken at a part between 0 and 1, not ${part}.`);
  const n = sizeOf(frequencies);
  if (n === 0) return null;
  const place = (n - 1) * part;
  const sorted = [...frequencies].sort(([a], [b]) => a - b);
  const before = valueAt(sorted, Math.floor(place));
  const after = valueAt(sorted, Math.ceil(place));
  return before + (place - Math.floor(place)) * (after - before);
}

/** The value on a place counted from 0, in a table sorted by value. */
function valueAt(sorted: readonly (readonly [number, number])[], place: number): number {
  let passed = 0;
  for (const [value, times] of sorted) {
    passed += times;
    if (place < passed) return value;
  }
  throw new RangeError(`There is no place ${place} among ${passed} values.`);
}
