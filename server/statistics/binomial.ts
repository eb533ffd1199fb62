/**
 * How many of n people say yes if each does so with probability p, all by themselves: the binomial distribution.
 *
 * Its formula wants factorials of n, which overflow at 171. But neighbours have a simple quotient,
 *
 *   P(k + 1) / P(k) = (n - k) / (k + 1) * p / (1 - p),
 *
 * so one can start at the likeliest count with any number, step down and up from there, and divide by the sum at the
 * end. Counts less likely than a 10^12th of the likeliest are left out, a few 10^12ths of the whole at most, because
 * the quotients only fall on the way out. What is left is about 15 standard deviations wide, however large n is.
 */
export interface Binomial {
  /** The smallest and the largest count that are likely enough to matter. */
  readonly from: number;
  readonly to: number;
  /** The probability of at most `count` people; exactly 0 below `from`, exactly 1 from `to` on. */
  atMost(count: number): number;
}

const NEGLIGIBLE = 1e-12;

/** Throws RangeError unless `n` is a whole number above 0 and `p` lies between 0 and 1. */
export function binomial(n: number, p: number): Binomial {
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`People come in whole numbers above 0, not ${n}.`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A probability lies between 0 and 1; ${p} does not.`);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const below = fading((step) => ((mode - step) / (n - mode + step + 1)) * ((1 - p) / p));
  const above = fading((step) => ((n - mode - step) / (mode + step + 1)) * (p / (1 - p)));
  const from = mode - below.length;
  const to = mode + above.length;
  const cumulative = cumulated([...below.reverse(), 1, ...above]);
  return {
    from,
    to,
    atMost: (count) => (count < from ? 0 : count >= to ? 1 : (cumulative[Math.floor(count) - from] ?? 1)),
  };
}

/**
 * Weights beside a weight of 1, walking away from it, each the one before times `quotient(step)`; ends when negligible,
 * and where p is 0 or 1 and there is nothing to walk to (0 times infinity, which is not above anything).
 */
function fading(quotient: (step: number) => number): number[] {
  const weights: number[] = [];
  let weight = quotient(0);
  while (weight > NEGLIGIBLE) {
    weights.push(weight);
    weight *= quotient(weights.length);
  }
  return weights;
}

/** Running sums of the weights, scaled so that the last would be 1. */
function cumulated(weights: readonly number[]): readonly number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => {
    sum += weight / whole;
    return sum;
  });
}
