import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frequenciesOf } from "../../server/statistics/frequencies.ts";
import { quantile } from "../../server/statistics/quantile.ts";
import { golden, numberIn } from "./golden.ts";
import { MILES_A_GALLON } from "./motor-trend.ts";

const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60 });
const part = fc.double({ min: 0, max: 1, noNaN: true });

describe("by hand", () => {
  test("of 10, 20, 30 and 40, a quarter of the way is three quarters of the way from 10 to 20", () => {
    expect(quantile(frequenciesOf([40, 10, 30, 20]), 0.25)).toBe(17.5);
  });

  test("at the ends it is the smallest and the largest value", () => {
    expect(
      quantile(
        [
          [7, 2],
          [3, 1],
          [5, 9],
        ],
        0,
      ),
    ).toBe(3);
    expect(
      quantile(
        [
          [7, 2],
          [3, 1],
          [5, 9],
        ],
        1,
      ),
    ).toBe(7);
  });
});

describe("by reference", () => {
  test.each([
    [0, 10.4],
    [0.25, 15.425],
    [0.5, 19.2],
    [0.75, 22.8],
    [1, 33.9],
  ])("R: quantile(mtcars$mpg, %d) is %d", (at, expected) => {
    expect(quantile(MILES_A_GALLON, at)).toBeCloseTo(expected, 12);
  });

  test.each([
    [0.05, 134.295],
    [0.25, 213.6],
    [0.75, 392.7],
    [0.95, 622.025],
  ])("Python 3.11: statistics.quantiles(method = 'inclusive') of 3,000 durations at %d is %d", (at, expected) => {
    const durations = golden("durations").map((row) => [numberIn(row, "seconds"), numberIn(row, "times")] as const);
    expect(quantile(durations, at)).toBeCloseTo(expected, 10);
  });
});

describe("by property", () => {
  test("it rises with the part and stays among the values", () => {
    fc.assert(
      fc.property(values, part, part, (list, a, b) => {
        const frequencies = frequenciesOf(list);
        const [less, more] = [quantile(frequencies, Math.min(a, b)), quantile(frequencies, Math.max(a, b))];
        expect(less).toBeGreaterThanOrEqual(Math.min(...list));
        expect(more).toBeGreaterThanOrEqual(less ?? Number.NaN);
        expect(more).toBeLessThanOrEqual(Math.max(...list));
      }),
    );
  });

  test("at i / (n - 1) it is the value on place i of the sorted list", () => {
    fc.assert(
      fc.property(values, fc.nat(), (list, any) => {
        const place = any % list.length;
        const at = list.length === 1 ? 0 : place / (list.length - 1);
        expect(quantile(frequenciesOf(list), at)).toBeCloseTo(list.toSorted((a, b) => a - b)[place] ?? Number.NaN, 9);
      }),
    );
  });
});

describe("with too little data", () => {
  test("nothing has no quantile", () => {
    expect(quantile([], 0.5)).toBeNull();
    expect(quantile([[4, 0]], 0.5)).toBeNull();
  });

  test("one value is all of its quantiles", () => {
    for (const at of [0, 0.3, 1]) expect(quantile([[4, 1]], at)).toBe(4);
  });
});

test.each([-0.1, 1.1, Number.NaN])("there is no quantile at %d", (at) => {
  expect(() => quantile([[1, 1]], at)).toThrow(RangeError);
});
