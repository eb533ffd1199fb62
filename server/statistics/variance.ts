/**
 * How far values lie from their mean. The variance is the mean of the squared distances, except that it divides by
 * n - 1: the distances are measured from the mean of the very same values, which lies closer to them than the true mean
 * does, and n - 1 (Bessel's correction) makes up for it. The standard deviation is its root, back in the values' units.
 *
 * The textbook's short cut, the mean of the squares less the square of the mean, loses every digit where the mean is
 * large beside the spread: both are then nearly the same number. So there are two passes, first the mean and then the
 * distances from it: Chan, Golub and LeVeque, "Algorithms for computing the sample variance: analysis and
 * recommendations", The American Statistician 37 (1983) 242-247.
 */
import { type Frequencies, sizeOf, sumOver } from "./frequencies.ts";
import { mean } from "./mean.ts";

/** In squared units; the same as R's `var`. Null under two values: one value says nothing about spread. */
export function variance(frequencies: Frequencies): number | null {
  const n = sizeOf(frequencies);
  const centre = mean(frequencies);
  if (centre === null || n < 2) return null;
  return sumOver(frequencies, (value) => (value - centre) ** 2) / (n - 1);
}

/** The standard deviation, in the units of the values; the same as R's `sd`. Null under two values. */
export function sd(frequencies: Frequencies): number | null {
  const squared = variance(frequencies);
  return squared === null ? null : Math.sqrt(squared);
}
