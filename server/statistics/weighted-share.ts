/**
 * A share in which some people count for more than others: the weights of who said yes by the weights of all.
 *
 * Both are sums over chance, so the share is a quotient of two estimates. Its standard error is that of its linear
 * approximation (Taylor linearisation; K. M. Wolter, "Introduction to variance estimation" (2007), 6), here for a sample
 * drawn with replacement and weights that are given:
 *
 *   SE² = n / (n - 1) Σ w² (y - p)² / (Σw)².
 *
 * n is the whole weighted sample, even where only some of it answered or belongs to the segment: how many those are is
 * chance as well, and whoever is not among them adds nothing to the sum (a domain; C.-E. Särndal, B. Swensson and
 * J. Wretman, "Model assisted survey sampling" (1992), 10). It equals `svymean` of R's package survey. Weights that were raked to margins are not given but computed from the same
 * answers; taking them as given is slightly conservative (R's raking-aware error was 11% smaller to 1% larger on the
 * reference data).
 *
 * The interval is Wilson's (`proportion.ts`) with the size that a simple random sample of the same standard error would
 * have, p (1 - p) / SE²: the item's effective size. Where all say the same the error is 0 and that size unknown; there
 * Kish's (`effective-size.ts`) is taken.
 */
import { kishSize } from "./effective-size.ts";
import { wilsonOfShare, Z_95 } from "./proportion.ts";
import type { Weighed } from "./weighed.ts";

export type WeightedShare =
  | {
      readonly share: number;
      /** 95% unless told. */
      readonly low: number;
      readonly high: number;
      /** Null for a single person: one answer has no spread. */
      readonly se: number | null;
      readonly effectiveN: number;
    }
  | { readonly share: null; readonly low: null; readonly high: null; readonly se: null; readonly effectiveN: 0 };

const OF_NOTHING: WeightedShare = { share: null, low: null, high: null, se: null, effectiveN: 0 };

/**
 * The share of `yes` among `all`, of whom they are part. `sample`: how many people the whole sample has, `all` of them
 * unless told. All null where `all` weigh nothing. Throws RangeError where the part is more than the whole.
 */
export function weightedShare(yes: Weighed, all: Weighed, sample: number = all.n, z: number = Z_95): WeightedShare {
  // Sums of the same weights in another order differ in the last digits.
  if (yes.n > all.n || yes.sum > all.sum * (1 + 1e-9))
    throw new RangeError(`A part of ${yes.n} people is impossible among ${all.n}.`);
  if (!(sample >= all.n)) throw new RangeError(`${all.n} people are impossible in a sample of ${sample}.`);
  if (all.sum === 0) return OF_NOTHING;
  const share = yes.n === all.n ? 1 : Math.min(1, yes.sum / all.sum);
  const se = standardError(share, yes, all, sample);
  const effectiveN = se === null || se === 0 ? kishSize(all) : (share * (1 - share)) / (se * se);
  const { low, high } = wilsonOfShare(share, effectiveN, z);
  return low === null || high === null ? OF_NOTHING : { share, low, high, se, effectiveN };
}

function standardError(share: number, yes: Weighed, all: Weighed, sample: number): number | null {
  if (all.n < 2) return null;
  const no = Math.max(0, all.squares - yes.squares);
  const squares = (1 - share) ** 2 * yes.squares + share ** 2 * no;
  return Math.sqrt((sample / (sample - 1)) * squares) / all.sum;
}
