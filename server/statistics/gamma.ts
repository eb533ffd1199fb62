/**
 * The gamma function and its incomplete integral, from which the chi-squared distribution comes.
 *
 * The logarithm of the gamma function (of factorials, with broken arguments allowed) has no closed form. Far out
 * Stirling's series is exact to the last digit of a double with six terms (Abramowitz and Stegun, "Handbook of
 * mathematical functions" (1964), 6.1.41); a small argument is first carried far out by gamma(x + 1) = x gamma(x).
 *
 * P(a, x) is the part of the gamma distribution of shape a that lies below x, Q(a, x) the rest. Below a + 1 the power
 * series of P converges quickly (6.5.29), above it the continued fraction of Q (6.5.31). Each is computed where it is
 * the smaller of the two or near it, so that a far tail keeps its digits: 1 - P would have none left.
 */
const FAR_OUT = 15;
/** B(2k) / (2k (2k - 1)) for k from 1. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156] as const;
const PRECISE = 1e-16;
const MOST_STEPS = 100_000;
/** Stands for 0 in a continued fraction's denominators (W. J. Lentz, Applied Optics 15 (1976) 668-671). */
export const ALMOST_ZERO = 1e-300;

/** Natural logarithm of gamma(x): R's `lgamma`. Throws RangeError unless x > 0 and finite. */
export function logGamma(x: number): number {
  if (!(x > 0 && x < Infinity)) throw new RangeError(`The gamma function is taken above 0 here, not at ${x}.`);
  let product = 1;
  let far = x;
  while (far < FAR_OUT) {
    product *= far;
    far += 1;
  }
  const series = STIRLING.reduceRight((sum, term) => sum / (far * far) + term, 0) / far;
  return (far - 0.5) * Math.log(far) - far + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
}

/** Q(shape, x), between 0 and 1: R's `pgamma(x, shape, lower.tail = FALSE)`. Throws RangeError unless shape > 0 and x >= 0. */
export function gammaAbove(shape: number, x: number): number {
  refuseOutside(shape, x);
  if (x === 0) return 1;
  return x < shape + 1 ? 1 - series(shape, x) : fraction(shape, x);
}

/** P(shape, x), between 0 and 1: R's `pgamma(x, shape)`. Throws RangeError unless shape > 0 and x >= 0. */
export function gammaBelow(shape: number, x: number): number {
  refuseOutside(shape, x);
  if (x === 0) return 0;
  return x < shape + 1 ? series(shape, x) : 1 - fraction(shape, x);
}

function refuseOutside(shape: number, x: number): void {
  if (!(shape > 0 && shape < Infinity)) throw new RangeError(`A gamma distribution has a shape above 0, not ${shape}.`);
  if (!(x >= 0 && x < Infinity)) throw new RangeError(`A gamma distribution lives from 0 on; ${x} is outside.`);
}

function front(shape: number, x: number): number {
  return Math.exp(shape * Math.log(x) - x - logGamma(shape));
}

function series(shape: number, x: number): number {
  let term = 1 / shape;
  let sum = term;
  for (let step = 1; step < MOST_STEPS && term > sum * PRECISE; step += 1) {
    term *= x / (shape + step);
    sum += term;
  }
  return Math.min(1, sum * front(shape, x));
}

function fraction(shape: number, x: number): number {
  let b = x + 1 - shape;
  let c = 1 / ALMOST_ZERO;
  let d = 1 / b;
  let value = d;
  for (let step = 1; step < MOST_STEPS; step += 1) {
    const a = -step * (step - shape);
    b += 2;
    d = 1 / (a * d + b || ALMOST_ZERO);
    c = b + a / c || ALMOST_ZERO;
    value *= c * d;
    if (Math.abs(c * d - 1) < PRECISE * 2) break;
  }
  return value * front(shape, x);
}
