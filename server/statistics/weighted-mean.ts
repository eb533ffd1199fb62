/**
 * A mean in which some people count for more than others, Σ w y / Σw, with the standard error of its linear
 * approximation for given weights, SE² = n / (n - 1) Σ w² (y - mean)² / (Σw)², n being the whole sample: R's `svymean`, as in
 * `weighted-share.ts`.
 * With equal weights it is the plain standard error, sd / √n, so this serves the unweighted mean as well.
 *
 * The interval is the mean less and plus t standard errors, Student's t with n - 1 degrees of freedom: R's `t.test` where
 * weights are equal.
 */
import { tQuantile } from "./students-t.ts";
import { together, type Weighed } from "./weighed.ts";

export interface MeanInterval {
  readonly mean: number;
  /** Null, like the bounds, for a single person. */
  readonly se: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Each value with those who gave it. `sample`: how many people the whole sample has, all these unless told. Null where they weigh nothing. */
export function weightedMean(
  values: Iterable<readonly [value: number, who: Weighed]>,
  sample?: number,
  level: number = 0.95,
): MeanInterval | null {
  const rows = [...values].filter(([, who]) => who.n > 0);
  const { n, sum } = together(rows.map(([, who]) => who));
  if (sum === 0) return null;
  const first = rows.reduce((total, [value, who]) => total + value * who.sum, 0) / sum;
  const mean = first + rows.reduce((total, [value, who]) => total + (value - first) * who.sum, 0) / sum;
  if (n < 2) return { mean, se: null, low: null, high: null };
  const squares = rows.reduce((total, [value, who]) => total + (value - mean) ** 2 * who.squares, 0);
  const whole = sample ?? n;
  const se = Math.sqrt((whole / (whole - 1)) * squares) / sum;
  const reach = tQuantile((1 + level) / 2, n - 1) * se;
  return { mean, se, low: mean - reach, high: mean + reach };
}
