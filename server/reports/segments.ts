/**
 * How strongly a question's answers differ between groups of people: an option's share inside every segment of a
 * breakdown, the largest less the smallest. A range grows with the number of segments by chance alone, so beside each
 * stands what chance would make of it.
 */
import { rangeNoise } from "../statistics/range-noise.ts";
import type { Crossing } from "./crossing.ts";
import type { Item } from "./items.ts";

export interface SegmentEnd {
  /** An option of the breakdown. */
  readonly segment: string;
  readonly share: number;
  /** How many in the segment answered the question. */
  readonly n: number;
}

export interface Segmentation {
  readonly question: string;
  readonly option: string;
  /** The question that breaks this one down. */
  readonly by: string;
  /** Largest share less smallest, between 0 and 1. */
  readonly range: number;
  /** The 95th percentile of the range if all segments shared one proportion. */
  readonly noise: number;
  readonly highest: SegmentEnd;
  readonly lowest: SegmentEnd;
}

/** A segment of fewer answers takes no part. */
const LEAST_ANSWERS = 30;

/**
 * Every option of the questions of kind one, several and scale, in every breakdown by another question of kind one,
 * the widest range first. Left out where fewer than two segments have 30 answers.
 */
export function segmentsOf(items: readonly Item[], crossing: Crossing): readonly Segmentation[] {
  const all = crossing.breakdowns.flatMap((breakdown) =>
    items.flatMap((item, at) => (item.row === undefined ? segmentationsOf(items, crossing, breakdown, at) : [])),
  );
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
  const segments = crossing
    .of(breakdown, at)
    .map((crossed, position) => ({ ...crossed, id: by.options[position]?.id ?? "" }));
  const large = segments.filter(({ base }) => base >= LEAST_ANSWERS);
  if (large.length < 2) return [];
  return item.options.map((option, code) => {
    const inside = large.map(({ id, base, counts }) => ({ id, base, count: counts[code] ?? 0 }));
    return { question: item.id, option: option.id, by: by.id, ...rangeIn(inside) };
  });
}

interface Inside {
  readonly id: string;
  readonly base: number;
  readonly count: number;
}

function rangeIn(segments: readonly Inside[]): Pick<Segmentation, "range" | "noise" | "highest" | "lowest"> {
  const ends = segments.map(({ id, base, count }) => ({ segment: id, share: count / base, n: base }));
  const highest = ends.reduce((most, end) => (end.share > most.share ? end : most));
  const lowest = ends.reduce((least, end) => (end.share < least.share ? end : least));
  const people = segments.reduce((sum, { base }) => sum + base, 0);
  const pooled = segments.reduce((sum, { count }) => sum + count, 0) / people;
  const noise = rangeNoise(
    pooled,
    segments.map(({ base }) => base),
  );
  return { range: highest.share - lowest.share, noise, highest, lowest };
}
