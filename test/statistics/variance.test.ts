import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frequenciesOf } from "../../server/statistics/frequencies.ts";
import { sd, variance } from "../../server/statistics/variance.ts";
import { golden, numberIn } from "./golden.ts";
import { MILES_A_GALLON } from "./motor-trend.ts";

const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 60 });

test("by hand: 1, 2, 2 and 7 lie 2, 1, 1 and 4 from their mean 3, so the variance is 22 / 3", () => {
  const frequencies = [
    [1, 1],
    [2, 2],
    [7, 1],
  ] as const;
  expect(variance(frequencies)).toBeCloseTo(22 / 3, 14);
  expect(sd(frequencies)).toBeCloseTo(Math.sqrt(22 / 3), 14);
});

describe("by reference", () => {
  test("R: sd(mtcars$mpg) is 6.026948", () => {
    expect(sd(MILES_A_GALLON)).toBeCloseTo(6.026948, 6);
  });

  test("R 4.2.2: sd() of 2,906 answers on a scale of five", () => {
    expect(
      sd([
        [1, 263],
        [2, 437],
        [3, 776],
        [4, 896],
        [5, 534],
      ]),
    ).toBeCloseTo(1.19899496090627, 14);
  });

  test("NumPy: std(ddof = 1) of 3,000 simulated durations, some of them left open overnight", () => {
    const durations = golden("durations").map((row) => [numberIn(row, "seconds"), numberIn(row, "times")] as const);
    expect(sd(durations)).toBeCloseTo(5453.157128386532, 9);
  });
});

describe("by property", () => {
  test("it is half the mean squared distance between two different values", () => {
    fc.assert(
      fc.property(values, (list) => {
        const pairs = list.flatMap((a, i) => list.slice(i + 1).map((b) => (a - b) ** 2));
        const expected = pairs.reduce((sum, square) => sum + square, 0) / pairs.length / 2;
        const found = variance(frequenciesOf(list));
        expect(found).not.toBeNull();
        expect(Math.abs((found ?? 0) - expected)).toBeLessThanOrEqual(1e-12 * expected);
      }),
    );
  });

  test("it is the same wherever the values lie, far from zero too", () => {
    fc.assert(
      fc.property(values, (list) => {
        const [here, there] = [
          variance(frequenciesOf(list)),
          variance(frequenciesOf(list.map((value) => value + 1e9))),
        ];
        expect(there).toBeCloseTo(here ?? Number.NaN, 6);
      }),
    );
  });
});

describe("with too little data", () => {
  test("neither none nor one value has a spread", () => {
    for (const frequencies of [
      [],
      [[4, 1]],
      [
        [4, 1],
        [5, 0],
      ],
    ] as const) {
      expect(variance(frequencies)).toBeNull();
      expect(sd(frequencies)).toBeNull();
    }
  });

  test("two values alike have none, which is 0", () => {
    expect(sd([[0.1, 2]])).toBe(0);
  });
});
