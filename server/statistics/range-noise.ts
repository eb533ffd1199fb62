/**
 * The noise of a range: how far apart the largest and the smallest share of k segments come by chance, if people in all
 * of them say yes with the same probability. Its 95th percentile is what a range has to exceed to be worth a word.
 *
 * It could be simulated: draw each segment's share, take largest less smallest, repeat. But 2,000 draws leave the
 * percentile of two segments 2% off, and a report has a thousand of them. It can also be computed. The range is at most
 * r if the smallest share is some x and all the others lie between x and x + r. The probability that all k shares lie
 * in a stretch is the product of the segments' own; that the smallest is x as well is the same, less the probability
 * that all lie in the stretch without x; and over all x they add up. For normal shares of equal spread this is the
 * range of `normal-range.ts`, and that is taken where every segment has people enough: there the two agree within the
 * width of a cell. Elsewhere each share keeps its own binomial distribution, so that small segments and rare answers are as
 * right as large ones.
 *
 * The line of shares is cut into 500 cells. The smallest share is known to a cell, so the sum for r = m cells counts
 * every range up to m cells and none of m + 1 or more: the first m that reaches 95% is within one cell of the truth, on
 * average on it. Among rare answers a small segment makes the line long and hardly ever reaches its end; then the line
 * is cut again, only as far as is needed. So a cell stays near 1% of the result, and under 4%.
 */
import { type Binomial, binomial } from "./binomial.ts";
import { normalRange } from "./normal-range.ts";

const CELLS = 500;

/** From this variance of a segment's count on, nobody can tell its share from a normal value. */
const SMOOTH = 10;

/** A probability that hundreds of cells together do not make visible. */
const NEGLIGIBLE = 1e-12;

/**
 * The `level` percentile (95th unless told) of the range of segments of these `bases`, all of one true `share`: between
 * 0 and 1, like the range. For a range as found, `share` is that of all segments together; for weighted segments, the
 * bases are their effective sizes, rounded.
 *
 * Always the same for the same arguments: nothing is drawn. Throws RangeError for fewer than two segments (there is no
 * range), a base that is not a whole number above 0, a share outside 0 to 1, and a level that is not strictly inside.
 */
export function rangeNoise(share: number, bases: readonly number[], level: number = 0.95): number {
  return rangeNoiseAmong(bases, level)(share);
}

/**
 * The same for many shares among the same segments. Normal ranges are all one range, of values whose deviations are as 1 / √n, times
 * √(p (1 - p)): it is computed once.
 */
export function rangeNoiseAmong(bases: readonly number[], level: number = 0.95): (share: number) => number {
  if (!(level > 0 && level < 1)) throw new RangeError(`A level lies above 0 and below 1; ${level} does not.`);
  if (bases.length < 2) throw new RangeError("A range takes two segments or more.");
  let standard: number | undefined;
  return (share) => {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`A share lies between 0 and 1; ${share} does not.`);
    // Who says no range as far apart as who say yes. Taking the rarer of the two, both come to the same result.
    const rarer = Math.min(share, 1 - share);
    const variance = rarer * (1 - rarer);
    if (Math.min(...bases) * variance < SMOOTH) return binomialNoise(rarer, bases, level);
    standard ??= normalRange(
      bases.map((base) => 1 / Math.sqrt(base)),
      level,
    );
    return Math.sqrt(variance) * standard;
  };
}

function binomialNoise(rarer: number, bases: readonly number[], level: number): number {
  const segments = bases.map((base) => ({ base, of: binomial(base, rarer) }));
  const low = Math.min(...segments.map(({ base, of }) => of.from / base));
  const high = Math.max(...segments.map(({ base, of }) => of.to / base));
  return noiseOn(low, high, segments, level);
}

interface Segment {
  readonly base: number;
  readonly of: Binomial;
}

/** On the line from `low`, the smallest share any segment is likely to have, to `high`. */
function noiseOn(low: number, high: number, segments: readonly Segment[], level: number): number {
  const cell = (high - low) / CELLS;
  const cumulative = segments.map((segment) => onCells(segment, low, cell));
  let [tooFew, enough] = [-1, CELLS];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (probabilityWithin(middle, cumulative) >= level) enough = middle;
    else tooFew = middle;
  }
  // The smallest share of all is no larger than any segment can have, and the largest that matters is a range above it.
  const needed = Math.min(...segments.map(({ base, of }) => of.to / base)) + (enough + 1) * cell;
  return needed - low < (high - low) / 2 ? noiseOn(low, needed, segments, level) : enough * cell;
}

/** At `i`, the probability that the segment's share lies in cell i or below. Cell 0 is `low` alone. */
function onCells({ base, of }: Segment, low: number, cell: number): Float64Array {
  // A share on the very end of a cell is inside, whatever rounding makes of it.
  return new Float64Array(CELLS + 1).map((_, i) => of.atMost((low + i * cell) * base + 1e-9));
}

/** The probability that all shares lie within `width` cells above the cell of the smallest. */
function probabilityWithin(width: number, segments: readonly Float64Array[]): number {
  let probability = 0;
  for (let lowest = 0; lowest <= CELLS; lowest += 1) {
    const top = Math.min(lowest + width, CELLS);
    let all = 1;
    let allAbove = 1;
    for (const segment of segments) {
      const upTo = segment[top] ?? 1;
      all *= upTo - (segment[lowest - 1] ?? 0);
      allAbove *= upTo - (segment[lowest] ?? 0);
      if (all < NEGLIGIBLE) break;
    }
    probability += all - allAbove;
  }
  return probability;
}
