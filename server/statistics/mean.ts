import { type Frequencies, sizeOf, sumOver } from "./frequencies.ts";

/**
 * The arithmetic mean: the sum of all values, divided by how many there are. It is the point at which the values would
 * balance, so one browser tab left open overnight moves it; the median stays where it is.
 *
 * A sum of many floating-point numbers is a little off, and so is a mean made of it. What the values differ from that
 * first mean should add up to nothing; what it does add up to is the error, spread over n and put right. R's `mean`
 * takes the same second look.
 *
 * Null where there are no values. Refuses what `sizeOf` refuses.
 */
export function mean(frequencies: Frequencies): number | null {
  const n = sizeOf(frequencies);
  if (n === 0) return null;
  const first = sumOver(frequencies, (value) => value) / n;
  return first + sumOver(frequencies, (value) => value - first) / n;
}
