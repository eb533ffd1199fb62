import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cohensKappa } from "../../server/statistics/kappa.ts";

/** Cohen (1960): two judges, 200 people, three classes; printed as shares of .44, .07, .09 and so on. */
const COHEN = [
  [88, 14, 18],
  [10, 40, 10],
  [2, 6, 12],
];

describe("Cohen's kappa", () => {
  test("is .492 in Cohen's own example, where the judges agree on .70 and chance would have them agree on .41", () => {
    const found = cohensKappa(COHEN);
    expect(found?.n).toBe(200);
    expect(found?.observed).toBeCloseTo(0.7, 12);
    expect(found?.expected).toBeCloseTo(0.41, 12);
    expect(found?.kappa?.toFixed(3)).toBe("0.492");
  });

  // R 4.2 with psych 2.2.9: cohen.kappa(matrix(c(...), ncol = 3))$kappa.
  test.each([
    [COHEN, 0.491525423729],
    [
      [
        [20, 5],
        [10, 15],
      ],
      0.4,
    ],
    [
      [
        [3, 0, 0],
        [0, 5, 1],
        [1, 2, 0],
      ],
      0.448275862069,
    ],
  ])("is what R's psych::cohen.kappa gives", (table, kappa) => {
    expect(cohensKappa(table)?.kappa).toBeCloseTo(kappa, 11);
  });

  test.each([
    [COHEN],
    [
      [
        [3, 0, 0],
        [0, 5, 1],
        [1, 2, 0],
      ],
    ],
    [
      [
        [7, 1],
        [9, 30],
      ],
    ],
  ])("has the standard error of the delta method, taken with numerical slopes of kappa itself", (table) => {
    expect(cohensKappa(table)?.se).toBeCloseTo(byNumericalSlopes(table), 6);
  });

  test("is 1 with no error where both always agree, -1 where two classes are always exchanged", () => {
    expect(
      cohensKappa([
        [5, 0],
        [0, 7],
      ]),
    ).toMatchObject({ kappa: 1, se: expect.closeTo(0, 6), high: 1 });
    expect(
      cohensKappa([
        [0, 5],
        [5, 0],
      ])?.kappa,
    ).toBe(-1);
  });

  test("is null where nothing was sorted by both, and where both know one class alone", () => {
    expect(cohensKappa([])).toBeNull();
    expect(
      cohensKappa([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull();
    expect(
      cohensKappa([
        [0, 0],
        [0, 9],
      ]),
    ).toMatchObject({ n: 9, observed: 1, kappa: null, se: null });
    expect(
      cohensKappa([
        [0, 9],
        [0, 0],
      ])?.kappa,
    ).toBe(0);
  });

  test.each([[[[1, 2]]], [[[1.5]]], [[[-1]]]])("refuses %j, which is no table of counts", (table) => {
    expect(() => cohensKappa(table)).toThrow(RangeError);
  });

  test("depends neither on who is first nor on the order of the classes, and lies in its interval", () => {
    const square = fc
      .integer({ min: 1, max: 5 })
      .chain((size) =>
        fc.array(fc.array(fc.nat(20), { minLength: size, maxLength: size }), { minLength: size, maxLength: size }),
      );
    fc.assert(
      fc.property(square, (table) => {
        const found = cohensKappa(table);
        const turned = cohensKappa(table.map((_, at) => table.map((row) => row[at] ?? 0)));
        const backwards = cohensKappa(table.toReversed().map((row) => row.toReversed()));
        expect(turned?.kappa ?? null).toEqual(found?.kappa == null ? null : expect.closeTo(found.kappa, 9));
        expect(backwards?.kappa ?? null).toEqual(found?.kappa == null ? null : expect.closeTo(found.kappa, 9));
        if (found?.kappa == null) return;
        expect(found.kappa).toBeLessThanOrEqual(1 + 1e-12);
        expect(found.kappa).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(found.low).toBeLessThanOrEqual(found.kappa + 1e-12);
        expect(found.high).toBeGreaterThanOrEqual(found.kappa - 1e-12);
      }),
      { numRuns: 200 },
    );
  });
});

/** sqrt((sum p g² - (sum p g)²) / n), g being the slope of kappa in each cell's share. */
function byNumericalSlopes(table: readonly (readonly number[])[]): number {
  const n = table.flat().reduce((sum, count) => sum + count, 0);
  const shares = table.map((row) => row.map((count) => count / n));
  const kappaOf = (p: readonly (readonly number[])[]) => {
    const a = p.reduce((sum, row, at) => sum + (row[at] ?? 0), 0);
    const e = p.reduce((sum, row, at) => {
      const column = p.reduce((total, other) => total + (other[at] ?? 0), 0);
      return sum + row.reduce((total, share) => total + share, 0) * column;
    }, 0);
    return (a - e) / (1 - e);
  };
  const step = 1e-6;
  const moved = (row: number, column: number, by: number) =>
    shares.map((cells, r) => cells.map((share, c) => (r === row && c === column ? share + by : share)));
  let [mean, square] = [0, 0];
  for (const [row, cells] of shares.entries())
    for (const [column, share] of cells.entries()) {
      const slope = (kappaOf(moved(row, column, step)) - kappaOf(moved(row, column, -step))) / (2 * step);
      mean += share * slope;
      square += share * slope * slope;
    }
  return Math.sqrt((square - mean * mean) / n);
}
