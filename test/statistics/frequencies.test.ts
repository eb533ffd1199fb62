import fc from "fast-check";
import { expect, test } from "vitest";
import { frequenciesOf, sizeOf, sumOver } from "../../server/statistics/frequencies.ts";

test("a list of values becomes each value and how often it occurs", () => {
  expect([...frequenciesOf([3, 1, 3, 3])]).toEqual([
    [3, 3],
    [1, 1],
  ]);
});

test("a table stands for as many values as its rows say, whichever form it has", () => {
  expect(
    sizeOf(
      new Map([
        [1, 5],
        [2, 0],
      ]),
    ),
  ).toBe(5);
  expect(
    sizeOf([
      [1, 5],
      [1, 2],
      [4, 1],
    ]),
  ).toBe(8);
  expect(sizeOf([])).toBe(0);
});

test("nothing of a list is lost in its table", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 })), (values) => {
      const frequencies = frequenciesOf(values);
      expect(sizeOf(frequencies)).toBe(values.length);
      expect(sumOver(frequencies, (value) => value)).toBe(values.reduce((sum, value) => sum + value, 0));
      expect(frequencies.size).toBe(new Set(values).size);
    }),
  );
});

test.each([
  [Number.NaN, 1],
  [Infinity, 1],
  [1e101, 1],
  [1, -1],
  [1, 0.5],
  [1, Number.NaN],
  [1, Infinity],
])("a value %d that occurs %d times is refused", (value, times) => {
  expect(() => sizeOf([[value, times]])).toThrow(RangeError);
});
