/**
 * A symmetric, positive definite matrix A as the product of a lower triangle and its mirror image: the square root of a
 * matrix, as it were, and the cheapest and safest way to divide by one (A.-L. Cholesky, 1910; G. H. Golub and C. F. Van
 * Loan, "Matrix computations" (2013), 4.2). Each row follows from those above it.
 */

/** What is left of a diagonal entry by less than this part of it is nothing but rounding. */
const NOTHING_LEFT = 1e-12;

/** The lower triangle L with A = L L'. Null where A is not positive definite: where some row is made of the others. */
export function cholesky(a: readonly Float64Array[]): readonly Float64Array[] | null {
  const factor: Float64Array[] = [];
  for (const [i, row] of a.entries()) {
    const lower = forwardPart(factor, row, i);
    const left = (row[i] ?? 0) - lower.reduce((sum, entry) => sum + entry * entry, 0);
    if (!(left > (row[i] ?? 0) * NOTHING_LEFT)) return null;
    const full = new Float64Array(a.length);
    full.set(lower);
    full[i] = Math.sqrt(left);
    factor.push(full);
  }
  return factor;
}

/** x with L x = b. */
export function forward(factor: readonly Float64Array[], b: Float64Array): Float64Array {
  return forwardPart(factor, b, factor.length);
}

function forwardPart(factor: readonly Float64Array[], b: Float64Array, length: number): Float64Array {
  const x = new Float64Array(length);
  for (let i = 0; i < length; i += 1) {
    const row = factor[i];
    if (!row) break;
    let rest = b[i] ?? 0;
    for (let j = 0; j < i; j += 1) rest -= (row[j] ?? 0) * (x[j] ?? 0);
    x[i] = rest / (row[i] ?? 1);
  }
  return x;
}
