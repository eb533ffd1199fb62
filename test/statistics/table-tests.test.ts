import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fisherExact } from "../../server/statistics/fisher.ts";
import { holm } from "../../server/statistics/holm.ts";
import { permutationMoments, tableTest } from "../../server/statistics/pearson.ts";
import { raoScott } from "../../server/statistics/rao-scott.ts";
import { NOBODY, weighed } from "../../server/statistics/weighed.ts";
import { CARS } from "./motor-trend.ts";

type Car = (typeof CARS)[number];

function weighedCars(rows: keyof Car, columns: keyof Car) {
  const values = (key: keyof Car) => [...new Set(CARS.map((car) => car[key]))].toSorted((a, b) => a - b);
  return values(rows).map((row) =>
    values(columns).map((column) =>
      weighed(CARS.filter((car) => car[rows] === row && car[columns] === column).map(({ weight }) => weight)),
    ),
  );
}

describe("Pearson's test", () => {
  test("by hand: of 10 and 20, 20 and 10 it is 20/3", () => {
    const found = tableTest([
      [10, 20],
      [20, 10],
    ]);
    expect(found).toMatchObject({ method: "pearson", df: 1 });
    expect(found?.statistic).toBeCloseTo(20 / 3, 12);
  });

  test("by R 4.2.2: chisq.test(correct = FALSE)", () => {
    const found = tableTest([
      [20, 10],
      [30, 40],
      [25, 15],
    ]);
    expect(found?.statistic).toBeCloseTo(6.58119658119658, 11);
    expect(found?.p).toBeCloseTo(0.0372315674345806, 12);
  });

  test("small expected counts are judged exactly, or by the moments of all permutations", () => {
    const small = [
      [3, 9],
      [1, 12],
      [0, 28],
    ];
    const found = tableTest(small);
    expect(found?.method).toBe("pearson-permutation");
    // R: chisq.test(simulate.p.value = TRUE, B = 1e6) 0.0138, fisher.test 0.0139; the plain approximation says 0.0232.
    expect(found?.p).toBeGreaterThan(0.01);
    expect(found?.p).toBeLessThan(0.025);
    const two = tableTest([
      [3, 1],
      [1, 3],
    ]);
    expect(two?.method).toBe("fisher");
    expect(two?.p).toBeCloseTo(0.485714285714286, 12);
  });

  test("the moments are those of all tables of the margins, counted out", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 3 }), fc.nat(), (sizes, seed) => {
        const n = sizes.reduce((sum, size) => sum + size, 0);
        if (n < 5) return;
        const yes = 1 + (seed % (n - 1));
        const { mean, variance } = permutationMoments(sizes, [yes, n - yes], n);
        const all = everyTable(sizes, yes);
        const weight = all.reduce((sum, [, each]) => sum + each, 0);
        const moment = (of: (x: number) => number) => all.reduce((sum, [x, each]) => sum + each * of(x), 0) / weight;
        const centre = moment((x) => x);
        expect(mean).toBeCloseTo(centre, 9);
        expect(variance).toBeCloseTo(
          moment((x) => (x - centre) ** 2),
          8,
        );
      }),
    );
  });

  test("with too little data there is nothing to compare", () => {
    for (const table of [
      [],
      [[3, 4]],
      [
        [0, 0],
        [1, 2],
      ],
      [
        [5, 0],
        [7, 0],
      ],
    ])
      expect(tableTest(table)).toBeNull();
    expect(
      tableTest([
        [1, 0],
        [0, 1],
      ])?.p,
    ).toBe(1);
    expect(
      tableTest([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ])?.p,
    ).toBe(1);
  });

  test("what is no table of counts is refused", () => {
    expect(() => tableTest([[1, 2], [3]])).toThrow(RangeError);
    expect(() => tableTest([[1.5, 2]])).toThrow(RangeError);
    expect(() => tableTest([[-1, 2]])).toThrow(RangeError);
  });
});

/** X² of every 2 x 3 table with these group sizes and so many yes, with how many dealings lead to it. */
function everyTable(sizes: readonly number[], yes: number): readonly (readonly [number, number])[] {
  const [a = 0, b = 0, c = 0] = sizes;
  const n = a + b + c;
  const found: [number, number][] = [];
  for (let i = 0; i <= a; i += 1)
    for (let j = 0; j <= b; j += 1) {
      const k = yes - i - j;
      if (k < 0 || k > c) continue;
      const squares = [i, j, k].map((count, at) => {
        const expected = ((sizes[at] ?? 0) * yes) / n;
        return (count - expected) ** 2 * (1 / expected + 1 / ((sizes[at] ?? 0) - expected));
      });
      const statistic = squares.reduce((sum, square) => sum + square, 0);
      found.push([statistic, choose(a, i) * choose(b, j) * choose(c, k)]);
    }
  return found;
}

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k;
}

