import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chiSquaredAbove, chiSquaredQuantile } from "../../server/statistics/chi-squared.ts";
import { gammaAbove, gammaBelow, logGamma } from "../../server/statistics/gamma.ts";
import { golden, numberIn, textIn } from "./golden.ts";

describe("by hand", () => {
  test("gamma is the factorial, moved by one, and √π at a half", () => {
    for (let n = 1, factorial = 1; n < 20; n += 1, factorial *= n - 1)
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14);
  });

  test("of shape 1 the part above x is e to the -x, deep into the tail", () => {
    for (const x of [0, 0.1, 1, 3, 50, 500]) expect(gammaAbove(1, x) / Math.exp(-x)).toBeCloseTo(1, 12);
  });

  test("chi-squared with two degrees is above x with probability e to the -x/2", () => {
    expect(chiSquaredAbove(5.991464547107979, 2)).toBeCloseTo(0.05, 14);
    expect(chiSquaredQuantile(0.95, 2)).toBeCloseTo(-2 * Math.log(0.05), 12);
  });
});

describe("by R 4.2.2: qchisq", () => {
  test("all 102 quantiles agree, from a millionth up", () => {
    const rows = golden("distributions").filter((row) => textIn(row, "distribution") === "chi-squared");
    expect(rows).toHaveLength(102);
    for (const row of rows) {
      const [df, part, value] = [numberIn(row, "a"), numberIn(row, "part"), numberIn(row, "value")];
      expect(chiSquaredQuantile(part, df) / value, `${part} with ${df}`).toBeCloseTo(1, 9);
      expect(chiSquaredAbove(value, df) / (1 - part), `above ${value} with ${df}`).toBeCloseTo(1, 8);
    }
  });
});

describe("by property", () => {
  test("what is below and what is above add up to 1, and the part below grows", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 5000, noNaN: true }),
        fc.double({ min: 0, max: 6000, noNaN: true }),
        (shape, x) => {
          expect(gammaBelow(shape, x) + gammaAbove(shape, x)).toBeCloseTo(1, 12);
          expect(gammaBelow(shape, x * 1.1)).toBeGreaterThanOrEqual(gammaBelow(shape, x) - 1e-12);
        },
      ),
    );
  });
});

describe("at the ends", () => {
  test("nothing lies below 0 and no quantile of nothing is above it", () => {
    expect([gammaBelow(3, 0), gammaAbove(3, 0), chiSquaredQuantile(0, 4)]).toEqual([0, 1, 0]);
  });

  test("what is outside is refused", () => {
    for (const outside of [
      () => logGamma(0),
      () => gammaAbove(0, 1),
      () => gammaBelow(1, -1),
      () => gammaAbove(1, Number.NaN),
      () => chiSquaredQuantile(1, 1),
    ])
      expect(outside).toThrow(RangeError);
  });
});
