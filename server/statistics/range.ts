import { shareOf } from "./proportion.ts";

/**
 * How much an answer's share differs between groups of people: the largest share of any segment less the smallest, the
 * study's "strength of segmentation".
 *
 * The largest and the smallest of many are made of luck as well as of difference, and the more segments there are and
 * the smaller they are, the more of luck. So segments under a minimum base take no part, and a range is read beside
 * its noise (`range-noise.ts`), never against that of a breakdown into another number of segments.
 */
export interface ShareRange {
  /** Between 0 and 1: times 100, percentage points. */
  readonly range: number;
  readonly highest: SegmentShare;
  readonly lowest: SegmentShare;
}

export interface SegmentShare {
  readonly segment: string;
  readonly share: number;
  /** The segment's base: how many in it answered. */
  readonly n: number;
}

export interface SegmentCount {
  readonly segment: string;
  /** How many of the `n` chose the answer. */
  readonly count: number;
  readonly n: number;
}

const MINIMUM_BASE = 30;

/**
 * Of segments with the same share the first one given is named, at either end; where all are equal it is named at both.
 * Null where fewer than two segments have the minimum base. Refuses counts that `shareOf` refuses.
 */
export function shareRange(segments: readonly SegmentCount[], minimumBase: number = MINIMUM_BASE): ShareRange | null {
  return rangeOf(
    segments.map(({ segment, count, n }) => ({ segment, share: shareOf(count, n), n })),
    minimumBase,
  );
}

/** The same for shares that were not counted but weighted. `n` stays how many answered; a share of nothing is null. */
export function rangeOf(
  segments: readonly { readonly segment: string; readonly share: number | null; readonly n: number }[],
  minimumBase: number = MINIMUM_BASE,
): ShareRange | null {
  const shares = segments.flatMap(({ segment, share, n }): SegmentShare[] =>
    share === null || n < minimumBase ? [] : [{ segment, share, n }],
  );
  if (shares.length < 2) return null;
  const highest = shares.reduce((most, other) => (other.share > most.share ? other : most));
  const lowest = shares.reduce((least, other) => (other.share < least.share ? other : least));
  return { range: highest.share - lowest.share, highest, lowest };
}
