/**
 * The incomplete beta function I(a, b, x): the part of a beta distribution that lies below x. Student's t and the F
 * distribution are beta distributions in disguise, so this is all either needs.
 *
 * It is a continued fraction (Abramowitz and Stegun, "Handbook of mathematical functions" (1964), 26.5.8), evaluated from
 * the front by Lentz's method. It converges within some square roots of the parameters where x lies below the mean; above
 * it the mirror image I(a, b, x) = 1 - I(b, a, 1 - x) does.
 */
import { ALMOST_ZERO, logGamma } from "./gamma.ts";
import { quantileOf } from "./inverse.ts";

const PRECISE = 3e-16;
const MOST_STEPS = 100_000;

/** Between 0 and 1: R's `pbeta(x, a, b)`. Throws RangeError unless a, b > 0 and x lies between 0 and 1. */
export function betaBelow(a: number, b: number, x: number): number {
  return betaParts(a, b, x, 1 - x).below;
}

/**
 * Both parts of a beta distribution, below x and above it, each with all its digits: near 1 the part above is lost in
 * 1 - below. `rest` is 1 - x, for the same reason given by who knows it better.
 */
export function betaParts(
  a: number,
  b: number,
  x: number,
  rest: number,
): { readonly below: number; readonly above: number } {
  if (!(a > 0 && b > 0 && a < Infinity && b < Infinity))
    throw new RangeError(`A beta distribution has parameters above 0, not ${a} and ${b}.`);
  if (!(x >= 0 && x <= 1)) throw new RangeError(`A beta distribution lives between 0 and 1; ${x} is outside.`);
  if (x === 0) return { below: 0, above: 1 };
  if (rest === 0) return { below: 1, above: 0 };
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(rest));
  if (x < (a + 1) / (a + b + 2)) {
    const below = Math.min(1, (front * fraction(a, b, x)) / a);
    return { below, above: 1 - below };
  }
  const above = Math.min(1, (front * fraction(b, a, rest)) / b);
  return { below: 1 - above, above };
}

/** R's `qbeta(part, a, b)`. Throws RangeError unless `part` lies between 0 and 1. */
export function betaQuantile(part: number, a: number, b: number): number {
  if (!(part >= 0 && part <= 1)) throw new RangeError(`A quantile is taken at a part between 0 and 1, not ${part}.`);
  if (part === 0 || part === 1) return part;
  // Near 1 there are no doubles left to tell values apart; the mirror image has them.
  if (betaBelow(a, b, 0.5) < part)
    return 1 - quantileOf((rest) => betaParts(b, a, rest, 1 - rest).above, part, "falls");
  return quantileOf((x) => betaBelow(a, b, x), part, "grows");
}

function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || ALMOST_ZERO);
  let value = d;
  for (let m = 1; m < MOST_STEPS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || ALMOST_ZERO);
    c = 1 + even / c || ALMOST_ZERO;
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || ALMOST_ZERO);
    c = 1 + odd / c || ALMOST_ZERO;
    value *= c * d;
    if (Math.abs(c * d - 1) < PRECISE) break;
  }
  return value;
}
