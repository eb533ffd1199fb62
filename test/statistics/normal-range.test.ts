import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalBelow, normalQuantile } from "../../server/statistics/normal.ts";
import { normalRange } from "../../server/statistics/normal-range.ts";

describe("by hand", () => {
  test("two values differ by a normal value of both their variances: 1.96 times √(9 + 16)", () => {
    expect(normalRange([3, 4]) / (5 * 1.959963984540054)).toBeCloseTo(1, 5);
    expect(normalRange([1, 1], 0.5) / (Math.SQRT2 * 0.674489750196082)).toBeCloseTo(1, 4);
  });

  test("where nothing moves there is no range", () => {
    expect(normalRange([0, 0, 0])).toBe(0);
  });
});

describe("by R: qtukey(0.95, k, df = Inf)", () => {
  test.each([
    [2, 2.77181],
    [5, 3.85766],
    [20, 5.01169],
  ])("%d values of equal deviation", (k, expected) => {
    expect(normalRange(Array<number>(k).fill(1))).toBeCloseTo(expected, 3);
  });

  test("pnorm at the quantiles, 0.975 at 1.96", () => {
    expect(normalBelow(1.959963984540054)).toBeCloseTo(0.975, 6);
    for (const part of [1e-5, 0.01, 0.3, 0.5, 0.9, 0.9999])
      expect(normalBelow(normalQuantile(part))).toBeCloseTo(part, 6);
    expect([normalBelow(-9), normalBelow(9), normalBelow(0)]).toEqual([0, 1, 0.5]);
  });
});

describe("by property", () => {
  const deviations = fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 });

  test("twice as wide values range twice as far, in whatever order, and a value more ranges no less", () => {
    fc.assert(
      fc.property(deviations, fc.double({ min: 0.05, max: 1, noNaN: true }), (given, another) => {
        const range = normalRange(given);
        expect(normalRange(given.map((each) => each * 2)) / range).toBeCloseTo(2, 3);
        expect(normalRange(given.toReversed()) / range).toBeCloseTo(1, 3);
        expect(normalRange([...given, another])).toBeGreaterThan(range * 0.999);
      }),
    );
  });

  test("it is never less than that of the two widest, nor more than if all were as wide as the widest", () => {
    fc.assert(
      fc.property(deviations, (given) => {
        const [one = 0, other = 0] = given.toSorted((a, b) => b - a);
        const range = normalRange(given);
        expect(range).toBeGreaterThan(1.95 * Math.hypot(one, other));
        expect(range).toBeLessThan(normalRange(given.map(() => one)) * 1.002);
      }),
    );
  });
});

test("what is no range is refused", () => {
  for (const refused of [() => normalRange([1]), () => normalRange([1, -1]), () => normalRange([1, 1], 1)])
    expect(refused).toThrow(RangeError);
});
