import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shareOf, wilson, wilsonOfShare, Z_95 } from "../../server/statistics/proportion.ts";
import { golden, numberIn, textIn } from "./golden.ts";

const NOTHING = { share: null, low: null, high: null };

/** Narrowed for the tests that know there is a share. */
function bounds(count: number, base: number, z?: number): { share: number; low: number; high: number } {
  const interval = wilson(count, base, z);
  if (interval.share === null) throw new Error(`no share of ${count} among ${base}`);
  return interval;
}

/** A count and its base, bases small and large alike. */
const counted = fc
  .oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 100_000_000 }))
  .chain((base) => fc.tuple(fc.integer({ min: 0, max: base }), fc.constant(base)));

describe("by hand", () => {
  test("of 1 among 2 with z = 1, the interval runs from 1/2 - √3/6 to 1/2 + √3/6", () => {
    // (1 + 1/2) P² - (1 + 1/2) P + 1/4 = 0, so P = 1/2 ± √(1/4 - 1/6) = 1/2 ± √(1/12).
    const { share, low, high } = bounds(1, 2, 1);
    expect(share).toBe(0.5);
    expect(low).toBeCloseTo(0.5 - Math.sqrt(3) / 6, 15);
    expect(high).toBeCloseTo(0.5 + Math.sqrt(3) / 6, 15);
  });

  test("of nobody among n, the high end is z² / (n + z²)", () => {
    expect(bounds(0, 30).high).toBeCloseTo(Z_95 ** 2 / (30 + Z_95 ** 2), 15);
  });
});

describe("by R 4.2.2: prop.test(count, base, correct = FALSE, conf.level = ...)$conf.int", () => {
  const levels = [
    ["95", Z_95],
    ["90", 1.644853626951472],
    ["99", 2.575829303548901],
  ] as const;

  test.each(levels)("all 61 intervals agree at %s%%", (level, z) => {
    const rows = golden("wilson");
    expect(rows).toHaveLength(61);
    for (const row of rows) {
      const [count, base] = [numberIn(row, "count"), numberIn(row, "base")];
      const { low, high } = bounds(count, base, z);
      expect(Math.abs(low - numberIn(row, `low_${level}`)), `low of ${count} among ${base}`).toBeLessThan(1e-14);
      expect(Math.abs(high - numberIn(row, `high_${level}`)), `high of ${count} among ${base}`).toBeLessThan(1e-14);
    }
  });
});

describe("Table 6 of the study: obstacles named by 27,336 people", () => {
  const percent = (share: number): string => (100 * share).toFixed(2);
  const rows = golden("table-6").map((row) => ({ row, ours: bounds(numberIn(row, "count"), 27_336) }));

  test("all ten percentages are those printed", () => {
    expect(rows).toHaveLength(10);
    for (const { row, ours } of rows) expect(percent(ours.share)).toBe(textIn(row, "printed_percent"));
  });

  test("all ten intervals are those of R's prop.test(count, 27336, correct = FALSE)", () => {
    for (const { row, ours } of rows) {
      expect(100 * ours.low).toBeCloseTo(numberIn(row, "low"), 11);
      expect(100 * ours.high).toBeCloseTo(numberIn(row, "high"), 11);
    }
  });

  test("seven printed intervals follow from their counts, and three do not: ours stand beside those", () => {
    const differing = rows.flatMap(({ row, ours }) => {
      const [printed, own] = [
        `${textIn(row, "printed_low")} to ${textIn(row, "printed_high")}`,
        `${percent(ours.low)} to ${percent(ours.high)}`,
      ];
      return printed === own ? [] : [{ obstacle: textIn(row, "obstacle"), printed, ours: own }];
    });
    expect(differing).toEqual([
      { obstacle: "unclear-algorithm", printed: "11.70 to 12.41", ours: "11.67 to 12.44" },
      { obstacle: "legislation", printed: "9.02 to 9.73", ours: "9.03 to 9.72" },
      { obstacle: "conciliation", printed: "6.17 to 6.77", ours: "6.18 to 6.76" },
    ]);
  });
});