describe("Fisher's exact test", () => {
  test("by hand: the tea lady's 3 of 4 and 1 of 4 is (16 + 16 + 1 + 1) / 70", () => {
    expect(fisherExact({ yes: 3, n: 4 }, { yes: 1, n: 4 })).toBeCloseTo(34 / 70, 13);
  });

  test("by R 4.2.2: fisher.test, far out as well", () => {
    expect(fisherExact({ yes: 12, n: 18 }, { yes: 7, n: 14 })).toBeCloseTo(0.47269744160178, 12);
    expect(fisherExact({ yes: 12, n: 17 }, { yes: 40, n: 940 }) / 9.09926481935544e-13).toBeCloseTo(1, 9);
  });

  test("by property: a probability, the same both ways round", () => {
    const group = fc
      .integer({ min: 0, max: 80 })
      .chain((n) => fc.record({ yes: fc.integer({ min: 0, max: n }), n: fc.constant(n) }));
    fc.assert(
      fc.property(group, group, (one, other) => {
        const p = fisherExact(one, other);
        expect(p > 0 && p <= 1).toBe(true);
        expect(fisherExact(other, one)).toBeCloseTo(p, 10);
        const no = ({ yes, n }: typeof one) => ({ yes: n - yes, n });
        expect(fisherExact(no(one), no(other))).toBeCloseTo(p, 10);
      }),
    );
  });

  test("of nobody it finds nothing, and impossible counts are refused", () => {
    expect(fisherExact({ yes: 0, n: 0 }, { yes: 0, n: 0 })).toBe(1);
    expect(() => fisherExact({ yes: 2, n: 1 }, { yes: 0, n: 1 })).toThrow(RangeError);
  });
});

describe("Rao and Scott's test", () => {
  test("by R 4.2.2: svychisq on mtcars weighted by wt", () => {
    const two = raoScott(weighedCars("manual", "inLine"));
    expect(two?.statistic).toBeCloseTo(0.644028152715604, 12);
    expect(two?.p).toBeCloseTo(0.428365748812806, 12);
  });

  test("by R 4.2.2, with cells that hold nobody: gear by cyl", () => {
    const nine = raoScott(weighedCars("gears", "cylinders"));
    expect(nine?.statistic).toBeCloseTo(5.46218394981157, 10);
    expect(nine?.df1).toBeCloseTo(3.91336868718177, 10);
    expect(nine?.df2).toBeCloseTo(121.31442930263489, 9);
    expect(nine?.p).toBeCloseTo(0.000492690703187112, 12);
  });

  const counts = fc.array(fc.array(fc.integer({ min: 5, max: 200 }), { minLength: 3, maxLength: 3 }), {
    minLength: 2,
    maxLength: 6,
  });

  test("by property: with equal weights it is Pearson's, but for n - 1 and the F", () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0.1, max: 9, noNaN: true }), (table, weight) => {
        const ours = raoScott(
          table.map((row) => row.map((n) => ({ n, sum: n * weight, squares: n * weight * weight }))),
        );
        const plain = tableTest(table);
        if (!ours || !plain) throw new Error("no test");
        const n = table.flat().reduce((sum, count) => sum + count, 0);
        // The design effects are near 1 as far as the table is near independence; the first-order factor is exact there.
        expect(ours.df1).toBeLessThanOrEqual(plain.df + 1e-9);
        expect(ours.df2 / ours.df1).toBeCloseTo(n - 1, 6);
        expect(ours.statistic * ours.df1).toBeGreaterThanOrEqual(0);
        expect(ours.p >= 0 && ours.p <= 1).toBe(true);
      }),
    );
  });

  test("by property: the scale of the weights does not matter", () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0.001, max: 1000, noNaN: true }), (table, scale) => {
        const of = (by: number) =>
          raoScott(
            table.map((row, at) => row.map((n) => ({ n, sum: n * (at + 1) * by, squares: n * ((at + 1) * by) ** 2 }))),
          );
        expect(of(scale)?.statistic).toBeCloseTo(of(1)?.statistic ?? Number.NaN, 6);
      }),
    );
  });

  test("with too little data there is nothing to compare", () => {
    const some = weighed([1, 2]);
    expect(raoScott([])).toBeNull();
    expect(raoScott([[some, some]])).toBeNull();
    expect(
      raoScott([
        [some, NOBODY],
        [some, NOBODY],
      ]),
    ).toBeNull();
    expect(
      raoScott([
        [some, some],
        [NOBODY, NOBODY],
      ]),
    ).toBeNull();
    expect(() => raoScott([[some], [some, some]])).toThrow(RangeError);
  });
});

describe("Holm's adjustment", () => {
  test("by hand: two values are doubled and left, and the larger is never below the smaller", () => {
    expect(holm([0.03, 0.04])).toEqual([0.06, 0.06]);
    expect(holm([0.5, 0.01])).toEqual([0.5, 0.02]);
  });

  test("by R 4.2.2: p.adjust(p, 'holm')", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005, 0.5, 0.02]);
    for (const [at, p] of [0.05, 0.09, 0.09, 0.03, 0.5, 0.08].entries()) expect(adjusted[at]).toBeCloseTo(p, 14);
  });

  test("by property: never below p nor above Bonferroni's, in the order of p", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (values) => {
        const adjusted = holm(values);
        for (const [at, p] of values.entries()) {
          expect(adjusted[at]).toBeGreaterThanOrEqual(p);
          expect(adjusted[at]).toBeLessThanOrEqual(Math.min(1, p * values.length));
        }
        const order = [...values.keys()].toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
        const sorted = order.map((at) => adjusted[at] ?? 0);
        expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
      }),
    );
  });

  test("of nothing it is nothing, and what is no probability is refused", () => {
    expect(holm([])).toEqual([]);
    expect(() => holm([1.1])).toThrow(RangeError);
    expect(() => holm([Number.NaN])).toThrow(RangeError);
  });
});
