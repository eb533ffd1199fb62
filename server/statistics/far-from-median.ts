/**
 * The published study's rule for doubtful durations: more than 5 standard deviations from the median.
 *
 * **It never flags a fast response.** Nobody takes less than no time, so a response can be too fast by this rule only
 * where the median is more than 5 standard deviations above zero. Durations are far from that: they cannot fall much
 * below the median but rise without limit, because a page is left open over lunch, or overnight. Those few stretch the
 * standard deviation to the size of the median and beyond, and the lower limit to a time before the start. Of 3,000
 * simulated durations with a median of 288 seconds the standard deviation is 5,453, and the limits are -26,977 and
 * 27,554 seconds: all it finds is sessions of more than seven and a half hours. The limits depend on those same
 * sessions, too: the more there are, the fewer are found. And among 24 responses or fewer none can ever be that far
 * out, since it takes the standard deviation along.
 *
 * It is computed because the study used it and its figures are to be repeatable. What finds the hurried is the study's
 * other rule, under one minute, and those that compare with the median itself or with the time reading takes.
 */
import type { Frequencies } from "./frequencies.ts";
import { median } from "./median.ts";
import { sd } from "./variance.ts";

const STUDY_DEVIATIONS = 5;

/** In the units of the durations. `low` is negative as a rule: see above. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/**
 * Median less and plus `deviations` standard deviations (n - 1), of how often each duration occurs. Null under two
 * durations: there is no spread to measure by. Refuses what `sizeOf` refuses.
 */
export function bandAroundMedian(durations: Frequencies, deviations: number = STUDY_DEVIATIONS): Band | null {
  const middle = median(durations);
  const spread = sd(durations);
  if (middle === null || spread === null) return null;
  return { low: middle - deviations * spread, high: middle + deviations * spread };
}

/** The rule itself: true for a duration outside the study's band. With too little data nothing is. */
export function farFromMedian(durations: Frequencies): (duration: number) => boolean {
  const band = bandAroundMedian(durations);
  return (duration) => band !== null && (duration < band.low || duration > band.high);
}