describe("by property", () => {
  test("an interval holds its share and stays between 0 and 1", () => {
    fc.assert(
      fc.property(counted, ([count, base]) => {
        const { share, low, high } = bounds(count, base);
        expect(0 <= low && low <= share && share <= high && high <= 1).toBe(true);
      }),
    );
  });

  test("it is exact at the ends, and nowhere of no width", () => {
    fc.assert(
      fc.property(counted, ([count, base]) => {
        const { low, high } = bounds(count, base);
        expect(low === 0).toBe(count === 0);
        expect(high === 1).toBe(count === base);
        expect(high).toBeGreaterThan(low);
      }),
    );
  });

  test("who says no is the mirror image of who says yes", () => {
    fc.assert(
      fc.property(counted, ([count, base]) => {
        const [yes, no] = [bounds(count, base), bounds(base - count, base)];
        expect(no.low).toBeCloseTo(1 - yes.high, 14);
        expect(no.high).toBeCloseTo(1 - yes.low, 14);
      }),
    );
  });

  test("the same share of more people has a narrower interval", () => {
    fc.assert(
      fc.property(counted, fc.integer({ min: 2, max: 50 }), ([count, base], times) => {
        const [few, many] = [bounds(count, base), bounds(count * times, base * times)];
        expect(many.high - many.low).toBeLessThan(few.high - few.low);
      }),
    );
  });

  test("its ends are the shares from which the one observed is z standard errors away", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 10_000 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (base, part) => {
          const { share, low, high } = bounds(Math.min(base - 1, Math.max(1, Math.round(base * part))), base);
          for (const end of [low, high])
            expect(Math.abs(share - end) / Math.sqrt((end * (1 - end)) / base)).toBeCloseTo(Z_95, 7);
        },
      ),
    );
  });

  test("around a weighted share it is what it would be around a counted one", () => {
    fc.assert(
      fc.property(counted, ([count, base]) => {
        const [weighted, own] = [wilsonOfShare(count / base, base), bounds(count, base)];
        expect(weighted.share).toBe(own.share);
        expect(weighted.low).toBeCloseTo(own.low, 14);
        expect(weighted.high).toBeCloseTo(own.high, 14);
      }),
    );
  });

  test("around a weighted share it widens as the effective sample shrinks, down to fractions of an answer", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 1e6, noNaN: true }),
        (share, effectiveN) => {
          const [less, more] = [wilsonOfShare(share, effectiveN / 2), wilsonOfShare(share, effectiveN)];
          if (less.share === null || more.share === null) throw new Error("there is a share");
          expect(0 <= less.low && less.high <= 1).toBe(true);
          expect(less.high - less.low).toBeGreaterThan(more.high - more.low);
        },
      ),
    );
  });
});

test("a weighted share of 23.29% that is worth 2,851 answers of 27,336 runs from 21.78% to 24.88%", () => {
  // Kish's effective size if the study's sample, 98.43% urban, is weighted to a country 62% urban.
  const { low, high } = wilsonOfShare(6367 / 27_336, 27_336 / (0.62 ** 2 / 0.9843 + 0.38 ** 2 / 0.0157));
  expect([low, high].map((end) => (100 * (end ?? Number.NaN)).toFixed(2))).toEqual(["21.78", "24.88"]);
});

describe("with too little data", () => {
  test("there is no share of nobody", () => {
    expect(shareOf(0, 0)).toBeNull();
    expect(wilson(0, 0)).toEqual(NOTHING);
    expect(wilsonOfShare(0.3, 0)).toEqual(NOTHING);
  });

  test("one answer leaves nearly everything open", () => {
    expect(bounds(0, 1)).toEqual({ share: 0, low: 0, high: expect.closeTo(0.7934506856227, 12) });
    expect(bounds(1, 1)).toEqual({ share: 1, low: expect.closeTo(0.2065493143773, 12), high: 1 });
  });
});

describe("what is refused", () => {
  test.each([
    [-1, 10],
    [11, 10],
    [0, -1],
    [1.5, 10],
    [1, 10.5],
    [Number.NaN, 10],
    [1, Number.NaN],
    [1, Infinity],
    [Infinity, Infinity],
  ])("%d among %d is no count of people", (count, base) => {
    expect(() => shareOf(count, base)).toThrow(RangeError);
    expect(() => wilson(count, base)).toThrow(RangeError);
  });

  test.each([
    [-0.1, 10],
    [1.1, 10],
    [Number.NaN, 10],
    [0.5, -1],
    [0.5, Infinity],
    [0.5, Number.NaN],
  ])("%d is no share, or %d no effective sample size", (share, effectiveN) => {
    expect(() => wilsonOfShare(share, effectiveN)).toThrow(RangeError);
  });

  test.each([0, -1, Infinity, Number.NaN])("%d is no z of a level", (z) => {
    expect(() => wilson(1, 2, z)).toThrow(RangeError);
    expect(() => wilsonOfShare(0.5, 2, z)).toThrow(RangeError);
  });

  test("the sentence says what is wrong", () => {
    expect(() => wilson(11, 10)).toThrow("A count of 11 is impossible among 10.");
  });
});
