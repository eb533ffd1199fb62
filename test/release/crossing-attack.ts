/** What there is to read of a crossing: its page, the page of the same turned round, and its questions' own tables. */
import { expect } from "vitest";
import { type CrossingCounts, gateCrossing } from "../../server/release/crossing-gate.ts";
import { placesToHide } from "../../server/reports/small-cells.ts";
import { attackOn, type Place, type Published, type Sum } from "./linear-attack.ts";

const LEAST = 10;

/** Rows and columns, those who did not answer last. */
function fullOf({ cells, bases, by, valid }: CrossingCounts): readonly (readonly number[])[] {
  return cells.map((row, at) => [...row, (by[at] ?? valid - sum(by)) - (bases[at] ?? 0)]);
}

export function turnedRound(crossing: CrossingCounts): CrossingCounts {
  const full = fullOf(crossing);
  const turned = (full[0] ?? []).map((_, column) => full.map((row) => row[column] ?? 0));
  const cells = turned.map((row) => row.slice(0, -1));
  return {
    ...{ cells, bases: cells.map(sum), by: turned.slice(0, -1).map(sum) },
    ...{ several: false, valid: crossing.valid, turn: !crossing.turn },
  };
}

/** Both pages of two questions of single answers. */
export function bothPages(crossing: CrossingCounts): Published {
  const [straight, turned] = [gateCrossing(crossing), gateCrossing(turnedRound(crossing))];
  const shown = (row: number, column: number) =>
    straight.hiding[row]?.[column] === false || turned.hiding[column]?.[row] === false;
  return readBy(crossing, shown, placesShown(straight.bases), placesShown(turned.bases));
}

/** The page of one of several answers, as a table of who gave it and who did not. */
export function onePage(crossing: CrossingCounts): Published {
  const { hiding, bases } = gateCrossing(crossing);
  const split = {
    ...crossing,
    cells: crossing.cells.map(([yes = 0], row) => [yes, (crossing.bases[row] ?? 0) - yes]),
  };
  return readBy(split, (row, column) => column === 0 && hiding[row]?.[0] === false, placesShown(bases), []);
}

/** With the cells that `isShown`, and the bases of these rows and, on the page turned round, columns. */
export function readBy(
  crossing: CrossingCounts,
  isShown: (row: number, column: number) => boolean,
  rows: readonly number[],
  columns: readonly number[],
): Published {
  const full = fullOf(crossing);
  const { across, down } = linesOf(full);
  const counts = (lines: readonly (readonly Place[])[]) => lines.slice(0, -1).map((line) => sumAt(full, line));
  const told = (lines: readonly (readonly Place[])[]) => {
    const own = counts(lines);
    const hidden = sum(own) < LEAST ? new Set(own.keys()) : placesToHide(own, LEAST);
    return lines.filter((_, at) => !hidden.has(at));
  };
  const baseOf = (lines: readonly (readonly Place[])[]) => (at: number) => (lines[at] ?? []).slice(0, -1);
  const sums = [...told(across), ...told(down), across.flat(), down.slice(0, -1).flat(), across.slice(0, -1).flat()];
  const bases = [...rows.map(baseOf(across)), ...columns.map(baseOf(down))];
  return {
    cells: full.map((row, at) => row.map((count, column) => (isShown(at, column) ? count : undefined))),
    sums: [...sums, ...bases].map((of): Sum => ({ of, count: sumAt(full, of) })),
  };
}

/**
 * Neither a small cell, base, or total, nor that all of a row or column answered alike, unless nothing at all is in sight. `option`: it is
 * one of several answers, of which it is told where nobody gave it.
 */
export function safeFrom(crossing: CrossingCounts, published: Published, option = false): void {
  const full = fullOf(crossing);
  const attack = attackOn(published);
  const { across, down } = linesOf(full);
  const inSight = published.cells.flat().some((count) => count !== undefined && count > 0);
  const places = across.flat().filter((place) => place.join() !== `${full.length - 1},${(full[0]?.length ?? 0) - 1}`);
  for (const [row, column] of places)
    if (isSmall(full[row]?.[column] ?? 0)) expect(published.cells[row]?.[column], `${row}, ${column}`).toBeUndefined();
  if (!inSight) return;
  // Of several answers there is no page turned round, and so no base of a column.
  const bases = (option ? across : [...across, ...down]).map((line) => line.slice(0, -1));
  const totals = [...across.slice(0, -1), ...down.slice(0, -1)];
  for (const of of [...places.map((place) => [place]), ...bases, ...totals]) {
    if (!isSmall(sumAt(full, of))) continue;
    const { low, high } = attack(of);
    expect(high - low, JSON.stringify([full, of])).toBeGreaterThanOrEqual(LEAST - 1);
  }
  for (const base of bases) {
    const others = base.filter((place) => sumAt(full, [place]) === 0);
    const could = others.filter((place) =>
      [...across, ...down].some(
        (line) => !base.every((of) => has(line, of)) && has(line, place) && sumAt(full, line) > 0,
      ),
    );
    if (base.length < 2 || others.length !== base.length - 1 || could.length === 0) continue;
    if (option && others.some(([, column]) => column === 0)) continue;
    expect(attack(others).high, JSON.stringify([full, base])).toBeGreaterThanOrEqual(LEAST - 1);
  }
}

function linesOf(full: readonly (readonly number[])[]) {
  const across = full.map((cells, row) => cells.map((_, column): Place => [row, column]));
  const down = (full[0] ?? []).map((_, column) => full.map((_row, row): Place => [row, column]));
  return { across, down };
}

function placesShown(hidden: readonly boolean[]): readonly number[] {
  return hidden.flatMap((is, at) => (is ? [] : [at]));
}

function has(line: readonly Place[], place: Place): boolean {
  return line.some((other) => other.join() === place.join());
}

function sumAt(full: readonly (readonly number[])[], places: readonly Place[]): number {
  return sum(places.map(([row, column]) => full[row]?.[column] ?? 0));
}

function isSmall(count: number): boolean {
  return count > 0 && count < LEAST;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
