/**
 * A duration as a part of the median duration: 0.5 is half the time that the middle person took. The simplest measure of
 * speed that one can compare between surveys of different length, and what commercial panels use (less than a half, or a
 * third). R. Greszki, M. Meyer and H. Schoen, "Exploring the effects of removing too fast responses and respondents from
 * web surveys", Public Opinion Quarterly 79 (2015), compare 0.5, 0.4 and 0.3, and find that leaving such answers out
 * hardly changes estimates.
 */
import type { Frequencies } from "./frequencies.ts";
import { median } from "./median.ts";

/** Null where there are no durations, or their median is 0. Refuses what `sizeOf` refuses. */
export function shareOfMedian(durations: Frequencies): ((duration: number) => number) | null {
  const middle = median(durations);
  return middle === null || middle <= 0 ? null : (duration) => duration / middle;
}
