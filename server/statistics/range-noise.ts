/**
 * The noise of a range: how far apart the largest and the smallest share of k segments come by chance, if people in all
 * of them say yes with the same probability. Its 95th percentile is what a range has to exceed to be worth a word.
 *
 * It could be simulated: draw each segment's share, take largest less smallest, repeat. But 2,000 draws leave the
 * percentile of two segments 2% off, and a report has a thousand of them. It can also be computed. The range is at most
 * r if the smallest share is some x and all the others lie between x and x + r. The probability that all k shares lie
 * in a stretch is the product of the segments' own; that the smallest is x as well is the same, less the probability
 * that all lie in the stretch without x; and over all x they add up. For normal shares of equal spread this is the
 * studentized range with infinite degrees of freedom (H. O. Hartley, "The range in random samples", Biometrika 32
 * (1942); R's `qtukey(0.95, k, Inf)`). Here each share keeps its own binomial distribution, so that segments may
 * differ in size, and small ones and rare answers are as right as large ones.
 *
 * The line of shares is cut into 1,000 cells of width h. The result is a whole number of cells and less than two of them
 * from the truth, on average none: the smallest share is known to a cell, so the sum for r = m cells counts every range
 * up to m cells and none of m + 1 or more. The line is about 15 standard deviations of the smallest segment long and a
 * range of several segments at least 2 of them, so h is under 1% of the result.
 */
import { type Binomial, binomial } from "./binomial.ts";

const CELLS = 1_000;

/** A probability that a thousand cells together do not make visible. */
const NEGLIGIBLE = 1e-12;

/**
 * The `level` percentile (95th unless told) of the range of segments of these `bases`, all of one true `share`: between
 * 0 and 1, like the range. For a range as found, `share` is that of all segments together; for weighted segments, the
 * bases are their effective sizes, rounded.
 *
 * Always the same for the same arguments: nothing is drawn. Throws RangeError for fewer than two segments (there is no
 * range), a base that is not a whole number above 0, and a share or level outside 0 to 1.
 */
export function rangeNoise(share: number, bases: readonly number[], level: number = 0.95): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`A share lies between 0 and 1; ${share} does not.`);
  if (!(level > 0 && level < 1)) throw new RangeError(`A level lies above 0 and below 1; ${level} does not.`);
  if (bases.length < 2) throw new RangeError("A range takes two segments or more.");
  // Who says no range as far apart as who say yes. Taking the rarer of the two, both come to the same digit.
  const { cell, segments } = onCells(Math.min(share, 1 - share), bases);
  let [no, yes] = [-1, CELLS];
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2);
    if (probabilityWithin(middle, segments) >= level) yes = middle;
    else no = middle;
  }
  return yes * cell;
}

/** A segment on the line of cells: at `i`, the probability that its share lies in cell i or below. */
type Segment = Float64Array;

/** Cell 0 is the smallest share any segment is likely to have; the last cell ends with the largest. */
function onCells(share: number, bases: readonly number[]): { cell: number; segments: readonly Segment[] } {
  const distributions = new Map(bases.map((base) => [base, binomial(base, share)]));
  const ends = [...distributions];
  const low = Math.min(...ends.map(([base, { from }]) => from / base));
  const high = Math.max(...ends.map(([base, { to }]) => to / base));
  const cell = (high - low) / CELLS;
  const cumulative = new Map(ends.map(([base, of]) => [base, segmentOf(base, of, low, cell)]));
  return { cell, segments: bases.flatMap((base) => cumulative.get(base) ?? []) };
}

function segmentOf(base: number, distribution: Binomial, low: number, cell: number): Segment {
  const segment = Float64Array.from({ length: CELLS + 1 }, (_, i) => distribution.atMost((low + i * cell) * base));
  // Rounding may leave the end of the last cell a hair below the largest share.
  return segment.fill(1, CELLS);
}

/** The probability that all shares lie within `width` cells above the cell of the smallest. */
function probabilityWithin(width: number, segments: readonly Segment[]): number {
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
