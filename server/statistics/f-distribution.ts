/**
 * The F distribution: what the quotient of two variances follows, each estimated with its own degrees of freedom, when
 * the true ones are equal. Here the tests of weighted tables refer to it (`rao-scott.ts`). Of F with d1 and d2 degrees,
 * d2 / (d2 + d1 F) is beta distributed with parameters d2/2 and d1/2 (Abramowitz and Stegun, "Handbook of mathematical
 * functions" (1964), 26.6.2).
 */
import { betaParts } from "./beta.ts";

/** The part above f: R's `pf(f, d1, d2, lower.tail = FALSE)`. Broken degrees of freedom are welcome. Throws RangeError for f < 0 and degrees that are not above 0. */
export function fAbove(f: number, d1: number, d2: number): number {
  if (!(f >= 0 && f < Infinity)) throw new RangeError(`An F distribution lives from 0 on; ${f} is outside.`);
  const whole = d2 + d1 * f;
  return betaParts(d2 / 2, d1 / 2, d2 / whole, (d1 * f) / whole).below;
}
