import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CrossingCounts, gateCrossing } from "../../server/release/crossing-gate.ts";
import { bothPages, onePage, readBy, safeFrom, turnedRound } from "./crossing-attack.ts";
import { PEOPLE } from "./golden.ts";
import { attackOn } from "./linear-attack.ts";

/** 20 regions by 10 obstacles, where everybody answered both. */
const REGIONS = everybody(
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
    expect(gated.narrowest).toBeGreaterThanOrEqual(9);
    safeFrom(REGIONS, bothPages(REGIONS));
  });

  test("that holds no small number hides nothing, zeros included", () => {
    const gated = gateCrossing(
      everybody([
        [20, 0, 30],
        [40, 50, 60],
        [70, 80, 90],
        [0, 0, 0],
      ]),
    );
    expect(gated.hiding.flat().some(Boolean)).toBe(false);
    expect(gated.bases.some(Boolean)).toBe(false);
    expect(gated.narrowest).toBeNull();
  });

  test("hides what is hidden in the questions' own tables, as rows and as columns", () => {
    const table = crossed([
      [50, 20, 2, 0],
      [60, 20, 2, 0],
      [1, 1, 1, 0],
      [70, 20, 0, 0],
      [0, 0, 0, 0],
    ]);
    const { hiding, bases } = gateCrossing(table);
    expect(hiding[2]).toEqual([true, true, true]);
    expect(bases[2]).toBe(true);
    expect(hiding.slice(0, 4).every((row) => row[2])).toBe(true);
    safeFrom(table, bothPages(table));
  });
});

describe("a crossing and the same turned round", () => {
  // Found by an attacker: each page was safe alone, both together gave a1b1 = 4 and a1b2 = 60.
  const FOUND = crossed([
    [4, 60, 70, 12],
    [80, 90, 100, 15],
    [110, 120, 130, 20],
    [11, 13, 17, 0],
  ]);

  test("hide the same cells, and give no small number together", () => {
    const [straight, turned] = [gateCrossing(FOUND), gateCrossing(turnedRound(FOUND))];
    expect(turned.hiding.slice(0, 3).map((row) => row.slice(0, 3))).toEqual(
      [0, 1, 2].map((column) => straight.hiding.slice(0, 3).map((row) => row[column])),
    );
    expect(turned.hiding[3]).toEqual(straight.bases.slice(0, 3));
    safeFrom(FOUND, bothPages(FOUND));
  });

  test("are attacked: where each hides for itself the attack finds the number", () => {
    const hides = (places: readonly string[]) => (row: number, column: number) => places.includes(`${row},${column}`);
    const straight = hides(["0,0", "0,1", "0,2", "1,0", "2,0", "3,0", "3,1"]);
    const shown = readBy(FOUND, (row, column) => column < 3 && !straight(row, column), [0, 1, 2, 3], [0, 1, 2]);
    expect(attackOn(shown)([[0, 0]])).toEqual({ low: 4, high: 4 });
  });
});

describe("a row in which all answered alike", () => {
  test("is not given back by the column that it is in", () => {
    const table = crossed([
      [0, 40, 0, 0],
      [60, 70, 80, 0],
      [90, 90, 90, 0],
      [0, 0, 0, 0],
    ]);
    expect(gateCrossing(table).hiding[0]).toEqual([true, true, true]);
    safeFrom(table, bothPages(table));
  });

  test("is not given back as a column of the table turned round", () => {
    const table = turnedRound(
      crossed([
        [0, 40, 0, 12],
        [60, 70, 80, 14],
        [90, 90, 90, 16],
        [20, 30, 40, 0],
      ]),
    );
    expect(
      gateCrossing(table)
        .hiding.slice(0, 3)
        .map(([cell]) => cell),
    ).toEqual([true, true, true]);
    safeFrom(table, bothPages(table));
  });

  test("is not given back where it is one of several answers", () => {
    const table = several([
      [40, 40, 50],
      [70, 100, 110],
      [90, 180, 200],
      [0, 0, 0],
    ]);
    expect(gateCrossing(table).hiding[0]).toEqual([true]);
    safeFrom(optionOf(table), onePage(table), true);
  });
});

describe("how many in a row answered", () => {
  test("is hidden where it is a small number, and the rest of the table is told", () => {
    const table = crossed([
      [4, 1, 0, 45],
      [80, 90, 100, 15],
      [110, 120, 130, 20],
      [50, 60, 70, 25],
      [11, 13, 17, 0],
    ]);
    const { bases, hiding } = gateCrossing(table);
    expect(bases[0]).toBe(true);
    expect(hiding.flat().filter((is) => !is).length).toBeGreaterThan(5);
    safeFrom(table, bothPages(table));
  });

  test("is hidden where those who did not are few", () => {
    for (const table of [
      crossed([
        [40, 30, 3],
        [80, 90, 15],
        [60, 90, 25],
        [0, 0, 0],
      ]),
      several([
        [40, 70, 73],
        [80, 170, 185],
        [60, 150, 175],
        [0, 0, 0],
      ]),
    ])
      expect(gateCrossing(table).bases[0]).toBe(true);
  });
});

describe("an attack on what both pages of a crossing and its questions' own tables show", () => {
  const cell = fc.oneof(fc.nat(12), fc.nat(60), fc.constant(0));
  const tables = fc
    .tuple(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 3, max: 5 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
    );

  test("does not come closer to a small count than its interval allows, unless nothing at all is shown", () => {
    fc.assert(
      fc.property(tables, (cells) => safeFrom(crossed(cells), bothPages(crossed(cells)))),
      { numRuns: 20 },
    );
  });

  test("nor where everybody answered both", () => {
    fc.assert(
      fc.property(tables, (cells) => safeFrom(everybody(cells), bothPages(everybody(cells)))),
      { numRuns: 20 },
    );
  });

  test("finds neither who gave one of several answers, nor who did not", () => {
    const row = fc
      .tuple(cell, cell, cell)
      .map(([yes, no, rest]): [number, number, number] => [yes, yes + no, yes + no + rest]);
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 6 }), (rows) =>
        safeFrom(optionOf(several(rows)), onePage(several(rows)), true),
      ),
      { numRuns: 20 },
    );
  });
});

/** Rows and columns with those last who did not answer: a question of single answers by another. */
function crossed(full: readonly (readonly number[])[]): CrossingCounts {
  const cells = full.map((row) => row.slice(0, -1));
  return {
    ...{ cells, bases: cells.map(sum), several: false, by: full.slice(0, -1).map(sum) },
    ...{ valid: sum(full.map(sum)), turn: false },
  };
}

/** Everybody answered the question that is broken down. */
function everybody(cells: CrossingCounts["cells"]): CrossingCounts {
  return crossed(cells.map((row) => [...row, 0]));
}

/** By row: who chose the only option of several answers, who answered, and who there is. */
function several(rows: readonly (readonly [number, number, number])[]): CrossingCounts {
  const all = rows.map(([, , people]) => people);
  return {
    ...{ cells: rows.map(([yes]) => [yes]), bases: rows.map(([, base]) => base), several: true },
    ...{ by: all.slice(0, -1), valid: sum(all), turn: false },
  };
}

/** Who chose it and who did not, as if these were the two answers. */
function optionOf({ cells, bases, by, valid }: CrossingCounts): CrossingCounts {
  const split = cells.map(([yes = 0], row) => [yes, (bases[row] ?? 0) - yes]);
  return { cells: split, bases, by, valid, several: false, turn: false };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
