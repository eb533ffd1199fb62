import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batteriesIn, isStraightLined } from "../../server/screening/straight-lining.ts";
import { journeyOf } from "../../server/survey/journey.ts";
import { aDefinition, type WrittenDefinition, words } from "../support/definitions.ts";

const AGAIN = (value: number, times: number) => Array<number>(times).fill(value);

describe("a battery", () => {
  test("of five or more answers, all of them the same, is a straight line", () => {
    expect(isStraightLined([AGAIN(4, 5)], 5)).toBe(true);
    expect(isStraightLined([AGAIN(0, 7)], 5)).toBe(true);
  });

  test("of fewer is none, whatever it says", () => {
    expect(isStraightLined([AGAIN(4, 4)], 5)).toBe(false);
    expect(isStraightLined([[], AGAIN(5, 2)], 5)).toBe(false);
    expect(isStraightLined([], 5)).toBe(false);
  });

  test("with one other answer is none below ten answers, from ten on it is", () => {
    expect(isStraightLined([[...AGAIN(4, 8), 3]], 5)).toBe(false);
    expect(isStraightLined([[...AGAIN(4, 9), 3]], 5)).toBe(true);
    expect(isStraightLined([[...AGAIN(4, 5), 3, ...AGAIN(4, 4)]], 5)).toBe(false);
  });

  test("is forgiven where most of the others are not straight", () => {
    expect(isStraightLined([AGAIN(4, 6), [1, 2, 3, 2, 1], [2, 2, 5, 2, 2]], 5)).toBe(false);
    expect(isStraightLined([AGAIN(4, 6), [1, 2, 3, 2, 1]], 5)).toBe(true);
    // The short one neither helps nor harms.
    expect(isStraightLined([AGAIN(4, 6), AGAIN(4, 6), [1, 2, 3, 2, 1], [1, 2]], 5)).toBe(true);
  });

  test("by property: who uses two points by turns is never doubted, and the point itself does not matter", () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 40 }), fc.integer({ min: -3, max: 9 }), (length, point) => {
        const turns = Array.from({ length }, (_none, at) => point + (at % 2));
        expect(isStraightLined([turns], 5)).toBe(false);
        expect(isStraightLined([AGAIN(point, length)], 5)).toBe(true);
      }),
    );
  });
});

const ENDS = { labels: { 1: words("low"), 5: words("high") }, from: 1, to: 5 };
const scale = (id: string, ends: { from: number; to: number } = ENDS) => ({
  kind: "scale" as const,
  id,
  text: words(id),
  ...ENDS,
  ...ends,
  labels: { [ends.from]: words("low"), [ends.to]: words("high") },
});

function batteries(
  questions: WrittenDefinition["pages"][number]["questions"],
  answers: Parameters<typeof journeyOf>[1],
) {
  const pages = [{ id: "only", title: words("Only"), questions }];
  const journey = journeyOf(aDefinition({ headline: undefined, pages }), answers, []);
  return batteriesIn(journey.steps, journey.answers);
}

describe("batteries on a journey", () => {
  test("are the rows of a grid in the order shown, without those that were skipped", () => {
    const rows = ["a", "b", "c"].map((id) => ({ id, label: words(id) }));
    const grid = { kind: "grid" as const, id: "parts", text: words("Parts"), ...ENDS, rows };
    expect(batteries([grid], { parts: { c: 1, a: 5 } })).toEqual([[5, 1]]);
    expect(batteries([grid], {})).toEqual([[]]);
  });

  test("are scales of the same ends that follow each other; another range, or another kind, parts them", () => {
    const asked = [
      scale("a"),
      scale("b"),
      scale("c", { from: 0, to: 10 }),
      scale("d"),
      { kind: "text" as const, id: "w", text: words("w"), max: 9 },
      scale("e"),
    ];
    expect(batteries(asked, { a: 1, b: 1, c: 9, d: 2, w: "x", e: 3 })).toEqual([[1, 1], [9], [2], [3]]);
    expect(batteries(asked, { b: 4, e: 3 })).toEqual([[4], [], [], [3]]);
  });
});
