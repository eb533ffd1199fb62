/**
 * Do two people who sort the same things into the same classes agree by more than chance? If each only kept to their own
 * habits, they would still agree on the share that their habits have in common, E. Cohen's kappa is what they agree on beyond
 * that, over what there is to agree on beyond that: (A - E) / (1 - E). It is 1 where they always agree, 0 where they do as
 * chance would, and negative where they do worse (J. Cohen, "A coefficient of agreement for nominal scales", Educational and
 * Psychological Measurement 20 (1960) 37-46).
 *
 * The standard error is the large-sample one of J. L. Fleiss, J. Cohen and B. S. Everitt, "Large sample standard errors of
 * kappa and weighted kappa", Psychological Bulletin 72 (1969) 323-327, equation 13; not Cohen's own, which takes E as given.
 */
import { Z_95 } from "./proportion.ts";

export interface Agreement {
  /** How many things both sorted. */
  readonly n: number;
  /** A: the share on which they agree. */
  readonly observed: number;
  /** E: the share on which chance would have them agree. */
  readonly expected: number;
  /** Null where both put everything into one and the same class: chance explains all of it, and nothing is left to judge by. */
  readonly kappa: number | null;
  readonly se: number | null;
  /** The 95% interval, within -1 to 1. */
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * `table`: how many things the first put into the class of the row and the second into that of the column; square. Null where
 * they sorted nothing in common. Throws RangeError for a table that is not square and a count that is not whole, 0 or more.
 */
export function cohensKappa(table: readonly (readonly number[])[]): Agreement | null {
  for (const row of table) {
    if (row.length !== table.length) throw new RangeError("Both sort into the same classes: the table is square.");
    for (const count of row)
      if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} things is no count.`);
  }
  const n = table.flat().reduce((sum, count) => sum + count, 0);
  if (n === 0) return null;
  const firsts = table.map((row) => row.reduce((sum, count) => sum + count, 0) / n);
  const seconds = table.map((_, at) => table.reduce((sum, row) => sum + (row[at] ?? 0), 0) / n);
  const observed = table.reduce((sum, row, at) => sum + (row[at] ?? 0), 0) / n;
  const expected = firsts.reduce((sum, share, at) => sum + share * (seconds[at] ?? 0), 0);
  // Not by E, which may miss 1 by a rounding.
  const alike = firsts.some((share, at) => share === 1 && seconds[at] === 1);
  if (alike) return { n, observed, expected, kappa: null, se: null, low: null, high: null };
  const kappa = (observed - expected) / (1 - expected);
  const se = standardError(table, { n, firsts, seconds, observed, expected });
  return {
    ...{ n, observed, expected, kappa, se },
    low: Math.max(-1, kappa - Z_95 * se),
    high: Math.min(1, kappa + Z_95 * se),
  };
}

function standardError(
  table: readonly (readonly number[])[],
  shares: Pick<Agreement, "n" | "observed" | "expected"> & {
    readonly firsts: readonly number[];
    readonly seconds: readonly number[];
  },
): number {
  const { n, firsts, seconds, observed, expected } = shares;
  let [agreeing, differing] = [0, 0];
  for (const [row, counts] of table.entries())
    for (const [column, count] of counts.entries()) {
      const habits = (seconds[row] ?? 0) + (firsts[column] ?? 0);
      if (row === column) agreeing += (count / n) * (1 - expected - habits * (1 - observed)) ** 2;
      else differing += (count / n) * habits ** 2;
    }
  const rest = (observed * expected - 2 * expected + observed) ** 2;
  const variance = (agreeing + (1 - observed) ** 2 * differing - rest) / (n * (1 - expected) ** 4);
  return Math.sqrt(Math.max(0, variance));
}
