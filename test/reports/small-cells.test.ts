import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type QuestionReport, shareWithInterval } from "../../server/reports/shares.ts";
import { isHidden, withoutSmallCells } from "../../server/reports/small-cells.ts";

const ALL_ANSWERED = { skipped: 0, nonresponse: 0, weighted_base: null };
const MEASURES = { mean: 2, sd: 1, median: 2, mean_error: { se: null, low: null, high: null }, weighted: null };

function single(counts: readonly number[]): QuestionReport {
  const base = counts.reduce((sum, count) => sum + count, 0);
  return { kind: "one", asked: base, base, ...ALL_ANSWERED, options: optionsOf(counts, base) };
}

function several(base: number, counts: readonly number[]): QuestionReport {
  return { kind: "several", asked: base, base, ...ALL_ANSWERED, options: optionsOf(counts, base) };
}

function optionsOf(counts: readonly number[], base: number) {
  return Object.fromEntries(
    counts.map((count, at) => [`o${at}`, { ...shareWithInterval(count, base), weighted: null }]),
  );
}

/** Counts in sight, `null` for hidden ones. */
function seen(question: QuestionReport, valid = question.base): readonly (number | null)[] {
  const { options = {} } = withoutSmallCells(question, valid);
  return Object.values(options).map((cell) => (isHidden(cell) ? null : cell.count));
}

describe("small cells", () => {
  test("a table without any stays as it is", () => {
    expect(seen(single([10, 50, 0]))).toEqual([10, 50, 0]);
  });

  test("a hidden cell has no count, no share and no interval", () => {
    const { options } = withoutSmallCells(several(100, [3, 90]), 100);
    expect(options?.o0).toEqual({ hidden: true });
  });

  test("one small cell takes the next smallest with it, for the base would give it back", () => {
    expect(seen(single([7, 200, 45, 60]))).toEqual([null, 200, null, 60]);
  });

  test("the next smallest is one that somebody chose", () => {
    expect(seen(single([7, 200, 0, 60]))).toEqual([null, 200, 0, null]);
  });

  test("two small cells hide each other", () => {
    expect(seen(single([7, 200, 8, 60]))).toEqual([null, 200, null, 60]);
  });

  test("two cells of one person each do not, for the base would give back that they are two together", () => {
    expect(seen(single([1, 200, 1, 60]))).toEqual([null, 200, null, null]);
  });

  test("of several answers nothing adds up to the base, so only small cells go", () => {
    expect(seen(several(300, [7, 200, 45, 60]))).toEqual([null, 200, 45, 60]);
  });

  test("under ten valid responses there is nothing to see", () => {
    expect(seen(single([9, 0]))).toEqual([null, null]);
    expect(seen(single([0, 0]))).toEqual([null, null]);
  });

  test("nor under ten answers to the question, whatever the survey has", () => {
    expect(seen(single([5, 0]), 4000)).toEqual([null, null]);
  });

  test("a scale's mean goes with its small cells and stays without them", () => {
    const scale = (counts: readonly number[]): QuestionReport => ({
      ...single(counts),
      kind: "scale",
      options: optionsOf(
        counts,
        counts.reduce((sum, count) => sum + count, 0),
      ),
      ...MEASURES,
      top_two: null,
    });
    expect(withoutSmallCells(scale([4, 20, 30]), 54).measures).toEqual({ hidden: true });
    expect(withoutSmallCells(scale([14, 20, 30]), 64).measures).toEqual({ ...MEASURES, top_two: null });
  });

  test("text keeps its base and has nothing to hide", () => {
    expect(withoutSmallCells({ kind: "text", asked: 20, base: 4, ...ALL_ANSWERED, skipped: 16 }, 20)).toEqual({
      kind: "text",
      asked: 20,
      base: 4,
      skipped: 16,
    });
  });

  test("whatever the table, no small cell is seen, and what is hidden is together none", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.nat(500)), { minLength: 2, maxLength: 12 }),
        (counts) => {
          const question = single(counts);
          const cells = seen(question);
          expect(cells.filter((count) => count !== null && count > 0 && count < 10)).toEqual([]);
          if (question.base < 10 || !cells.includes(null)) return;
          expect(cells.filter((count) => count === null).length).toBeGreaterThan(1);
          const visible = cells.reduce<number>((sum, count) => sum + (count ?? 0), 0);
          expect(question.base - visible).toBeGreaterThanOrEqual(10);
        },
      ),
    );
  });
});
