/**
 * How far apart the largest and the smallest of k independent normal values come, all of the same mean and each with a
 * standard deviation of its own: a percentile of their range.
 *
 * If the smallest value is x, all others lie between x and x + r. So the probability of a range of at most r is the integral
 * over x of
 *
 *   Π (F_j(x + r) - F_j(x))  ·  Σ f_i(x) / (F_i(x + r) - F_i(x)),
 *
 * F and f being each value's distribution and density. With equal deviations it is the studentized range with infinite
 * degrees of freedom (H. O. Hartley, "The range in random samples", Biometrika 32 (1942); R's `ptukey(r, k, Inf)`).
 * The trapezoidal rule is all it takes: for smooth functions that vanish at both ends its error falls exponentially with
 * the number of points (L. N. Trefethen and J. A. C. Weideman, SIAM Review 56 (2014) 385-458).
 */
import { normalBelow } from "./normal.ts";

/** In standard deviations: what lies beyond is nothing. */
const REACH = 7;
/** Points for each standard deviation of the narrowest value. */
const POINTS = 1.7;
const LEAST_POINTS = 40;
/** A value that moves less than so much of the widest hardly moves: it is given so much, which nobody can tell. */
const NARROWEST = 0.04;
const CLOSE = 1e-5;

/**
 * The `level` percentile of the range of normal values with these standard deviations, in their units; 0 where all are 0.
 * Throws RangeError for fewer than two values, a deviation that is negative or not finite, and a level that is not strictly
 * between 0 and 1.
 */
export function normalRange(deviations: readonly number[], level: number = 0.95): number {
  if (deviations.length < 2) throw new RangeError("A range takes two values or more.");
  if (!(level > 0 && level < 1)) throw new RangeError(`A level lies above 0 and below 1; ${level} does not.`);
  for (const each of deviations)
    if (!(each >= 0 && each < Infinity))
      throw new RangeError(`A deviation is a finite number, 0 or more, not ${each}.`);
  const widest = Math.max(...deviations);
  if (widest === 0) return 0;
  const scaled = Float64Array.from(deviations, (each) => Math.max(each / widest, NARROWEST));
  const grid = gridOf(scaled);
  // Regula falsi (Illinois) on a function that grows from 0 to 1.
  let [low, high] = [0, 2 * REACH];
  let [atLow, atHigh] = [-level, 1 - level];
  let side = 0;
  for (let step = 0; step < 100 && high - low > CLOSE; step += 1) {
    const middle = step < 2 ? (low + high) / 2 : (low * atHigh - high * atLow) / (atHigh - atLow);
    const value = probabilityWithin(middle, grid) - level;
    if (Math.abs(value) < CLOSE * (1 - level)) return middle * widest;
    if (value < 0) {
      [low, atLow] = [middle, value];
      if (side === -1) atHigh /= 2;
      side = -1;
    } else {
      [high, atHigh] = [middle, value];
      if (side === 1) atLow /= 2;
      side = 1;
    }
  }
  return ((low + high) / 2) * widest;
}

/** What does not depend on r: the points, and each value's distribution and density there. */
interface Grid {
  readonly deviations: Float64Array;
  readonly points: Float64Array;
  readonly step: number;
  /** By point, all values in turn. */
  readonly below: Float64Array;
  readonly density: Float64Array;
}

function gridOf(deviations: Float64Array): Grid {
  const narrowest = Math.min(...deviations);
  const wanted = Math.ceil((2 * REACH * POINTS) / narrowest);
  const size = Math.max(LEAST_POINTS, wanted);
  const step = (2 * REACH) / size;
  const points = Float64Array.from({ length: size + 1 }, (_, at) => -REACH + at * step);
  const below = new Float64Array(points.length * deviations.length);
  const density = new Float64Array(below.length);
  for (let at = 0; at < below.length; at += 1) {
    const deviation = deviations[at % deviations.length] ?? 1;
    const z = (points[Math.floor(at / deviations.length)] ?? 0) / deviation;
    below[at] = normalBelow(z);
    density[at] = Math.exp((-z * z) / 2) / (Math.sqrt(2 * Math.PI) * deviation);
  }
  return { deviations, points, step, below, density };
}

function probabilityWithin(range: number, { deviations, points, step, below, density }: Grid): number {
  let sum = 0;
  for (let point = 0; point < points.length; point += 1) {
    const start = point * deviations.length;
    const end = (points[point] ?? 0) + range;
    let all = 1;
    let smallest = 0;
    for (let i = 0; i < deviations.length; i += 1) {
      const inside = normalBelow(end / (deviations[i] ?? 1)) - (below[start + i] ?? 0);
      all *= inside;
      if (all < 1e-14) break;
      smallest += (density[start + i] ?? 0) / inside;
    }
    if (all >= 1e-14) sum += all * smallest;
  }
  return sum * step;
}
