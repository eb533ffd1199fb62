/**
 * What weighting costs. Where some people count for more than others, an estimate leans on fewer of them: n weighted
 * answers tell as much as a smaller number of equal ones would. L. Kish ("Survey sampling" (1965), 11.7; "Weighting for
 * unequal Pi", Journal of Official Statistics 8 (1992)): the variance of a mean grows by the design effect
 *
 *   n Σw² / (Σw)² = 1 + the squared coefficient of variation of the weights,
 *
 * if the weights have nothing to do with what is measured. Where they have, an item has an effective size of its own
 * (`weighted-share.ts`).
 */
import type { Weighed } from "./weighed.ts";

/** (Σw)² / Σw²: at most n, and n where all weights are equal. 0 where there is nobody, or nobody with a weight. */
export function kishSize({ sum, squares }: Weighed): number {
  return squares === 0 ? 0 : (sum * sum) / squares;
}

/** n divided by the effective size, at least 1. Null where that is 0. */
export function designEffect(group: Weighed): number | null {
  const size = kishSize(group);
  return size === 0 ? null : group.n / size;
}
