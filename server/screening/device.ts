/**
 * When a device signal has come too often. Phones of one model, with one system and one language, give the same signal: the
 * commonest may be one in a hundred. So some a day pass in any case, and as many as a common phone has of a crowded day.
 */
const COMMON = 0.02;

/** `times`: how often this signal has come today; `all`: how many signals came; `most`: so many pass in any case. */
export function isSeenTooOften(times: number, all: number, most: number): boolean {
  return times > Math.max(most, all * COMMON);
}
