/**
 * Student's t distribution: how far a mean lies from the true one, in standard errors that were themselves estimated from
 * the same n values. With few values it has longer tails than the normal (at 0.975 it is 12.7 for two values, 2.78 for
 * five, 1.98 for a hundred), so the interval of a small panel's mean is as wide as it must be.
 *
 * Of t with df degrees of freedom, t² / (df + t²) is beta distributed with parameters 1/2 and df/2 (Abramowitz and
 * Stegun, "Handbook of mathematical functions" (1964), 26.7.1).
 */
import { betaQuantile } from "./beta.ts";

/** R's `qt(part, df)`. Throws RangeError unless `part` is above 0 and below 1, and df > 0. */
export function tQuantile(part: number, df: number): number {
  if (!(part > 0 && part < 1)) throw new RangeError(`A t quantile is taken above 0 and below 1, not at ${part}.`);
  if (!(df > 0 && df < Infinity)) throw new RangeError(`Degrees of freedom are a finite number above 0, not ${df}.`);
  if (part > 0.5) return -tQuantile(1 - part, df);
  if (part === 0.5) return 0;
  const near = betaQuantile(1 - 2 * part, 0.5, df / 2);
  if (near < 0.5) return -Math.sqrt((df * near) / (1 - near));
  const far = betaQuantile(2 * part, df / 2, 0.5);
  return -Math.sqrt((df * (1 - far)) / far);
}
