/**
 * How strongly a question's answers differ between groups of people: an option's share inside every segment of a
 * breakdown, the largest less the smallest. A range grows with the number of segments by chance alone, so beside each
 * stands what chance would make of it, and a test that allows for the hundreds of other ranges in the same report. A range
 * that does not pass both cannot be told from noise, and says so.
 */
import { setImmediate } from "node:timers/promises";
import { kishSize } from "../statistics/effective-size.ts";
import { holm } from "../statistics/holm.ts";
import { tableTest } from "../statistics/pearson.ts";
import { rangeOf, type SegmentShare, type ShareRange } from "../statistics/range.ts";
import { rangeNoiseAmong } from "../statistics/range-noise.ts";
import { raoScott } from "../statistics/rao-scott.ts";
import { NOBODY, type Weighed } from "../statistics/weighed.ts";
import type { SurveyCounts } from "./counting.ts";
import { breakdownPositions, type Crossing, cross } from "./crossing.ts";
import type { Item } from "./items.ts";
import { type SegmentSight, segmentSight } from "./segment-sight.ts";
import { type Selection, tallyOf } from "./tally.ts";

/** The ends name options of the breakdown; their `n` is how many there answered the question. */
export interface Segmentation extends ShareRange {
  readonly question: string;
  readonly option: string;
  /** The question that breaks this one down. */
  readonly by: string;
  /** The 95th percentile of the range if all segments shared one proportion. */
  readonly noise: number;
  /** Null where there is nothing to compare: everybody chose the option, or nobody. */
  readonly test: RangeTest | null;
  /** The range exceeds the noise and the test, adjusted, finds a difference at 5%. */
  readonly beyond_noise: boolean;
  /** The same with weights; null where nothing is weighted. */
  readonly weighted: WeightedSegmentation | null;
  /** How exactly a page may tell it. */
  readonly sight: SegmentSight;
}

export interface WeightedSegmentation {
  readonly range: number;
  /** For segments of these effective sizes. */
  readonly noise: number;
  readonly highest: SegmentShare & { readonly n_effective: number };
  readonly lowest: SegmentShare & { readonly n_effective: number };
  readonly test: RangeTest | null;
  readonly beyond_noise: boolean;
}

export interface RangeTest {
  readonly method: "pearson" | "fisher" | "pearson-permutation" | "rao-scott";
  /** Pearson's X², or Rao and Scott's F. */
  readonly statistic: number;
  /** One number, or the two of an F. */
  readonly df: readonly number[];
  readonly p: number;
  /** By Holm, over all rows of the report that have a test, weighted and unweighted ones apart. */
  readonly p_adjusted: number;
}

/** A segment of fewer answers takes no part. */
const LEAST_ANSWERS = 30;
const LEVEL = 0.05;

/**
 * Every option of the questions of kind one, several and scale, in every breakdown by another question of kind one,
 * the widest range first. Left out where fewer than two segments have 30 answers.
 *
 * The noise of some 1,400 ranges takes about a second, whatever the number of responses: others have their turn between.
 */
export async function segmentsOf(
  counted: SurveyCounts,
  selection: Selection,
  valid: number,
): Promise<readonly Segmentation[]> {
  const all: Untested[] = [];
  for (const position of breakdownPositions(counted)) {
    const breakdown = counted.items[position];
    if (!breakdown) continue;
    const by = breakdown.item;
    const people = tallyOf(breakdown, selection).options.map(({ n }) => n);
    for (const [at, { item }] of counted.items.entries()) {
      const crossing = item.row === undefined ? cross(counted, position, at, selection) : undefined;
      if (!crossing) continue;
      const sight = segmentSight(crossing, { several: item.kind === "several", by: people, valid });
      all.push(...segmentationsOf(item, by, crossing, { isWeighted: selection.weights !== null, sight }));
      await setImmediate();
    }
  }
  return judged(all).toSorted((a, b) => b.range - a.range);
}

/** What has to be counted for it. */
export function isSegmented(_by: Item, item: Item): boolean {
  return item.row === undefined;
}

/** Before it is known how many tests there are. */
type Untested = Omit<Segmentation, "test" | "beyond_noise" | "weighted"> & {
  readonly test: Unadjusted | null;
  readonly weighted:
    | (Omit<WeightedSegmentation, "test" | "beyond_noise"> & { readonly test: Unadjusted | null })
    | null;
};
type Unadjusted = Omit<RangeTest, "p_adjusted">;

