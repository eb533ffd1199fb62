import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomial } from "../../server/statistics/binomial.ts";

describe("by hand", () => {
  test("of 4 fair coins at most 0, 1, 2, 3 and 4 show heads in 1, 5, 11, 15 and 16 of 16 cases", () => {
    const { atMost } = binomial(4, 0.5);
    [1, 5, 11, 15, 16].forEach((cases, count) => {
      expect(atMost(count)).toBeCloseTo(cases / 16, 15);
    });
  });

  test("between two counts it is that of the lower", () => {
    const { atMost } = binomial(4, 0.5);
    expect(atMost(1.9)).toBe(atMost(1));
    expect([atMost(-1), atMost(-0.1), atMost(4), atMost(9)]).toEqual([0, 0, 1, 1]);
  });

  test("what is certain is certain", () => {
    expect(binomial(10, 0)).toMatchObject({ from: 0, to: 0 });
    expect(binomial(10, 1)).toMatchObject({ from: 10, to: 10 });
    expect([binomial(10, 0).atMost(0), binomial(10, 1).atMost(9), binomial(10, 1).atMost(10)]).toEqual([1, 0, 1]);
  });
});

test.each([
  [0, 30, 0.01, 0.7397003733882804],
  [3, 30, 0.1, 0.6474391717918477],
  [300, 1367, 0.23, 0.18596937149838025],
  [6367, 27336, 0.23, 0.8754457702350742],
  [500000, 1000000, 0.5, 0.5003989421806654],
  [1, 1000000, 1e-6, 0.7357588823429155],
  [29, 30, 0.9, 0.9576088417247838],
  [20, 300, 0.1, 0.028678962932749963],
])("by SciPy 1.17.1: scipy.stats.binom.cdf(%d, %d, %d) is %d", (count, n, p, expected) => {
  expect(Math.abs(binomial(n, p).atMost(count) / expected - 1)).toBeLessThan(1e-9);
});

describe("by property", () => {
  test("it has the mean np and the variance np(1 - p)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, p) => {
        const { from, to, atMost } = binomial(n, p);
        const counts = Array.from({ length: to - from + 1 }, (_, i) => from + i);
        const of = (count: number): number => atMost(count) - atMost(count - 1);
        const mean = counts.reduce((sum, count) => sum + count * of(count), 0);
        const spread = counts.reduce((sum, count) => sum + (count - n * p) ** 2 * of(count), 0);
        expect(Math.abs(mean - n * p)).toBeLessThan(1e-8 * (n * p + 1));
        expect(Math.abs(spread - n * p * (1 - p))).toBeLessThan(1e-7 * (n * p + 1));
      }),
    );
  });

  test("at most so many say yes where at least all the others say no", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 63 }), fc.nat(500), (n, parts, count) => {
        const yes = binomial(n, parts / 64).atMost(count);
        const no = binomial(n, 1 - parts / 64).atMost(n - count - 1);
        expect(yes + no).toBeCloseTo(1, 10);
      }),
    );
  });
});

test("of one person, at most none says yes with the probability of a no", () => {
  expect(binomial(1, 0.3).atMost(0)).toBeCloseTo(0.7, 15);
});

test.each([
  [0, 0.5],
  [-1, 0.5],
  [1.5, 0.5],
  [Infinity, 0.5],
  [10, -0.1],
  [10, 1.1],
  [10, Number.NaN],
])("%d people with probability %d are refused", (n, p) => {
  expect(() => binomial(n, p)).toThrow(RangeError);
});
