/**
 * Raking: weights that make a sample's margins those of the population, where only the margins are known and not how
 * they cross.
 *
 * One margin is easy: each group's weights are multiplied by what its share should be over what it is. That disturbs the
 * margin before it, less each time round, so one goes through the margins again and again until all fit. It is the
 * iterative proportional fitting of W. E. Deming and F. F. Stephan, "On a least squares adjustment of a sampled frequency
 * table when the expected marginal totals are known", Annals of Mathematical Statistics 11 (1940) 427-444. Of all weights
 * that fit, it ends at those closest to equal ones in the sense of entropy (J.-C. Deville, C.-E. Särndal and O. Sautory,
 * "Generalized raking procedures in survey sampling", JASA 88 (1993)), and none of them is negative. The same as `rake`
 * and `calibrate(calfun = "raking")` of R's package survey.
 *
 * Whoever did not answer a margin's question is left alone by that margin: the group shares are those among who did, and
 * the person's weight comes from the other margins. A group of the population in which nobody answered cannot be weighted
 * up to anything, and is refused by name.
 *
 * People who answer alike in all margins have one weight, so the work is done on such cells, never on people.
 */
export interface RakingCells {
  /** How many people each cell holds. */
  readonly counts: ArrayLike<number>;
  /** By margin: each cell's group there, from 0; -1 where it is not known. */
  readonly groups: readonly ArrayLike<number>[];
}

export type Raking =
  | {
      readonly outcome: "raked";
      /** By cell, with a mean of 1 over all people. */
      readonly weights: Float64Array;
      readonly sweeps: number;
      /** False: after the most sweeps allowed some share was still `worst` from its target. Such weights are no weights. */
      readonly converged: boolean;
      readonly worst: number;
    }
  /** Groups of a margin that hold nobody. */
  | { readonly outcome: "empty"; readonly groups: readonly { readonly margin: number; readonly group: number }[] };

export interface RakingLimits {
  /** Every share closer to its target than this: done. */
  readonly tolerance?: number;
  readonly sweeps?: number;
}

/**
 * `targets`: by margin, the share of each group in the population, above 0 and adding up to 1. Throws RangeError where
 * they do not, where there is no margin, or where cells and groups do not match.
 */
export function rake(
  cells: RakingCells,
  targets: readonly (readonly number[])[],
  { tolerance = 1e-8, sweeps: most = 1000 }: RakingLimits = {},
): Raking {
  refuseMismatch(cells, targets);
  const empty = emptyGroups(cells, targets);
  if (empty.length > 0) return { outcome: "empty", groups: empty };
  const weights = new Float64Array(cells.counts.length).fill(1);
  let sweeps = 0;
  let worst = Infinity;
  while (sweeps < most && worst >= tolerance) {
    for (const [margin, shares] of targets.entries()) fitMargin(cells, weights, margin, shares);
    sweeps += 1;
    worst = Math.max(...targets.map((shares, margin) => departure(cells, weights, margin, shares)));
  }
  toMeanOne(cells.counts, weights);
  return { outcome: "raked", weights, sweeps, converged: worst < tolerance, worst };
}

/** How far the weighted shares of a margin are from what they should be, at the most: between 0 and 1. */
export function departure(
  cells: RakingCells,
  weights: ArrayLike<number>,
  margin: number,
  shares: readonly number[],
): number {
  const sums = sumsOf(cells, weights, margin, shares.length);
  const known = sums.reduce((total, sum) => total + sum, 0);
  return shares.reduce((most, share, group) => Math.max(most, Math.abs((sums[group] ?? 0) / known - share)), 0);
}

/** One margin made to fit; the weight of all who are known there stays what it was. */
function fitMargin(cells: RakingCells, weights: Float64Array, margin: number, shares: readonly number[]): void {
  const sums = sumsOf(cells, weights, margin, shares.length);
  const known = sums.reduce((total, sum) => total + sum, 0);
  const factors = shares.map((share, group) => (share * known) / (sums[group] ?? 1));
  const groups = cells.groups[margin] ?? [];
  for (let cell = 0; cell < weights.length; cell += 1)
    weights[cell] = (weights[cell] ?? 0) * (factors[groups[cell] ?? -1] ?? 1);
}

function sumsOf(
  { counts, groups }: RakingCells,
  weights: ArrayLike<number>,
  margin: number,
  size: number,
): Float64Array {
  const sums = new Float64Array(size);
  const of = groups[margin] ?? [];
  for (let cell = 0; cell < weights.length; cell += 1) {
    const group = of[cell] ?? -1;
    if (group >= 0) sums[group] = (sums[group] ?? 0) + (counts[cell] ?? 0) * (weights[cell] ?? 0);
  }
  return sums;
}

function emptyGroups(cells: RakingCells, targets: readonly (readonly number[])[]) {
  const one = new Float64Array(cells.counts.length).fill(1);
  return targets.flatMap((shares, margin) =>
    [...sumsOf(cells, one, margin, shares.length)].flatMap((count, group) => (count === 0 ? [{ margin, group }] : [])),
  );
}

function toMeanOne(counts: ArrayLike<number>, weights: Float64Array): void {
  let [people, sum] = [0, 0];
  for (let cell = 0; cell < weights.length; cell += 1) {
    people += counts[cell] ?? 0;
    sum += (counts[cell] ?? 0) * (weights[cell] ?? 0);
  }
  for (let cell = 0; cell < weights.length; cell += 1) weights[cell] = ((weights[cell] ?? 0) * people) / sum;
}

function refuseMismatch({ counts, groups }: RakingCells, targets: readonly (readonly number[])[]): void {
  if (targets.length === 0) throw new RangeError("Raking takes a margin at least.");
  if (groups.length !== targets.length) throw new RangeError("Every margin takes its groups and its targets.");
  for (const [margin, shares] of targets.entries()) {
    if (groups[margin]?.length !== counts.length)
      throw new RangeError("Every cell has a group in every margin, or -1.");
    const sum = shares.reduce((total, share) => total + share, 0);
    if (!shares.every((share) => share > 0) || Math.abs(sum - 1) > 1e-9)
      throw new RangeError(`The shares of a margin are above 0 and add up to 1, not to ${sum}.`);
  }
}
