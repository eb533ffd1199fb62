import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frequenciesOf } from "../../server/statistics/frequencies.ts";
import { mean } from "../../server/statistics/mean.ts";
import { MILES_A_GALLON } from "./motor-trend.ts";

test("by hand: of 1, 2, 2 and 7 it is 3", () => {
  expect(
    mean([
      [1, 1],
      [2, 2],
      [7, 1],
    ]),
  ).toBe(3);
});

describe("by reference", () => {
  test("R: mean(mtcars$mpg) is 20.090625", () => {
    expect(mean(MILES_A_GALLON)).toBeCloseTo(20.090625, 13);
  });

  test("R 4.2.2: mean() of 2,906 answers on a scale of five", () => {
    expect(
      mean([
        [1, 263],
        [2, 437],
        [3, 776],
        [4, 896],
        [5, 534],
      ]),
    ).toBeCloseTo(3.34445973847213, 14);
  });
});

describe("by property", () => {
  test("it lies between the smallest and the largest value", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const found = mean(frequenciesOf(values));
        expect(found).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(found).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }),
    );
  });

  test("values all alike are their own mean, to the last digit", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.integer({ min: 1, max: 10 ** 9 }),
        (value, times) => {
          expect(mean([[value, times]])).toBeCloseTo(value, 9);
        },
      ),
    );
    expect(mean([[0.1, 3]])).toBe(0.1);
  });

  test("a table a million times as long has the same mean", () => {
    expect(
      mean([
        [1, 1e6],
        [2, 2e6],
        [7, 1e6],
      ]),
    ).toBe(3);
  });
});

describe("with too little data", () => {
  test("nothing has no mean", () => {
    expect(mean([])).toBeNull();
    expect(mean([[4, 0]])).toBeNull();
  });

  test("one value is its own", () => {
    expect(mean([[4, 1]])).toBe(4);
  });
});
