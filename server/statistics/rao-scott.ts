/**
 * Pearson's test (`pearson.ts`) for weighted answers. X² of the weighted table, scaled to the n people who are really
 * there, still takes each for a full and equal piece of evidence; with unequal weights it comes out too large. J. N. K. Rao
 * and A. J. Scott, "On chi-squared tests for multiway contingency tables with cell proportions estimated from survey
 * data", Annals of Statistics 12 (1984) 46-60: X² is a sum of chi-squared variables, each stretched by a generalised design
 * effect, the eigenvalues of Δ = (C'D⁻¹C / n)⁻¹ (C'D⁻¹VD⁻¹C). D holds the cells' proportions, V their covariances, C the
 * contrasts between groups and answers. The second-order correction divides by the sum of the eigenvalues and refers
 *
 *   F = X² / tr Δ   to   F with d = (tr Δ)² / tr Δ²  and  d (n - 1)  degrees of freedom:
 *
 * the default of `svychisq` in R's package survey.
 *
 * With given weights and one answer a person, V is a diagonal of the cells' squared weights and three products of vectors.
 * Contrasts see of those only the cells that hold nobody, where 1 / p is taken as 0, as R does. And any contrasts that span
 * the space lead to the same traces: with those between each cell and the last of its row, its column and both, the
 * matrices are written down at once.
 */
import { cholesky, forward } from "./cholesky.ts";
import { fAbove } from "./f-distribution.ts";
import { together, type Weighed } from "./weighed.ts";

export interface RaoScottTest {
  readonly statistic: number;
  readonly df1: number;
  readonly df2: number;
  readonly p: number;
}

/**
 * `table`: by group, the people of each answer. Groups and answers without weight are left out. Null where fewer than two
 * of either are left, and where so many cells are empty that the matrices cannot be inverted.
 */
export function raoScott(table: readonly (readonly Weighed[])[]): RaoScottTest | null {
  const { rows, all } = filled(table);
  const columns = rows[0]?.length ?? 0;
  if (rows.length < 2 || columns < 2 || all.n < 2) return null;
  const shares = rows.map((row) => row.map(({ sum }) => sum / all.sum));
  const inverse = shares.map((row) => row.map((share) => (share === 0 ? 0 : 1 / share)));
  const traces = tracesOf(contrasted(inverse), covariances(rows, all));
  if (!traces) return null;
  const statistic = pearsonOf(shares, all.n) / traces.trace;
  const df1 = traces.trace ** 2 / traces.ofSquare;
  const df2 = df1 * (all.n - 1);
  return { statistic, df1, df2, p: fAbove(statistic, df1, df2) };
}

function pearsonOf(shares: readonly (readonly number[])[], n: number): number {
  const rows = shares.map((row) => row.reduce((sum, share) => sum + share, 0));
  const columns = (shares[0] ?? []).map((_, at) => shares.reduce((sum, row) => sum + (row[at] ?? 0), 0));
  let statistic = 0;
  for (const [at, row] of shares.entries())
    for (const [column, share] of row.entries()) {
      const expected = (rows[at] ?? 0) * (columns[column] ?? 0);
      statistic += (n * (share - expected) ** 2) / expected;
    }
  return statistic;
}

/** n C'D⁻¹VD⁻¹C. */
function covariances(rows: readonly (readonly Weighed[])[], all: Weighed): readonly Float64Array[] {
  const scale = (all.n * all.n) / (all.n - 1);
  const of = (cell: (one: Weighed) => number) => rows.map((row) => row.map((one) => (one.sum === 0 ? 0 : cell(one))));
  const matrix = contrasted(of(({ sum, squares }) => (scale * squares) / (sum * sum)));
  const filled = contrastsOf(of(() => 1));
  const squared = contrastsOf(of(({ sum, squares }) => (scale * squares) / (sum * all.sum)));
  const whole = (scale * all.squares) / (all.sum * all.sum);
  return matrix.map((row, one) => {
    const [u, s] = [filled[one] ?? 0, squared[one] ?? 0];
    return row.map((entry, other) => {
      const [v, t] = [filled[other] ?? 0, squared[other] ?? 0];
      return entry - s * v - u * t + whole * u * v;
    });
  });
}

/** C' values. */
function contrastsOf(values: readonly (readonly number[])[]): readonly number[] {
  const last = values.at(-1) ?? [];
  const corner = last.at(-1) ?? 0;
  return values
    .slice(0, -1)
    .flatMap((row) => row.slice(0, -1).map((value, at) => value - (row.at(-1) ?? 0) - (last[at] ?? 0) + corner));
}

/** C' diag(values) C for the contrasts (i, j): cell ij - cell i,last - cell last,j + cell last,last. */
function contrasted(values: readonly (readonly number[])[]): Float64Array[] {
  const [r, c] = [values.length - 1, (values[0]?.length ?? 0) - 1];
  const at = (row: number, column: number) => values[row]?.[column] ?? 0;
  return Array.from({ length: r * c }, (_, one) => {
    const [i, j] = [Math.floor(one / c), one % c];
    return new Float64Array(r * c).map((_none, other) => {
      const [k, l] = [Math.floor(other / c), other % c];
      const sameRow = i === k ? at(i, c) : 0;
      const sameColumn = j === l ? at(r, j) : 0;
      return (i === k && j === l ? at(i, j) : 0) + sameRow + sameColumn + at(r, c);
    });
  });
}

/** The traces of A⁻¹B and of its square, A and B symmetric. Null where A is not positive definite. */
function tracesOf(a: Float64Array[], b: readonly Float64Array[]) {
  const factor = cholesky(a);
  if (!factor) return null;
  // L⁻¹ B L⁻ᵀ has the eigenvalues of A⁻¹B and is symmetric: the trace of its square is the sum of its squared entries.
  const half = transposed(b.map((row) => forward(factor, row)));
  const whole = half.map((row) => forward(factor, row));
  let [trace, ofSquare] = [0, 0];
  for (const [at, row] of whole.entries()) {
    trace += row[at] ?? 0;
    for (const entry of row) ofSquare += entry * entry;
  }
  return trace > 0 ? { trace, ofSquare } : null;
}

function transposed(rows: readonly Float64Array[]): Float64Array[] {
  return rows.map((_, at) => Float64Array.from(rows, (row) => row[at] ?? 0));
}

function filled(table: readonly (readonly Weighed[])[]) {
  const width = table[0]?.length ?? 0;
  if (table.some((row) => row.length !== width)) throw new RangeError("All rows of a table have as many cells.");
  const columns = Array.from({ length: width }, (_, at) =>
    together(table.map((row) => row[at] ?? { n: 0, sum: 0, squares: 0 })),
  );
  const rows = table
    .filter((row) => row.some(({ sum }) => sum > 0))
    .map((row) => row.filter((_, at) => (columns[at]?.sum ?? 0) > 0));
  return { rows, all: together(columns) };
}
