/**
 * All that has to be known of a group of weighted people: how many they are, the sum of their weights and the sum of
 * their squared weights. Shares, means, their standard errors and every effective size follow from these three, so a
 * million responses can be counted without keeping one weight.
 */
export interface Weighed {
  /** People, not weights. */
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

export const NOBODY: Weighed = { n: 0, sum: 0, squares: 0 };

/** People of these weights. Throws RangeError for a weight that is negative or not finite. */
export function weighed(weights: Iterable<number>): Weighed {
  let [n, sum, squares] = [0, 0, 0];
  for (const weight of weights) {
    if (!(weight >= 0 && weight < Infinity))
      throw new RangeError(`A weight is a finite number, 0 or more, not ${weight}.`);
    n += 1;
    sum += weight;
    squares += weight * weight;
  }
  return { n, sum, squares };
}

/** Several groups as one. */
export function together(groups: readonly Weighed[]): Weighed {
  return groups.reduce(
    (all, { n, sum, squares }) => ({ n: all.n + n, sum: all.sum + sum, squares: all.squares + squares }),
    NOBODY,
  );
}
