/**
 * Do groups of people answer differently? K. Pearson's X² (1900) adds up, over all cells of a table of groups and answers,
 * the squared difference between the count found and the count expected if all groups answered alike, over the expected
 * one. Then X² follows a chi-squared distribution with (groups - 1)(answers - 1) degrees of freedom,
 * nearly: near enough where no expected count is under 1 and at most a fifth of them are under 5 (W. G. Cochran, "Some
 * methods for strengthening the common χ² tests", Biometrics 10 (1954) 417-451).
 *
 * A table with smaller expected counts is judged without that approximation: one of two by two by Fisher's exact test
 * (`fisher.ts`), a larger one by the mean and the variance that X² has over all ways of dealing the same answers to the same
 * groups, which are known exactly (J. B. S. Haldane, "The mean and variance of χ², when used as a test of homogeneity, when
 * expectations are small", Biometrika 31 (1940); as simplified by R. B. Dawson, The American Statistician 8 (1954)): X²
 * is referred to the gamma distribution of that mean and variance.
 */
import { chiSquaredAbove } from "./chi-squared.ts";
import { fisherExact } from "./fisher.ts";
import { gammaAbove } from "./gamma.ts";

export interface TableTest {
  readonly method: "pearson" | "fisher" | "pearson-permutation";
  /** Pearson's X², whatever the method. */
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
}

/**
 * `table`: by group, the count of each answer. Groups and answers that hold nobody are left out. Null where fewer than two
 * of either are left: there is nothing to compare. Throws RangeError for a count that is not whole, 0 or more, and for rows
 * of unequal length.
 */
export function tableTest(table: readonly (readonly number[])[]): TableTest | null {
  const { rows, rowSums, columnSums, n } = filled(table);
  if (rowSums.length < 2 || columnSums.length < 2) return null;
  const df = (rowSums.length - 1) * (columnSums.length - 1);
  let [statistic, small, least] = [0, 0, Infinity];
  for (const [row, cells] of rows.entries())
    for (const [column, count] of cells.entries()) {
      const expected = ((rowSums[row] ?? 0) * (columnSums[column] ?? 0)) / n;
      statistic += (count - expected) ** 2 / expected;
      small += expected < 5 ? 1 : 0;
      least = Math.min(least, expected);
    }
  const isApproximate = least >= 1 && small * 5 <= rowSums.length * columnSums.length;
  if (isApproximate) return { method: "pearson", statistic, df, p: chiSquaredAbove(statistic, df) };
  const [[a = 0] = [], [c = 0] = []] = rows;
  if (df === 1) {
    const [one, other] = [
      { yes: a, n: rowSums[0] ?? 0 },
      { yes: c, n: rowSums[1] ?? 0 },
    ];
    return { method: "fisher", statistic, df, p: fisherExact(one, other) };
  }
  return { method: "pearson-permutation", statistic, df, p: permutationTail(statistic, rowSums, columnSums, n) };
}

/** The mean and the variance of X² over all tables of these margins, each as likely as dealing at random makes it. */
export function permutationMoments(
  rowSums: readonly number[],
  columnSums: readonly number[],
  n: number,
): { readonly mean: number; readonly variance: number } {
  const [r, c] = [spreadOf(rowSums, n), spreadOf(columnSums, n)];
  const mean = (n / (n - 1)) * (rowSums.length - 1) * (columnSums.length - 1);
  const variance =
    ((2 * n) / (n - 3)) * (r.freedom - r.unequal) * (c.freedom - c.unequal) +
    ((n * n) / (n - 1)) * r.unequal * c.unequal;
  return { mean, variance };
}

/** Dawson's v and w of one margin: its degrees of freedom, nearly, and how unequal its sums are. */
function spreadOf(sums: readonly number[], n: number) {
  const k = sums.length;
  const inverse = sums.reduce((total, sum) => total + n / sum, 0);
  return { freedom: ((k - 1) * (n - k)) / (n - 1), unequal: (inverse - k * k) / (n - 2) };
}

function permutationTail(
  statistic: number,
  rowSums: readonly number[],
  columnSums: readonly number[],
  n: number,
): number {
  if (n <= 3) return 1;
  const { mean, variance } = permutationMoments(rowSums, columnSums, n);
  return variance > 0 ? gammaAbove((mean * mean) / variance, (statistic * mean) / variance) : 1;
}

function filled(table: readonly (readonly number[])[]) {
  const width = table[0]?.length ?? 0;
  for (const row of table) {
    if (row.length !== width) throw new RangeError("All rows of a table have as many cells.");
    for (const count of row)
      if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} people is no count.`);
  }
  const allColumns = Array.from({ length: width }, (_, at) => table.reduce((sum, row) => sum + (row[at] ?? 0), 0));
  const rows = table
    .filter((row) => row.some((count) => count > 0))
    .map((row) => row.filter((_, at) => (allColumns[at] ?? 0) > 0));
  const rowSums = rows.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columnSums = allColumns.filter((sum) => sum > 0);
  return { rows, rowSums, columnSums, n: rowSums.reduce((sum, count) => sum + count, 0) };
}
