import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { designEffect, kishSize } from "../../server/statistics/effective-size.ts";
import { wilson, wilsonOfShare } from "../../server/statistics/proportion.ts";
import { NOBODY, together, weighed } from "../../server/statistics/weighed.ts";
import { weightedMean } from "../../server/statistics/weighted-mean.ts";
import { weightedShare } from "../../server/statistics/weighted-share.ts";
import { CARS } from "./motor-trend.ts";

const weight = fc.double({ min: 0.01, max: 50, noNaN: true });
const people = fc.array(fc.record({ weight, yes: fc.boolean() }), { minLength: 2, maxLength: 60 });

function shareAmong(sample: readonly { readonly weight: number; readonly yes: boolean }[]) {
  const yes = weighed(sample.filter((person) => person.yes).map((person) => person.weight));
  return weightedShare(yes, weighed(sample.map((person) => person.weight)));
}

describe("by hand", () => {
  test("one of weight 3 against one of weight 1 is a share of three quarters", () => {
    // SE² = 2/1 (9 (1/4)² + 1 (3/4)²) / 16 = 9/64.
    const ours = weightedShare(weighed([3]), weighed([3, 1]));
    expect(ours.share).toBe(0.75);
    expect(ours.se).toBeCloseTo(3 / 8, 14);
    expect(ours.effectiveN).toBeCloseTo((0.75 * 0.25) / (9 / 64), 14);
  });

  test("their effective size is 16/10, their design effect 10/8", () => {
    expect(kishSize(weighed([3, 1]))).toBeCloseTo(1.6, 14);
    expect(designEffect(weighed([3, 1]))).toBeCloseTo(1.25, 14);
  });

  test("where all say yes the error is 0 and the interval Kish's", () => {
    const all = weighed([3, 1, 1]);
    const ours = weightedShare(all, all);
    expect(ours).toMatchObject({ share: 1, se: 0, high: 1, effectiveN: 25 / 11 });
    expect(ours.low).toBe(wilsonOfShare(1, 25 / 11).low);
    expect(weightedShare(NOBODY, all)).toMatchObject({ share: 0, se: 0, low: 0, effectiveN: 25 / 11 });
  });

  test("a mean of 1 and 5 with weights 3 and 1 is 2", () => {
    const ours = weightedMean([
      [1, weighed([3])],
      [5, weighed([1])],
    ]);
    expect(ours?.mean).toBe(2);
    // SE² = 2 (9 · 1 + 1 · 9) / 16
    expect(ours?.se).toBeCloseTo(1.5, 14);
  });
});

describe("by R 4.2.2 on mtcars", () => {
  test("svymean(~mpg) weighted by wt", () => {
    const ours = weightedMean(CARS.map(({ miles, weight: pounds }) => [miles, weighed([pounds])] as const));
    expect(ours?.mean).toBeCloseTo(18.54993394980185, 12);
    expect(ours?.se).toBeCloseTo(0.96107627301158, 12);
  });

  test("t.test(mpg)$conf.int with equal weights, and of a panel of five", () => {
    const ours = weightedMean(CARS.map(({ miles }) => [miles, weighed([1])] as const));
    expect(ours?.low).toBeCloseTo(17.9176785087462, 11);
    expect(ours?.high).toBeCloseTo(22.2635714912538, 11);
    const panel = weightedMean([
      [5, weighed([1, 1, 1])],
      [4, weighed([1, 1])],
    ]);
    expect(panel?.low).toBeCloseTo(3.91991261934174, 11);
    expect(panel?.high).toBeCloseTo(5.28008738065826, 11);
  });
});

describe("by property", () => {
  test("equal weights change nothing but n for n - 1", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), fc.nat(), weight, (n, seed, each) => {
        const count = 1 + (seed % (n - 1));
        const ours = weightedShare(weighed(Array(count).fill(each)), weighed(Array(n).fill(each)));
        expect(ours.share).toBeCloseTo(count / n, 12);
        if (count === n) return;
        expect(ours.effectiveN).toBeCloseTo(n - 1, 6);
        const plain = wilson(count, n);
        expect(Math.abs((ours.low ?? 1) - (plain.low ?? 0))).toBeLessThan(0.5 / n);
      }),
    );
  });

  test("an interval holds its share, whatever the weights, and their scale does not matter", () => {
    fc.assert(
      fc.property(people, fc.double({ min: 0.001, max: 1000, noNaN: true }), (sample, scale) => {
        const ours = shareAmong(sample);
        const scaled = shareAmong(sample.map((person) => ({ ...person, weight: person.weight * scale })));
        if (ours.share === null || scaled.share === null) throw new Error("no share");
        expect(0 <= ours.low && ours.low <= ours.share && ours.share <= ours.high && ours.high <= 1).toBe(true);
        expect(scaled.share).toBeCloseTo(ours.share, 9);
        expect(scaled.se ?? 0).toBeCloseTo(ours.se ?? 0, 9);
      }),
    );
  });

  test("an effective size is at least 1 and at most n; groups add up", () => {
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1 }), fc.array(weight), (some, others) => {
        const size = kishSize(weighed(some));
        expect(size).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(size).toBeLessThanOrEqual(some.length * (1 + 1e-9));
        const both = together([weighed(some), weighed(others)]);
        expect(both.n).toBe(some.length + others.length);
        expect(both.sum).toBeCloseTo(weighed([...some, ...others]).sum, 6);
      }),
    );
  });

  test("a whole sample larger than those who answered makes the error a little smaller, never larger", () => {
    const [yes, all] = [weighed([1, 2, 3]), weighed([1, 2, 3, 4, 5])];
    expect(weightedShare(yes, all, 100).se ?? 1).toBeLessThan(weightedShare(yes, all).se ?? 0);
  });
});

describe("with too little data", () => {
  test("of nobody there is no share, no mean, no size", () => {
    expect(weightedShare(NOBODY, NOBODY)).toEqual({ share: null, low: null, high: null, se: null, effectiveN: 0 });
    expect(weightedMean([])).toBeNull();
    expect([kishSize(NOBODY), designEffect(NOBODY)]).toEqual([0, null]);
  });

  test("of one person there is a share with an interval and without an error", () => {
    const ours = weightedShare(weighed([2]), weighed([2]));
    expect(ours).toMatchObject({ share: 1, se: null, effectiveN: 1 });
    expect(ours.low).toBeGreaterThan(0);
    expect(weightedMean([[3, weighed([2])]])).toEqual({ mean: 3, se: null, low: null, high: null });
  });

  test("impossible groups are refused", () => {
    expect(() => weightedShare(weighed([1, 1]), weighed([1]))).toThrow(RangeError);
    expect(() => weightedShare(weighed([1]), weighed([1, 1]), 1)).toThrow(RangeError);
    expect(() => weighed([-1])).toThrow(RangeError);
    expect(() => weighed([Number.NaN])).toThrow(RangeError);
  });
});
