import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { largestDeviation, meanGranularity, percentGranularity } from "../../server/statistics/granularity.ts";

describe("by hand", () => {
  test("five people have means of whole fifths: 4.6 and not 4.5", () => {
    expect(meanGranularity(4.6, 1, 5).possible).toBe(true);
    const { possible, nearest } = meanGranularity(4.5, 1, 5);
    expect(possible).toBe(false);
    expect(nearest).toEqual([4.4, 4.6]);
  });

  test("17 of 24 are 70.8%; 41.6% are neither 9 nor 10 of them", () => {
    expect(percentGranularity(70.8, 1, 24).possible).toBe(true);
    const { possible, nearest } = percentGranularity(41.6, 1, 24);
    expect(possible).toBe(false);
    expect(nearest[0]).toBeCloseTo(37.5, 10);
    expect(nearest[1]).toBeCloseTo(41.6667, 3);
  });

  test("two people at 0 and 5 spread by 3.54, and no two with a mean of 2.5 spread further", () => {
    expect(largestDeviation(2.5, 2, 0, 5)).toBeCloseTo(3.535_533_9, 7);
  });
});

describe("by the published examples", () => {
  // Brown and Heathers (2017): a mean of 5.19 of 28 whole numbers is impossible (145/28 = 5.18, 146/28 = 5.21).
  test("5.19 of 28 people cannot be, 5.18 and 5.21 can", () => {
    expect([5.18, 5.19, 5.21].map((mean) => meanGranularity(mean, 2, 28).possible)).toEqual([true, false, true]);
  });

  test("the seven means of the study's five experts can all be", () => {
    for (const mean of [4.6, 4.8, 3.8, 3.4, 4.8, 4.4, 3.8]) expect(meanGranularity(mean, 1, 5).possible).toBe(true);
  });
});

describe("by property", () => {
  test("what n people did answer passes, however it is rounded, and spreads no further than the bound", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 60 }), (answers) => {
        const mean = answers.reduce((sum, answer) => sum + answer, 0) / answers.length;
        for (const decimals of [0, 1, 2, 3])
          expect(meanGranularity(Number(mean.toFixed(decimals)), decimals, answers.length).possible).toBe(true);
        const squares = answers.reduce((sum, answer) => sum + (answer - mean) ** 2, 0);
        const bound = largestDeviation(mean, answers.length, 0, 5) ?? 0;
        expect(Math.sqrt(squares / (answers.length - 1))).toBeLessThanOrEqual(bound + 1e-9);
      }),
    );
  });
});

describe("with too little data", () => {
  test("of nobody there is no mean, and of one no deviation", () => {
    expect(() => meanGranularity(3, 1, 0)).toThrow(RangeError);
    expect(() => meanGranularity(3, 11, 5)).toThrow(RangeError);
    expect(largestDeviation(3, 1, 0, 5)).toBeNull();
    expect(() => largestDeviation(6, 5, 0, 5)).toThrow(RangeError);
  });
});
