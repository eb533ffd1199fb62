/**
 * Which cells of a table of people stay hidden: the small ones, since a count of a few is about somebody; and as many others as
 * it takes that no small one can be worked out from the totals. Zeros are told, except where everybody of a row is in one cell:
 * then the zeros say what everybody there answered, and the row goes.
 *
 * Methods: Handbook on Statistical Disclosure Control, 2nd ed. (2024), chapter 5. The choice of the others is greedy, the audit
 * of it exact (`table-audit.ts`).
 */
import { type Bounds, boundsOf, type Cell, type Counts, type Hiding, isWide } from "./table-audit.ts";

export interface HiddenTable extends HiddenCells {
  /** What can still be worked out of each hidden cell. */
  readonly bounds: readonly Bounds[];
}

export interface HiddenCells {
  readonly hiding: Hiding;
  readonly primary: number;
  readonly secondary: number;
}

/**
 * Counts from 1 to under `least` are hidden, each so that its bounds lie at least `least` - 1 apart: from what is published it
 * could be any small count, or none. Throws RangeError where the rows are not of one length.
 */
export function hideSmallCells(counts: Counts, least: number): HiddenTable {
  const first = counts.map((cells) => cells.map((count) => count > 0 && count < least));
  for (const [row, cells] of counts.entries()) if (isOneSided(cells)) first[row] = cells.map(() => true);
  const all = counts.map((cells) => cells.map(() => true));
  const found = hideMore(counts, least, { hidden: first, must: first, may: all });
  return { ...found, bounds: boundsOf(counts, found.hiding) };
}

export interface FirstHidden {
  /** What is hidden to begin with. */
  readonly hidden: Hiding;
  /** Which of it has to have its bounds so far apart. */
  readonly must: Hiding;
  /** What may be hidden beside it: not what is published elsewhere. */
  readonly may: Hiding;
}

/** Hides cells beside those that are hidden already, until none that must be can be worked out or nothing is left to hide. */
export function hideMore(counts: Counts, least: number, { hidden, must, may }: FirstHidden): HiddenCells {
  if (counts.some((cells) => cells.length !== counts[0]?.length))
    throw new RangeError("A table has rows of one length.");
  const hiding = hidden.map((cells) => [...cells]);
  const primary = cellsIn(hiding);
  const mustBe = must.flatMap((cells, row) => cells.flatMap((is, column) => (is ? [{ row, column }] : [])));
  // What is hidden besides only widens the bounds of what was looked at before.
  for (const cell of mustBe)
    while (!isWide(counts, hiding, cell, least - 1)) {
      const next = companion(counts, hiding, may, cell, least);
      if (!next) break;
      const cells = hiding[next.row];
      if (cells) cells[next.column] = true;
    }
  return { hiding, primary, secondary: cellsIn(hiding) - primary };
}

/** Everybody answered alike: of two people or more it would tell each one's answer. */
export function isOneSided(cells: readonly number[]): boolean {
  return cells.length > 1 && cells.filter((count) => count > 0).length === 1;
}

/**
 * The next cell to hide for one that is not hidden well enough: in its row or column the smallest that is not empty, preferring
 * the line with fewer hidden cells; where a line has none left, anywhere. Undefined when nothing is left to hide.
 */
function companion(counts: Counts, hiding: Hiding, may: Hiding, { row, column }: Cell, least: number) {
  const all = counts.flatMap((cells, at) =>
    cells.flatMap((count, to) => (hiding[at]?.[to] || !may[at]?.[to] ? [] : [{ row: at, column: to, count }])),
  );
  const lone = (inLine: (cell: { row: number; column: number }) => boolean) =>
    counts
      .flatMap((cells, at) => cells.map((_, to) => ({ row: at, column: to })))
      .filter((cell) => inLine(cell) && hiding[cell.row]?.[cell.column]).length;
  const inRow = lone((cell) => cell.row === row);
  const inColumn = lone((cell) => cell.column === column);
  const cost = (cell: { row: number; column: number; count: number }) => {
    const closes = Number(hiding[cell.row]?.some(Boolean)) + Number(hiding.some((cells) => cells[cell.column]));
    return cell.count + (cell.count < least - 1 ? 1e6 : 0) + (2 - closes) * 1e3;
  };
  const ascending = all.toSorted((a, b) => cost(a) - cost(b));
  const wanted = inRow <= inColumn ? (cell: { row: number }) => cell.row === row : undefined;
  const other = (cell: { column: number }) => cell.column === column;
  return ascending.find((cell) => (wanted ? wanted(cell) : other(cell))) ?? ascending.find(other) ?? ascending[0];
}

function cellsIn(hiding: Hiding): number {
  return hiding.flat().filter(Boolean).length;
}
