import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frequenciesOf } from "../../server/statistics/frequencies.ts";
import { robustLogZ } from "../../server/statistics/robust-z.ts";
import { shareOfMedian } from "../../server/statistics/share-of-median.ts";
import { golden, numberIn } from "./golden.ts";

const ROWS = golden("durations");
const TABLE = ROWS.map((row) => [numberIn(row, "seconds"), numberIn(row, "times")] as const);

describe("by hand", () => {
  test("of 1, e and e² the logarithms are 0, 1 and 2, their middle 1 and its deviation 1", () => {
    const z = robustLogZ(frequenciesOf([1, Math.E, Math.E ** 2]));
    expect(z?.(Math.E)).toBeCloseTo(0, 14);
    expect(z?.(Math.E ** 2)).toBeCloseTo(1 / 1.4826, 14);
    expect(z?.(1)).toBeCloseTo(-1 / 1.4826, 14);
  });

  test("150 seconds of a median of 300 are a half", () => {
    expect(shareOfMedian(frequenciesOf([100, 300, 9000]))?.(150)).toBe(0.5);
  });
});

describe("by R 4.2.2 on 3,000 simulated durations", () => {
  test("(log(t) - median(log(t))) / mad(log(t)), and the same 32 beyond 3.5", () => {
    const z = robustLogZ(TABLE);
    let beyond = 0;
    for (const row of ROWS) {
      const ours = z?.(numberIn(row, "seconds")) ?? Number.NaN;
      expect(ours).toBeCloseTo(numberIn(row, "robust_log_z"), 9);
      if (Math.abs(ours) > 3.5) beyond += numberIn(row, "times");
    }
    expect(beyond).toBe(32);
  });

  test("t / median(t): 189 under a half, 78 under 0.4", () => {
    const share = shareOfMedian(TABLE);
    const under = (limit: number) =>
      TABLE.reduce((sum, [t, times]) => sum + ((share?.(t) ?? 1) < limit ? times : 0), 0);
    for (const row of ROWS) expect(share?.(numberIn(row, "seconds"))).toBeCloseTo(numberIn(row, "of_median"), 10);
    expect([under(0.5), under(0.4)]).toEqual([189, 78]);
  });
});

describe("by property", () => {
  test("a minute in another unit is as unusual, and no minority moves what is usual out of reach", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 60, max: 900 }), { minLength: 20, maxLength: 60 }),
        fc.integer({ min: 2, max: 60 }),
        (seconds, unit) => {
          const [one, other] = [seconds, seconds.map((t) => t * unit)].map((all) => robustLogZ(frequenciesOf(all)));
          if (!one || !other) return;
          expect(other(120 * unit)).toBeCloseTo(one(120) ?? Number.NaN, 8);
          const spoiled = robustLogZ(frequenciesOf([...seconds, ...Array(5).fill(80_000)]));
          expect(spoiled?.(80_000) ?? 0).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe("with too little data", () => {
  test("of no durations, or more than half of them alike, there is no measure", () => {
    expect(robustLogZ([])).toBeNull();
    expect(
      robustLogZ([
        [300, 5],
        [400, 2],
      ]),
    ).toBeNull();
    expect(robustLogZ([[0, 5]])).toBeNull();
    expect(shareOfMedian([])).toBeNull();
    expect(shareOfMedian([[0, 3]])).toBeNull();
  });

  test("no time at all has no logarithm, and less than none is refused", () => {
    expect(
      robustLogZ([
        [100, 1],
        [200, 1],
        [400, 1],
      ])?.(0),
    ).toBeNull();
    expect(() => robustLogZ([[-1, 1]])).toThrow(RangeError);
  });
});
