/**
 * How far a sample is from a population in one respect: the index of dissimilarity, half the sum of the differences between
 * the two shares of every group,
 *
 *   D = 1/2 Σ |sample share - population share|
 *
 * (O. D. Duncan and B. Duncan, "A methodological analysis of segregation indexes", American Sociological Review 20 (1955)). It
 * is the part of the sample that would have to belong to another group for the shares to agree: 0 where they do, and 1 where
 * the sample has only people whom the population lacks.
 *
 * Even people drawn by chance do not agree to the last: with n of them, each |difference| is on average
 * √(2 p (1 - p) / (π n)), the mean distance of a normal variable from its mean, and half their sum is what D would be of a
 * sample with nothing wrong with it.
 */

/** One group: its part of the sample and of the population. Both columns add up to 1. */
export interface GroupShares {
  readonly sample: number;
  readonly population: number;
}

const SUM_SLACK = 1e-6;

/** Between 0 and 1. Throws RangeError for a share outside 0 to 1 and for shares that do not add up to 1. */
export function dissimilarity(groups: readonly GroupShares[]): number {
  checkSums(groups.map(({ sample }) => sample));
  checkSums(groups.map(({ population }) => population));
  return groups.reduce((sum, { sample, population }) => sum + Math.abs(sample - population), 0) / 2;
}

/** What D is on average of n people drawn by chance from a population of these shares. Throws RangeError for n under 1. */
export function dissimilarityByChance(shares: readonly number[], n: number): number {
  checkSums(shares);
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`A sample has a whole number of people, not ${n}.`);
  return Math.min(1, shares.reduce((sum, p) => sum + Math.sqrt((2 * p * (1 - p)) / (Math.PI * n)), 0) / 2);
}

function checkSums(shares: readonly number[]): void {
  for (const share of shares) if (!(share >= 0 && share <= 1)) throw new RangeError(`${share} is no share of a whole.`);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > SUM_SLACK) throw new RangeError(`Shares of a whole add up to 1, and these to ${sum}.`);
}
