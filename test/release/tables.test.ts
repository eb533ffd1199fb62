import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundsOf, type Counts, isWide } from "../../server/release/table-audit.ts";
import { hideSmallCells } from "../../server/release/table-suppression.ts";
import { placesToHide, SMALL } from "../../server/reports/small-cells.ts";
import { PEOPLE } from "./golden.ts";

/** 20 regions by 10 obstacles. */
const REGIONS = Array.from({ length: 20 }, (_, region) =>
  Array.from(
    { length: 10 },
    (_none, obstacle) => PEOPLE.filter(({ codes }) => codes.region === region && codes.obstacle === obstacle).length,
  ),
);

describe("a table of one question, as pages and public results show it beside its base", () => {
  test("hides so much that the audit of the gate finds no small count", () => {
    const counts = fc.array(fc.nat(30), { minLength: 2, maxLength: 8 }).filter((found) => sum(found) >= SMALL);
    fc.assert(
      fc.property(counts, (found) => {
        const hidden = placesToHide(found);
        // Nobody knows what the columns add up to: as if a row of many, all of them hidden, stood below.
        const table = [found, found.map(() => 1000)];
        const hiding = [found.map((_, at) => hidden.has(at)), found.map(() => true)];
        for (const [column, count] of found.entries())
          if (count > 0 && count < SMALL)
            expect([hidden.has(column), isWide(table, hiding, { row: 0, column }, SMALL - 1)]).toEqual([true, true]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the audit of a table with its totals", () => {
  test.each([
    [3, 13, 7],
    [5, 29, 8],
    [10, 91, 1],
  ])(
    "of regions by obstacles with counts under %i hidden finds, of %i cells, the %i that were never hidden",
    (least, hidden, exact) => {
      const bounds = boundsOf(REGIONS, smallIn(REGIONS, least));
      expect(bounds).toHaveLength(hidden);
      expect(bounds.filter(({ low, high }) => low === high)).toHaveLength(exact);
    },
  );

  test("bounds a square of cells by what can be shifted round", () => {
    const table = [
      [3, 20, 5],
      [40, 50, 60],
      [2, 30, 9],
    ];
    const hiding = [
      [true, false, true],
      [false, false, false],
      [true, false, true],
    ];
    expect(boundsOf(table, hiding)).toEqual([
      { row: 0, column: 0, low: 0, high: 5 },
      { row: 0, column: 2, low: 3, high: 8 },
      { row: 2, column: 0, low: 0, high: 5 },
      { row: 2, column: 2, low: 6, high: 11 },
    ]);
  });

  test("gives what trying every table gives", () => {
    const cell = fc.nat(3);
    const square = fc.array(fc.tuple(cell, cell, cell), { minLength: 3, maxLength: 3 });
    const mask = fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(square, mask, (table, hiding) => {
        expect(boundsOf(table, hiding)).toEqual(triedOut(table, hiding));
      }),
      { numRuns: 30 },
    );
  });
});

describe("a table's small cells", () => {
  test.each([3, 5, 10])("under %i are hidden with few others, and none can be worked out", (least) => {
    const { hiding, primary, secondary, bounds } = hideSmallCells(REGIONS, least);
    expect(primary).toBe(smallIn(REGIONS, least).flat().filter(Boolean).length);
    // The reference's greedy choice takes 7, 8 and 2 where a cell need only not be exact.
    expect(secondary).toBeLessThanOrEqual({ 3: 8, 5: 8, 10: 2 }[least] ?? 0);
    expectHidden(REGIONS, hiding, least);
    expect(bounds).toEqual(boundsOf(REGIONS, hiding));
  });

  test("are hidden in any table that is large enough, or everything is", () => {
    const table = fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 5 })).chain(([rows, columns]) =>
      fc.array(fc.array(fc.nat(30), { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    );
    fc.assert(
      fc.property(table, (counts) => {
        const { hiding } = hideSmallCells(counts, 5);
        if (!hiding.every((cells) => cells.every(Boolean))) expectHidden(counts, hiding, 5);
      }),
      { numRuns: 60 },
    );
  });

  test("take a row with them in which everybody answered alike", () => {
    const { hiding } = hideSmallCells(
      [
        [0, 25, 0],
        [30, 40, 20],
        [11, 12, 13],
      ],
      5,
    );
    expect(hiding[0]).toEqual([true, true, true]);
  });

  test("are none in a table of large ones, zeros included", () => {
    expect(
      hideSmallCells(
        [
          [0, 10, 12],
          [20, 0, 30],
        ],
        10,
      ),
    ).toMatchObject({ primary: 0, secondary: 0, bounds: [] });
    expect(() => hideSmallCells([[1], [1, 2]], 3)).toThrow(RangeError);
  });
});

function smallIn(counts: Counts, least: number) {
  return counts.map((cells) => cells.map((count) => count > 0 && count < least));
}

function expectHidden(counts: Counts, hiding: readonly (readonly boolean[])[], least: number): void {
  for (const { row, column, low, high } of boundsOf(counts, hiding)) {
    const count = counts[row]?.[column] ?? 0;
    if (count > 0 && count < least) expect(high - low).toBeGreaterThanOrEqual(least - 1);
  }
  for (const [row, cells] of counts.entries())
    for (const [column, count] of cells.entries())
      if (count > 0 && count < least) expect(hiding[row]?.[column]).toBe(true);
}

/** Every table of three by three with these totals and these cells in sight. */
function triedOut(counts: Counts, hiding: readonly (readonly boolean[])[]) {
  const hidden = hiding.flatMap((cells, row) => cells.flatMap((is, column) => (is ? [{ row, column }] : [])));
  const bounds = hidden.map((cell) => ({ ...cell, low: Infinity, high: -Infinity }));
  const now = counts.map((cells) => [...cells]);
  const left = {
    rows: counts.map((cells, row) => sum(cells.filter((_, column) => hiding[row]?.[column]))),
    columns: [0, 1, 2].map((column) =>
      sum(counts.map((cells, row) => (hiding[row]?.[column] ? (cells[column] ?? 0) : 0))),
    ),
  };
  const fill = (at: number): void => {
    const cell = hidden[at];
    if (!cell) {
      if (left.rows.some(Boolean) || left.columns.some(Boolean)) return;
      for (const bound of bounds) {
        const value = now[bound.row]?.[bound.column] ?? 0;
        bound.low = Math.min(bound.low, value);
        bound.high = Math.max(bound.high, value);
      }
      return;
    }
    const { row, column } = cell;
    const most = Math.min(left.rows[row] ?? 0, left.columns[column] ?? 0);
    for (let value = 0; value <= most; value += 1) {
      (now[row] ?? [])[column] = value;
      left.rows[row] = (left.rows[row] ?? 0) - value;
      left.columns[column] = (left.columns[column] ?? 0) - value;
      fill(at + 1);
      left.rows[row] = (left.rows[row] ?? 0) + value;
      left.columns[column] = (left.columns[column] ?? 0) + value;
    }
  };
  fill(0);
  return bounds;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
