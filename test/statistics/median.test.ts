import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frequenciesOf } from "../../server/statistics/frequencies.ts";
import { median } from "../../server/statistics/median.ts";
import { golden, numberIn } from "./golden.ts";
import { MILES_A_GALLON } from "./motor-trend.ts";

describe("by hand", () => {
  test("of an odd number of values it is the one in the middle", () => {
    expect(median(frequenciesOf([9, 1, 5]))).toBe(5);
  });

  test("of an even number it is halfway between the two in the middle", () => {
    expect(
      median([
        [1, 2],
        [4, 1],
        [9, 1],
      ]),
    ).toBe(2.5);
  });
});

describe("by reference", () => {
  test("R: median(mtcars$mpg) is 19.2", () => {
    expect(median(MILES_A_GALLON)).toBe(19.2);
  });

  test("R 4.2.2: median() of 3,000 simulated durations is 288.3", () => {
    const durations = golden("durations").map((row) => [numberIn(row, "seconds"), numberIn(row, "times")] as const);
    expect(median(durations)).toBeCloseTo(288.3, 12);
  });
});

test("by property: no more than half of the values lie below it, and no more than half above", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1 }), (values) => {
      const middle = median(frequenciesOf(values)) ?? Number.NaN;
      expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
      expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
    }),
  );
});

describe("with too little data", () => {
  test("nothing has no median", () => {
    expect(median([])).toBeNull();
  });

  test("one value is its own", () => {
    expect(median([[4, 1]])).toBe(4);
  });
});
