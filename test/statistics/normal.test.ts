import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalQuantile } from "../../server/statistics/normal.ts";
import { Z_95 } from "../../server/statistics/proportion.ts";

/** How far from the truth in units of the truth. */
function relativeError(found: number, expected: number): number {
  return Math.abs(found - expected) / Math.abs(expected);
}

describe("by hand", () => {
  test("half of the distribution lies below its mean", () => {
    expect(normalQuantile(0.5)).toBe(0);
  });
});

describe("by reference", () => {
  test.each([
    [1e-6, -4.7534243088229],
    [0.001, -3.09023230616781],
    [0.005, -2.5758293035489],
    [0.025, -1.95996398454005],
    [0.1, -1.2815515655446],
    [0.25, -0.674489750196082],
    [0.75, 0.674489750196082],
    [0.95, 1.64485362695147],
    [0.975, 1.95996398454005],
    [0.999999, 4.75342430881709],
  ])("R 4.2.2: qnorm(%d) is %d, to the 15 digits R prints", (part, quantile) => {
    expect(relativeError(normalQuantile(part), quantile)).toBeLessThan(5e-15);
  });

  test.each([
    [1e-300, -37.0470962993612],
    [1e-20, -9.262340089798409],
    [0.0750001, -1.4395307645017301],
    [0.3, -0.5244005127080409],
    [0.92, 1.4050715603096329],
  ])("SciPy 1.17.1: scipy.special.ndtri(%d) is %d", (part, quantile) => {
    expect(relativeError(normalQuantile(part), quantile)).toBeLessThan(3e-15);
  });

  test("the z of every 95% interval is the quantile at 0.975", () => {
    expect(relativeError(normalQuantile(0.975), Z_95)).toBeLessThan(1e-15);
  });
});

describe("by property", () => {
  const part = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });

  test("it rises with the part", () => {
    fc.assert(
      fc.property(part, part, (a, b) => {
        fc.pre(Math.abs(a - b) > 1e-12);
        expect(normalQuantile(Math.min(a, b))).toBeLessThan(normalQuantile(Math.max(a, b)));
      }),
    );
  });

  test("it is the same on both sides of the mean", () => {
    fc.assert(
      // Multiples of 2^-30: one less such a part is exact.
      fc.property(fc.integer({ min: 1, max: 2 ** 30 - 1 }), (steps) => {
        const [below, above] = [normalQuantile(steps / 2 ** 30), normalQuantile(1 - steps / 2 ** 30)];
        expect(below + above).toBe(0);
      }),
    );
  });

  test("where one formula takes over from another there is no step", () => {
    const tail = Math.exp(-25);
    for (const seam of [0.075, 0.925, tail]) {
      const [before, after] = [normalQuantile(seam * (1 - 1e-12)), normalQuantile(seam * (1 + 1e-12))];
      expect(after - before).toBeGreaterThan(0);
      expect(after - before).toBeLessThan(2e-11);
    }
  });
});

test.each([0, 1, -0.1, 1.1, Number.NaN])("there is no quantile at %d", (part) => {
  expect(() => normalQuantile(part)).toThrow(RangeError);
});
