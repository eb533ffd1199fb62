/**
 * How strongly a question's answers differ between groups of people: an option's share inside every segment of a
 * breakdown, the largest less the smallest. A range grows with the number of segments by chance alone, so beside each
 * stands what chance would make of it.
 */
import { setImmediate } from "node:timers/promises";
import { type ShareRange, shareRange } from "../statistics/range.ts";
import { rangeNoise } from "../statistics/range-noise.ts";
import type { Crossing } from "./crossing.ts";
import type { Item } from "./items.ts";

/** The ends name options of the breakdown; their `n` is how many there answered the question. */
export interface Segmentation extends ShareRange {
  readonly question: string;
  readonly option: string;
  /** The question that breaks this one down. */
  readonly by: string;
  /** The 95th percentile of the range if all segments shared one proportion. */
  readonly noise: number;
}

/** A segment of fewer answers takes no part. */
const LEAST_ANSWERS = 30;

/**
 * Every option of the questions of kind one, several and scale, in every breakdown by another question of kind one,
 * the widest range first. Left out where fewer than two segments have 30 answers.
 *
 * The noise of some 1,400 ranges takes about a second, whatever the number of responses: others have their turn between.
 */
export async function segmentsOf(items: readonly Item[], crossing: Crossing): Promise<readonly Segmentation[]> {
  const all: Segmentation[] = [];
  for (const breakdown of crossing.breakdowns) {
    for (const [at, item] of items.entries()) {
      if (item.row === undefined) all.push(...segmentationsOf(items, crossing, breakdown, at));
      await setImmediate();
    }
  }
  return all.toSorted((a, b) => b.range - a.range);
}

function segmentationsOf(
  items: readonly Item[],
  crossing: Crossing,
  breakdown: number,
  at: number,
): readonly Segmentation[] {
  const [by, item] = [items[breakdown], items[at]];
  if (!by || !item) return [];
  const crossed = crossing.of(breakdown, at);
  const segments = by.options.flatMap(({ id }, position) => {
    const { base: n, counts } = crossed[position] ?? { base: 0, counts: [] };
    return n >= LEAST_ANSWERS ? [{ segment: id, n, counts }] : [];
  });
  return item.options.flatMap((option, code) => {
    const counted = segments.map(({ segment, n, counts }) => ({ segment, n, count: counts[code] ?? 0 }));
    const found = shareRange(counted, LEAST_ANSWERS);
    if (!found) return [];
    const { range, highest, lowest } = found;
    return [{ question: item.id, option: option.id, by: by.id, range, noise: noiseOf(counted), highest, lowest }];
  });
}

/** Of segments that all had the share of them together. */
function noiseOf(segments: readonly { readonly n: number; readonly count: number }[]): number {
  const bases = segments.map(({ n }) => n);
  const people = bases.reduce((sum, n) => sum + n, 0);
  return rangeNoise(segments.reduce((sum, { count }) => sum + count, 0) / people, bases);
}
