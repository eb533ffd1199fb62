import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CrossingCounts, gateCrossing } from "../../server/release/crossing-gate.ts";
import { placesToHide } from "../../server/reports/small-cells.ts";
import { PEOPLE } from "./golden.ts";
import { intervalsOf, type Published, totalsOf } from "./linear-attack.ts";

const LEAST = 10;

/** 20 regions by 10 obstacles, where everybody answered both. */
const REGIONS: CrossingCounts = crossed(
  Array.from({ length: 21 }, (_, region) =>
    Array.from(
      { length: 10 },
      (_none, obstacle) => PEOPLE.filter(({ codes }) => codes.region === region && codes.obstacle === obstacle).length,
    ),
  ),
);

describe("a crossing of two questions", () => {
  test("of regions by obstacles hides few cells beside the small ones, and none of those can be worked out", () => {
    const gated = gateCrossing(REGIONS);
    expect([gated.primary, gated.secondary]).toEqual([91, 2]);
    expect(gated.narrowest).toBeGreaterThanOrEqual(LEAST - 1);
    expectSafe(REGIONS, attacked(REGIONS));
  });

  test("that holds no small number hides nothing, zeros included", () => {
    const gated = gateCrossing(
      crossed([
        [20, 0, 30],
        [40, 50, 60],
        [0, 0, 0],
      ]),
    );
    expect(gated.hiding.flat().some(Boolean)).toBe(false);
    expect(gated.narrowest).toBeNull();
  });

  test("hides a row in which all answered alike, and one whose answer is hidden in its own question's table", () => {
    const { hiding, bases } = gateCrossing({
      ...crossed([
        [0, 40, 0],
        [60, 70, 80],
        [30, 30, 30],
        [90, 90, 90],
        [0, 0, 0],
      ]),
      // 3 people more chose the second than answered both; the third is the next smallest.
      by: [40, 210, 3, 270],
    });
    expect(hiding[0]).toEqual([true, true, true]);
    expect(bases).toEqual([true, false, true, false, false]);
    expect(hiding[2]).toEqual([true, true, true]);
  });

  test("keeps what is hidden in the other question's own table", () => {
    // 4 people gave the last answer: hidden there, with the next smallest answer beside it.
    const table = crossed([
      [50, 20, 2],
      [60, 20, 2],
      [70, 20, 0],
      [0, 0, 0],
    ]);
    const { hiding } = gateCrossing(table);
    // Otherwise the second column would add up, and give the third's sum.
    expect(hiding.filter((row) => row[1]).length).toBeGreaterThan(0);
    expectSafe(table, attacked(table));
  });
});

describe("an attack on what a page of a crossing and of its questions shows", () => {
  const cell = fc.oneof(fc.nat(12), fc.nat(60), fc.constant(0));
  const tables = fc
    .tuple(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 2, max: 5 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
    );

  test("does not come closer to a small count than its interval allows, unless nothing at all is shown", () => {
    fc.assert(
      fc.property(tables, (cells) => {
        const table = crossed(cells);
        expectSafe(table, attacked(table));
      }),
      { numRuns: 40 },
    );
  });

  test("works where nothing but small cells is hidden: the attack can fail a gate", () => {
    const table = crossed([
      [3, 20, 30],
      [40, 50, 60],
      [70, 80, 90],
      [0, 0, 0],
    ]);
    const hiding = table.cells.map((row) => row.map((count) => count > 0 && count < LEAST));
    const [found] = intervalsOf(publishedOf(table, hiding, []));
    expect(found).toMatchObject({ low: 3, high: 3 });
  });

  test("finds neither who gave one of several answers, nor who did not", () => {
    const chosen = fc.tuple(cell, cell).map(([yes, no]) => ({ yes, base: yes + no }));
    fc.assert(
      fc.property(fc.array(chosen, { minLength: 3, maxLength: 6 }), (rows) => {
        const several: CrossingCounts = {
          cells: rows.map(({ yes }) => [yes]),
          bases: rows.map(({ base }) => base),
          several: true,
          by: rows.slice(0, -1).map(({ base }) => base),
        };
        const split = crossed(rows.map(({ yes, base }) => [yes, base - yes]));
        const gated = gateCrossing(several);
        const hiding = gated.hiding.map(([is = false]) => [is, is]);
        expectSafe(split, publishedOf(split, hiding, gated.bases));
      }),
      { numRuns: 40 },
    );
  });
});

/** Everybody answered the question that is broken down; the last row did not answer the other. */
function crossed(cells: CrossingCounts["cells"]): CrossingCounts {
  const bases = cells.map((row) => sum(row));
  return { cells, bases, several: false, by: bases.slice(0, -1) };
}

function attacked(table: CrossingCounts): Published {
  const { hiding, bases } = gateCrossing(table);
  return publishedOf(table, hiding, bases);
}

/** What there is to read: cells in sight, bases in sight, and the questions' own tables. */
function publishedOf(
  { cells, bases, by }: CrossingCounts,
  hiding: Published["hiding"],
  hidden: readonly boolean[],
): Published {
  const columns = (cells[0] ?? []).map((_, column) => sum(cells.map((row) => row[column] ?? 0)));
  const all = sum(columns);
  const gone = all < LEAST ? new Set(columns.keys()) : placesToHide(columns, LEAST);
  const own = all < LEAST ? new Set(by.keys()) : placesToHide(by, LEAST);
  return {
    cells,
    hiding,
    rows: bases.map((base, row) => (hidden[row] || own.has(row) ? undefined : base)),
    columns: columns.map((count, column) => (gone.has(column) ? undefined : count)),
    all,
  };
}

function expectSafe(table: CrossingCounts, published: Published): void {
  const { cells } = table;
  const everything = published.hiding.every((row, at) => row.every(Boolean) || sum(cells[at] ?? []) === 0);
  for (const [row, counts] of cells.entries())
    for (const [column, count] of counts.entries())
      if (count > 0 && count < LEAST) expect(published.hiding[row]?.[column], `${row}, ${column}`).toBe(true);
  if (everything) return;
  expectTotalsSafe(table, published);
  for (const { row, column, low, high } of intervalsOf(published)) {
    const count = cells[row]?.[column] ?? 0;
    if (count > 0 && count < LEAST)
      expect(high - low, JSON.stringify([cells, row, column])).toBeGreaterThanOrEqual(LEAST - 1);
  }
}

function expectTotalsSafe({ cells, by }: CrossingCounts, published: Published): void {
  const columns = (cells[0] ?? []).map((_, column) => sum(cells.map((row) => row[column] ?? 0)));
  for (const { total, low, high } of totalsOf(published)) {
    const [line = "", at = ""] = total.split(" ");
    const count = (line === "row" ? by : columns)[Number(at)] ?? 0;
    if (count > 0 && count < LEAST)
      expect(high - low, JSON.stringify([cells, total])).toBeGreaterThanOrEqual(LEAST - 1);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
