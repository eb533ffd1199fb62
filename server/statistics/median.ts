import type { Frequencies } from "./frequencies.ts";
import { quantile } from "./quantile.ts";

/**
 * The value in the middle: as many lie below it as above. Of an even number of values it is halfway between the two in
 * the middle, which is what the type 7 quantile at one half comes to. The same as R's `median`.
 *
 * Null where there are no values. Refuses what `sizeOf` refuses.
 */
export function median(frequencies: Frequencies): number | null {
  return quantile(frequencies, 0.5);
}
