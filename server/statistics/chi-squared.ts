/**
 * The chi-squared distribution with `df` degrees of freedom: what the sum of `df` squared standard normal values follows,
 * and near enough what the squared differences of a table from what was expected add up to (`pearson.ts`). It is a gamma
 * distribution of shape df / 2 at half the value.
 */
import { gammaAbove, gammaBelow } from "./gamma.ts";
import { quantileOf } from "./inverse.ts";

/** The part above x: R's `pchisq(x, df, lower.tail = FALSE)`. Throws RangeError unless df > 0 and x >= 0. */
export function chiSquaredAbove(x: number, df: number): number {
  return gammaAbove(df / 2, x / 2);
}

/** R's `qchisq(part, df)`. Throws RangeError unless `part` is 0 or more and below 1. */
export function chiSquaredQuantile(part: number, df: number): number {
  if (!(part >= 0 && part < 1))
    throw new RangeError(`A chi-squared quantile is taken from 0 to below 1, not at ${part}.`);
  if (part === 0) return 0;
  const most = (df + 100) * 100;
  // From the middle on the part above is the one with digits to spare.
  return part < 0.5
    ? quantileOf((x) => gammaBelow(df / 2, x / 2), part, "grows", most)
    : quantileOf((x) => gammaAbove(df / 2, x / 2), 1 - part, "falls", most);
}
