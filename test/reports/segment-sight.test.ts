import { describe, expect, test } from "vitest";
import { segmentSight } from "../../server/reports/segment-sight.ts";

const row = (base: number, ...counts: readonly number[]) => ({
  base: { n: base, sum: base, squares: base },
  counts: counts.map((n) => ({ n, sum: n, squares: n })),
});
const NOBODY = row(0, 0, 0);
const crossing = (rest: ReturnType<typeof row>, ...segments: readonly ReturnType<typeof row>[]) => ({ rest, segments });
const single = (by: readonly number[], valid: number) => ({ several: false, by, valid });

describe("ranges of two questions", () => {
  test("are told exactly where every number that follows from them is none or ten and more", () => {
    const all = crossing(NOBODY, row(50, 40, 10), row(60, 60 - 12, 12));
    expect(segmentSight(all, single([50, 60], 110))).toBe("exact");
    expect(segmentSight(all, single([60, 70], 130))).toBe("exact");
  });

  test("are hidden where few who answered both gave an answer, or all in a segment gave the same", () => {
    expect(segmentSight(crossing(NOBODY, row(50, 41, 9), row(60, 30, 30)), single([50, 60], 110))).toBe("hidden");
    expect(segmentSight(crossing(NOBODY, row(50, 50, 0), row(60, 30, 30)), single([50, 60], 110))).toBe("hidden");
    const several = { ...single([50, 60], 110), several: true };
    expect(segmentSight(crossing(NOBODY, row(50, 45, 20), row(60, 30, 30)), several)).toBe("hidden");
    expect(segmentSight(crossing(NOBODY, row(50, 40, 20), row(60, 30, 30)), several)).toBe("exact");
  });

  test("are rounded where few in a segment did not answer, few are in no segment, or few answered neither", () => {
    const all = crossing(NOBODY, row(50, 40, 10), row(60, 30, 30));
    expect(segmentSight(all, single([53, 60], 113))).toBe("rounded");
    expect(segmentSight(all, single([50, 60], 119))).toBe("rounded");
    const inNone = (...counts: readonly [number, number]) =>
      crossing(row(counts[0] + counts[1], ...counts), row(50, 40, 10), row(60, 30, 30));
    expect(segmentSight(inNone(20, 20), single([50, 60], 150))).toBe("exact");
    expect(segmentSight(inNone(20, 3), single([50, 60], 133))).toBe("rounded");
    expect(segmentSight(inNone(20, 0), single([50, 60], 130))).toBe("rounded");
  });

  test("are rounded where all who gave an answer are in one segment: turned, that is a segment all alike", () => {
    const one = { rest: row(0, 0, 0, 0), segments: [row(60, 30, 15, 15), row(60, 30, 30, 0), row(60, 30, 30, 0)] };
    expect(segmentSight(one, single([60, 60, 60], 180))).toBe("rounded");
    const two = { ...one, segments: [row(60, 30, 15, 15), row(60, 30, 15, 15), row(60, 30, 30, 0)] };
    expect(segmentSight(two, single([60, 60, 60], 180))).toBe("exact");
    expect(segmentSight(one, { ...single([60, 60, 60], 180), several: true })).toBe("exact");
  });
});
