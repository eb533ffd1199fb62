/**
 * Which printed figures can be true at all of n people. Answers on a scale of whole numbers add up to a whole number, so
 * their mean is a whole number over n: five people cannot have a mean of 4.5 (22.5 of five), and 41.6% of 24 people is
 * neither 9 people nor 10. N. Brown and J. Heathers call it the GRIM test (granularity-related inconsistency of means,
 * "The GRIM test", Social Psychological and Personality Science 8 (2017) 363-369). It finds something only where n is small
 * beside the printed digits: with d decimals, under 10^d people.
 *
 * A standard deviation has a bound of its own: whatever the answers, those from `from` to `to` with mean m cannot spread
 * further than when everybody gave one end or the other, √(n (m - from)(to - m) / (n - 1)) (Bhatia and Davis, The American
 * Mathematical Monthly 107 (2000)).
 */

export interface Granularity {
  readonly possible: boolean;
  /** The values nearest to the printed one that n people can have, unrounded: one below or equal, one above or equal. */
  readonly nearest: readonly [number, number];
}

/** Half a unit of the last digit, and what binary fractions add to it. */
function halfUnit(decimals: number): number {
  return 0.5 * 10 ** -decimals + 1e-9;
}

/**
 * Whether a mean printed with so many decimals can be that of n whole numbers. Rounding half up and half to even both pass.
 * Throws RangeError for n under 1 and for decimals outside 0 to 10.
 */
export function meanGranularity(printed: number, decimals: number, n: number): Granularity {
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`A mean is that of a whole number of people, not ${n}.`);
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 10)
    throw new RangeError(`A printed figure has 0 to 10 decimals, not ${decimals}.`);
  const below = Math.floor(printed * n + 1e-9) / n;
  const above = Math.ceil(printed * n - 1e-9) / n;
  const possible = [below, above].some((value) => Math.abs(value - printed) <= halfUnit(decimals));
  return { possible, nearest: [below, above] };
}

/** The same of a percentage: whether a whole number of n people can be so many percent. */
export function percentGranularity(printed: number, decimals: number, n: number): Granularity {
  const { possible, nearest } = meanGranularity(printed / 100, decimals + 2, n);
  return { possible, nearest: [nearest[0] * 100, nearest[1] * 100] };
}

/** The largest standard deviation (n - 1) of n answers from `from` to `to` with this mean; null under two answers. */
export function largestDeviation(mean: number, n: number, from: number, to: number): number | null {
  if (!(from <= mean && mean <= to)) throw new RangeError(`A mean of answers from ${from} to ${to} is not ${mean}.`);
  return n < 2 ? null : Math.sqrt((n * (mean - from) * (to - mean)) / (n - 1));
}
