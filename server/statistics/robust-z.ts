/**
 * How unusual a duration is, without the unusual ones deciding what is usual. A standard deviation is stretched by every
 * tab left open overnight (`far-from-median.ts`); the median absolute deviation, the middle distance from the middle,
 * is not moved by any minority. Durations lean to the right, so distances are taken between logarithms, where half as
 * long is as far off as twice as long:
 *
 *   z = (ln t - median of ln t) / (1.4826 MAD of ln t).
 *
 * 1.4826 makes the denominator a standard deviation where logarithms are normal (F. R. Hampel, "The influence curve and
 * its role in robust estimation", JASA 69 (1974)). More than 3.5 either way is called unusual (B. Iglewicz and
 * D. C. Hoaglin, "How to detect and handle outliers" (1993)).
 */
import { type Frequencies, sizeOf } from "./frequencies.ts";
import { median } from "./median.ts";

/** As R's `mad` has it. */
const TO_DEVIATION = 1.4826;

/**
 * The z of a duration among these, each with how often it occurs; null for a duration of 0, which has no logarithm and
 * took no time. Null instead of a function where there is no spread to measure by: no durations, or more than half alike.
 * Durations of 0 take no part. Refuses what `sizeOf` refuses, and negative durations.
 */
export function robustLogZ(durations: Frequencies): ((duration: number) => number | null) | null {
  sizeOf(durations);
  const logs = [...durations].flatMap(([duration, times]) => {
    if (duration < 0) throw new RangeError(`A duration is 0 or more, not ${duration}.`);
    return duration === 0 ? [] : [[Math.log(duration), times] as const];
  });
  const middle = median(logs);
  if (middle === null) return null;
  const spread = median(logs.map(([log, times]) => [Math.abs(log - middle), times] as const)) ?? 0;
  if (spread === 0) return null;
  return (duration) => (duration > 0 ? (Math.log(duration) - middle) / (TO_DEVIATION * spread) : null);
}
