import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longstring, nondifferentiated, responseVariability } from "../../server/statistics/straight-lining.ts";
import { golden, numberIn, textIn } from "./golden.ts";

const answers = fc.array(fc.option(fc.integer({ min: 1, max: 5 })), { maxLength: 12 });

describe("by hand", () => {
  test("of 4 4 2 2 2 5 the longest run is three", () => {
    expect(longstring([4, 4, 2, 2, 2, 5])).toBe(3);
  });

  test("an answer that is missing ends a run", () => {
    expect(longstring([3, 3, null, 3])).toBe(2);
  });

  test("of 1 3 5 the spread is 2, of 5 5 5 none", () => {
    expect(responseVariability([1, 3, 5])).toBe(2);
    expect(responseVariability([5, 5, 5])).toBe(0);
    expect([nondifferentiated([5, 5, 5]), nondifferentiated([5, 5, 1]), nondifferentiated([5, null, 5])]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe("by R 4.2.2: rle, sd(na.rm = TRUE) and all equal, in 776 grids of six items", () => {
  const rows = golden("straight-lines").map((row) => ({
    row,
    given: [...textIn(row, "answers")].map((answer) => (answer === "-" ? null : Number(answer))),
  }));

  test("all three agree", () => {
    expect(rows).toHaveLength(776);
    for (const { row, given } of rows) {
      expect(longstring(given), textIn(row, "answers")).toBe(numberIn(row, "longstring"));
      expect(responseVariability(given), textIn(row, "answers")).toBeCloseTo(numberIn(row, "irv"), 12);
      expect(nondifferentiated(given), textIn(row, "answers")).toBe(numberIn(row, "nondifferentiated") === 1);
    }
  });
});

describe("by property", () => {
  test("no run is longer than the grid, and all alike means no spread", () => {
    fc.assert(
      fc.property(answers, (given) => {
        expect(longstring(given)).toBeLessThanOrEqual(given.filter((answer) => answer !== null).length);
        const alike = nondifferentiated(given);
        if (alike !== null) expect(alike).toBe(responseVariability(given) === 0);
      }),
    );
  });

  test("turning the scale round changes none of them", () => {
    fc.assert(
      fc.property(answers, (given) => {
        const turned = given.map((answer) => (answer === null ? null : 6 - answer));
        expect(longstring(turned)).toBe(longstring(given));
        expect(responseVariability(turned) ?? -1).toBeCloseTo(responseVariability(given) ?? -1, 12);
      }),
    );
  });
});

describe("with too little data", () => {
  test("of no answer there is no run, of one no spread", () => {
    expect([longstring([]), longstring([null, null]), longstring([3])]).toEqual([0, 0, 1]);
    expect([responseVariability([]), responseVariability([3, null])]).toEqual([null, null]);
    expect([nondifferentiated([]), nondifferentiated([null, 3])]).toEqual([null, null]);
  });
});