function judged(all: readonly Untested[]): readonly Segmentation[] {
  const plain = adjusted(all.map(({ test }) => test));
  const weighted = adjusted(all.map((each) => each.weighted?.test ?? null));
  return all.map(({ question, option, by, range, noise, highest, lowest, ...row }, at) => {
    const test = plain[at] ?? null;
    const its = weighted[at] ?? null;
    return {
      ...{ question, option, by, range, noise, highest, lowest, test },
      beyond_noise: isBeyond(range, noise, test),
      weighted: row.weighted && {
        ...row.weighted,
        test: its,
        beyond_noise: isBeyond(row.weighted.range, row.weighted.noise, its),
      },
      sight: row.sight,
    };
  });
}

function adjusted(tests: readonly (Unadjusted | null)[]): readonly (RangeTest | null)[] {
  const values = holm(tests.flatMap((test) => (test ? [test.p] : [])));
  let next = 0;
  return tests.map((test) => {
    if (!test) return null;
    next += 1;
    return { ...test, p_adjusted: values[next - 1] ?? 1 };
  });
}

/** Whether a range is more than noise, by an adjusted p. */
export function isBeyond(range: number, noise: number, test: Pick<RangeTest, "p_adjusted"> | null): boolean {
  return range > noise && test !== null && test.p_adjusted < LEVEL;
}

function segmentationsOf(
  item: Item,
  by: Item,
  crossing: Crossing,
  { isWeighted, sight }: { readonly isWeighted: boolean; readonly sight: SegmentSight },
): readonly Untested[] {
  const named = by.options.flatMap(({ id }, at) => {
    const segment = crossing.segments[at];
    return segment && segment.base.n >= LEAST_ANSWERS ? [{ id, segment }] : [];
  });
  if (named.length < 2) return [];
  const noise = rangeNoiseAmong(named.map(({ segment }) => segment.base.n));
  const weightedNoise = rangeNoiseAmong(named.map(({ segment }) => Math.max(1, Math.round(kishSize(segment.base)))));
  return item.options.flatMap((option, code) => {
    const segments = named.map(({ id, segment }) => ({ id, all: segment.base, yes: segment.counts[code] ?? NOBODY }));
    const found = rangeOf(
      segments.map(({ id, all, yes }) => ({ segment: id, share: yes.n / all.n, n: all.n })),
      LEAST_ANSWERS,
    );
    if (!found) return [];
    const together = shareOfAll(segments.map(({ all, yes }) => ({ share: yes.n / all.n, weight: all.n })));
    return [
      {
        ...{ question: item.id, option: option.id, by: by.id, ...found, noise: noise(together) },
        test: plainTest(segments),
        weighted: isWeighted ? weightedOf(segments, weightedNoise) : null,
        sight,
      },
    ];
  });
}

interface CountedSegment {
  readonly id: string;
  readonly all: Weighed;
  /** Who chose the option. */
  readonly yes: Weighed;
}

function plainTest(segments: readonly CountedSegment[]): Unadjusted | null {
  const found = tableTest(segments.map(({ all, yes }) => [yes.n, all.n - yes.n]));
  return found && { method: found.method, statistic: found.statistic, df: [found.df], p: found.p };
}

function weightedOf(segments: readonly CountedSegment[], noise: (share: number) => number): Untested["weighted"] {
  const weighted = segments.map(({ id, all, yes }) => {
    // Who has no weight says nothing, and has no share.
    const share = all.sum === 0 ? null : Math.min(1, yes.sum / all.sum);
    return { segment: id, share, n: all.n, n_effective: kishSize(all), weight: all.sum };
  });
  const found = rangeOf(weighted, LEAST_ANSWERS);
  if (!found) return null;
  const end = (share: SegmentShare) => ({
    ...share,
    n_effective: weighted.find(({ segment }) => segment === share.segment)?.n_effective ?? 0,
  });
  const test = raoScott(segments.map(({ all, yes }) => [yes, without(all, yes)]));
  return {
    range: found.range,
    noise: noise(shareOfAll(weighted.map(({ share, weight }) => ({ share: share ?? 0, weight })))),
    highest: end(found.highest),
    lowest: end(found.lowest),
    test: test && { method: "rao-scott", statistic: test.statistic, df: [test.df1, test.df2], p: test.p },
  };
}

function without(all: Weighed, yes: Weighed): Weighed {
  return {
    n: all.n - yes.n,
    // Where all said yes the rest is nothing, whatever rounding makes of it.
    sum: all.n === yes.n ? 0 : Math.max(0, all.sum - yes.sum),
    squares: all.n === yes.n ? 0 : Math.max(0, all.squares - yes.squares),
  };
}

/** Chance alone is looked at as if all segments had this. */
function shareOfAll(segments: readonly { readonly share: number; readonly weight: number }[]): number {
  const whole = segments.reduce((sum, { weight }) => sum + weight, 0);
  return Math.min(1, segments.reduce((sum, { share, weight }) => sum + share * weight, 0) / whole);
}
