import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bandAroundMedian, farFromMedian } from "../../server/statistics/far-from-median.ts";
import { frequenciesOf } from "../../server/statistics/frequencies.ts";
import { golden, numberIn } from "./golden.ts";

const DURATIONS = golden("durations").map((row) => ({
  seconds: numberIn(row, "seconds"),
  times: numberIn(row, "times"),
  far: numberIn(row, "far_from_median") === 1,
}));

const TABLE = DURATIONS.map(({ seconds, times }) => [seconds, times] as const);

describe("by hand", () => {
  // Of 13 zeros, 11 ones and one 14 the median is 0, the mean 1 and the variance (13 + 169) / 24.
  const frequencies = [
    [0, 13],
    [1, 11],
    [14, 1],
  ] as const;

  test("the band is the median less and plus five standard deviations", () => {
    const reach = 5 * Math.sqrt(182 / 24);
    expect(bandAroundMedian(frequencies)).toEqual({ low: expect.closeTo(-reach, 12), high: expect.closeTo(reach, 12) });
  });

  test("14 lies just outside of it, being more than 13.77 away", () => {
    const isFar = farFromMedian(frequencies);
    expect([0, 1, 13.76, 13.78, 14].map(isFar)).toEqual([false, false, false, true, true]);
    expect([-13.76, -13.78].map(isFar)).toEqual([false, true]);
  });

  test("with another number of deviations the band is another", () => {
    const [two, four] = [bandAroundMedian(frequencies, 2), bandAroundMedian(frequencies, 4)];
    expect(four?.high).toBeCloseTo(2 * (two?.high ?? Number.NaN), 12);
  });
});

describe("by R 4.2.2, abs(t - median(t)) > 5 * sd(t), on 3,000 simulated durations", () => {
  test("the same 13 are flagged, all of them longer than seven hours", () => {
    const isFar = farFromMedian(TABLE);
    for (const { seconds, far } of DURATIONS) expect(isFar(seconds), `${seconds} seconds`).toBe(far);
    const flagged = DURATIONS.filter(({ far }) => far);
    expect(flagged.reduce((sum, { times }) => sum + times, 0)).toBe(13);
    expect(Math.min(...flagged.map(({ seconds }) => seconds))).toBeGreaterThan(7 * 3600);
  });

  test("the lower limit lies before the start, so not even somebody done in no time is flagged", () => {
    expect(bandAroundMedian(TABLE)).toEqual({ low: expect.closeTo(-26_977.5, 1), high: expect.closeTo(27_554.1, 1) });
    expect(farFromMedian(TABLE)(0)).toBe(false);
  });
});

describe("by property", () => {
  test("no duration is flagged for being short once one in a hundred is left open for an hour", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 99, maxLength: 99 }), (seconds) => {
        expect(farFromMedian(frequenciesOf([...seconds, 3600]))(0)).toBe(false);
      }),
    );
  });

  test("among 24 values or fewer none is ever far, however large", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100_000 }), { maxLength: 23 }),
        fc.integer({ max: 1e9 }),
        (rest, last) => {
          const values = [...rest, last];
          expect(values.filter(farFromMedian(frequenciesOf(values)))).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
    expect(
      farFromMedian([
        [0, 12],
        [1, 11],
        [14, 1],
      ])(14),
    ).toBe(false);
  });
});

describe("with too little data", () => {
  test("neither none nor one duration has a band, and nothing is flagged", () => {
    for (const frequencies of [[], [[300, 1]]] as const) {
      expect(bandAroundMedian(frequencies)).toBeNull();
      expect(farFromMedian(frequencies)(1e9)).toBe(false);
    }
  });

  test("durations all alike are not far from themselves", () => {
    expect(farFromMedian([[300, 40]])(300)).toBe(false);
  });
});
