import fc from "fast-check";
import { expect, test } from "vitest";
import { cholesky, forward } from "../../server/statistics/cholesky.ts";

const rows = (matrix: readonly (readonly number[])[]) => matrix.map((row) => Float64Array.from(row));

test("by hand: 4 2 2 5 is the square of the triangle 2 0 1 2", () => {
  const factor = cholesky(
    rows([
      [4, 2],
      [2, 5],
    ]),
  );
  expect(factor?.map((row) => [...row])).toEqual([
    [2, 0],
    [1, 2],
  ]);
  expect([...forward(factor ?? [], Float64Array.from([4, 6]))]).toEqual([2, 2]);
});

test("by property: the triangle times its mirror image is the matrix", () => {
  const entries = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(entries, (given) => {
      const at = (i: number, j: number) => given[4 * i + j] ?? 0;
      const product = (i: number, j: number) =>
        [0, 1, 2, 3].reduce((sum, k) => sum + at(i, k) * at(j, k), i === j ? 1 : 0);
      const matrix = rows([0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => product(i, j))));
      const factor = cholesky(matrix);
      if (!factor) throw new Error("positive definite, and refused");
      for (const [i, row] of factor.entries())
        for (const [j, other] of factor.entries())
          expect(row.reduce((sum, entry, k) => sum + entry * (other[k] ?? 0), 0)).toBeCloseTo(matrix[i]?.[j] ?? 0, 8);
    }),
  );
});

test("a matrix with a row made of the others has none", () => {
  expect(
    cholesky(
      rows([
        [1, 1],
        [1, 1],
      ]),
    ),
  ).toBeNull();
  expect(cholesky([])).toEqual([]);
});
