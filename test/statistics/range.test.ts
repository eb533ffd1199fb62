import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type SegmentCount, shareRange } from "../../server/statistics/range.ts";
import { golden, numberIn, textIn } from "./golden.ts";

const REGIONS = golden("regions").map((row) => ({
  segment: textIn(row, "segment"),
  count: numberIn(row, "count"),
  n: numberIn(row, "n"),
}));

const [MEN, WOMEN] = [
  { segment: "men", count: 47, n: 100 },
  { segment: "women", count: 66, n: 200 },
];

describe("by hand", () => {
  test("47% of men and 33% of women are 14 points apart", () => {
    expect(shareRange([MEN, WOMEN])).toEqual({
      range: expect.closeTo(0.14, 15),
      highest: { segment: "men", share: 0.47, n: 100 },
      lowest: { segment: "women", share: 0.33, n: 200 },
    });
  });

  test("a segment of 29 takes no part, one of 30 does", () => {
    const named = (n: number) => shareRange([MEN, WOMEN, { segment: "not told", count: 0, n }])?.lowest.segment;
    expect(named(29)).toBe("women");
    expect(named(30)).toBe("not told");
  });

  test("of equal shares the first to appear is named", () => {
    const half = (segment: string, n: number): SegmentCount => ({ segment, count: n / 2, n });
    const quarter = (segment: string, n: number): SegmentCount => ({ segment, count: n / 4, n });
    const found = shareRange([quarter("a", 40), half("b", 60), half("c", 400), quarter("d", 4000)]);
    expect([found?.highest.segment, found?.lowest.segment]).toEqual(["b", "a"]);
  });

  test("where all are equal the range is 0 and the first is named at both ends", () => {
    const same = (segment: string): SegmentCount => ({ segment, count: 10, n: 30 });
    const found = shareRange([same("a"), same("b")]);
    expect([found?.range, found?.highest.segment, found?.lowest.segment]).toEqual([0, "a", "a"]);
  });
});

describe("by R 4.2.2, max less min of the shares of one obstacle in 20 simulated regions", () => {
  test.each([
    [1, 20, 13.4146341463414, "Mangystau", "North Kazakhstan"],
    [30, 20, 13.4146341463414, "Mangystau", "North Kazakhstan"],
    [100, 14, 12.0632827949901, "Mangystau", "Pavlodar"],
  ])("with a base of at least %d, %d regions take part", (minimumBase, taking, points, highest, lowest) => {
    expect(REGIONS.filter(({ n }) => n >= minimumBase)).toHaveLength(taking);
    const found = shareRange(REGIONS, minimumBase);
    expect(100 * (found?.range ?? Number.NaN)).toBeCloseTo(points, 12);
    expect([found?.highest.segment, found?.lowest.segment]).toEqual([highest, lowest]);
  });
});

describe("by property", () => {
  const segments = fc.array(
    fc
      .integer({ min: 1, max: 500 })
      .chain((n) => fc.record({ segment: fc.string(), n: fc.constant(n), count: fc.integer({ min: 0, max: n }) })),
  );

  test("no two segments that take part are further apart, and those named are exactly so far", () => {
    fc.assert(
      fc.property(segments, (all) => {
        const shares = all.filter(({ n }) => n >= 30).map(({ count, n }) => count / n);
        const found = shareRange(all);
        if (shares.length < 2) {
          expect(found).toBeNull();
          return;
        }
        expect(found?.range).toBe(Math.max(...shares) - Math.min(...shares));
        expect(found?.highest.share).toBe(Math.max(...shares));
        expect(found?.lowest.share).toBe(Math.min(...shares));
      }),
    );
  });

  test("a segment more never narrows it", () => {
    fc.assert(
      fc.property(segments, segments, (some, more) => {
        const [before, after] = [shareRange(some), shareRange([...some, ...more])];
        expect(after?.range ?? 0).toBeGreaterThanOrEqual(before?.range ?? 0);
      }),
    );
  });
});

describe("with too little data", () => {
  test("none, one, and one of the minimum base have no range", () => {
    expect(shareRange([])).toBeNull();
    expect(shareRange([MEN])).toBeNull();
    expect(shareRange([MEN, { segment: "women", count: 3, n: 29 }])).toBeNull();
  });

  test("a segment of nobody takes no part, even if no base is asked for", () => {
    expect(shareRange([MEN, { segment: "women", count: 0, n: 0 }], 0)).toBeNull();
  });
});

test("a count above its base is refused", () => {
  expect(() => shareRange([MEN, { segment: "women", count: 41, n: 40 }])).toThrow(RangeError);
});
