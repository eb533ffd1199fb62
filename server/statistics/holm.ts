/**
 * Many tests at once find something by chance: of a thousand breakdowns in which nothing differs, fifty come out "at 5%".
 * S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979) 65-70,
 * makes the probability of even one false finding in the whole family at most the level, whatever depends on what: the
 * smallest of m p-values is multiplied by m, the next by m - 1, and so on; none may come out below the one before it.
 */

/** Adjusted values in the order given: R's `p.adjust(p, "holm")`. Throws RangeError for a p outside 0 to 1. */
export function holm(values: readonly number[]): readonly number[] {
  for (const p of values)
    if (!(p >= 0 && p <= 1)) throw new RangeError(`A p-value lies between 0 and 1; ${p} does not.`);
  const order = [...values.keys()].toSorted((a, b) => (values[a] ?? 1) - (values[b] ?? 1));
  const adjusted = new Array<number>(values.length).fill(1);
  let least = 0;
  for (const [rank, at] of order.entries()) {
    least = Math.max(least, Math.min(1, (values.length - rank) * (values[at] ?? 1)));
    adjusted[at] = least;
  }
  return adjusted;
}
