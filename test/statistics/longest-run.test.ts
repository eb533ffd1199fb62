import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longestRun } from "../../server/statistics/longest-run.ts";

describe("by hand", () => {
  test("2 2 5 5 5 2 has a run of three", () => {
    expect(longestRun([2, 2, 5, 5, 5, 2])).toBe(3);
  });

  test("a run may stand at the beginning, at the end, or be all there is", () => {
    expect(longestRun([4, 4, 4, 1, 2])).toBe(3);
    expect(longestRun([1, 2, 4, 4, 4])).toBe(3);
    expect(longestRun([3, 3, 3, 3])).toBe(4);
  });
});

describe("by reference", () => {
  // R 4.2.2: x <- c(4,4,3,3,3,3,5,1,1,5,5,5,5,5,2); max(rle(x)$lengths)
  test("R: max(rle(x)$lengths) of fifteen answers is 5", () => {
    expect(longestRun([4, 4, 3, 3, 3, 3, 5, 1, 1, 5, 5, 5, 5, 5, 2])).toBe(5);
  });

  // R 4.2.2: max(rle(mtcars$cyl)$lengths)
  test("R: of the cylinders of mtcars it is 6", () => {
    const cylinders = [6, 6, 4, 6, 8, 6, 8, 4, 4, 6, 6, 8, 8, 8, 8, 8, 8, 4, 4, 4, 4, 8, 8, 8, 8, 4, 4, 4, 8, 6, 8, 4];
    expect(longestRun(cylinders)).toBe(6);
  });
});

describe("by property", () => {
  const values = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 40 });

  test("it is some window of equal values, and no longer window is equal", () => {
    fc.assert(
      fc.property(values, (list) => {
        const run = longestRun(list);
        const isRun = (from: number, length: number) => new Set(list.slice(from, from + length)).size === 1;
        const windows = (length: number) => list.map((_value, at) => at).filter((at) => at + length <= list.length);
        expect(windows(run).some((from) => isRun(from, run))).toBe(true);
        expect(windows(run + 1).some((from) => isRun(from, run + 1))).toBe(false);
      }),
    );
  });

  test("it is the same read backwards", () => {
    fc.assert(fc.property(values, (list) => longestRun([...list].reverse()) === longestRun(list)));
  });
});

describe("with too little data", () => {
  test("nothing has no run, and one value is a run of one", () => {
    expect(longestRun([])).toBe(0);
    expect(longestRun([5])).toBe(1);
  });
});
