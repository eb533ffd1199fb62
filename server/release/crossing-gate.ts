/**
 * What may be shown of a table that crosses two questions, where each question's own table is shown as well, and the crossing turned
 * round is another page. Whoever reads the one has the others: so there is one table behind both pages, in which whoever did not answer
 * is a row and a column. How many of a row answered is told by its own total less that column's cell, so it is shown where that is. The
 * totals are the cells of the questions' own tables, shown or hidden as they are there, and the audit (`table-audit.ts`) bounds all.
 *
 * Rows are the answers to the question that breaks down, and whoever did not answer it; columns those to the question that is broken
 * down. Of several answers each is a table of its own: who gave it, who did not, and who answered nothing.
 */
import { placesToHide, SMALL } from "../reports/small-cells.ts";
import { type FoundGrid, firstGrid, gateGrid, type Spot, transposed } from "./crossing-grid.ts";
import type { Counts, Hiding } from "./table-audit.ts";
import { isOneSided } from "./table-suppression.ts";

export interface CrossingCounts {
  /** By row and option: people; the last row is of whoever did not answer the question that breaks down. */
  readonly cells: Counts;
  /** By row: who answered the question that is broken down. Of single answers the sum of the row. */
  readonly bases: readonly number[];
  /** People may be in several columns. */
  readonly several: boolean;
  /** By row but the last: the question's own table of the question that breaks down. */
  readonly by: readonly number[];
  /** Everybody, whether they answered or not. */
  readonly valid: number;
  /** What to hide is chosen with rows as columns: so that the two pages of a pair, of which one is turned, hide the same. */
  readonly turn: boolean;
}

export interface GatedCrossing {
  /** By row and option. */
  readonly hiding: Hiding;
  /** By row: its base is hidden, and with it every share of that base. */
  readonly bases: readonly boolean[];
  /** How many cells and bases are hidden because they are small or all that their row has, and how many beside those. */
  readonly primary: number;
  readonly secondary: number;
  /** The least distance between what a hidden number that must be may be at least and at most; null where none is hidden. */
  readonly narrowest: number | null;
}

/**
 * Hides counts from 1 to under `least`, rows and columns of so few or that all answered alike, and what would give them away.
 * Throws RangeError where more answered than there are.
 */
export function gateCrossing(crossing: CrossingCounts, least = SMALL): GatedCrossing {
  const { by, bases, valid } = crossing;
  const rest = bases.map((base, row) => (by[row] ?? valid - sumOf(by)) - base);
  if (rest.some((count) => count < 0)) throw new RangeError("More people answered than a crossing has.");
  const sides = { rest, rows: ownHidden(by, least), least };
  return crossing.several ? gateSeveral(crossing, sides) : gateSingle(crossing, sides);
}

interface Sides {
  /** By row: who did not answer the question that is broken down. */
  readonly rest: readonly number[];
  /** The rows whose answer is hidden in its question's own table. */
  readonly rows: ReadonlySet<number>;
  readonly least: number;
}

function gateSingle({ cells, turn }: CrossingCounts, sides: Sides): GatedCrossing {
  const found = withRest(cells, turn, sides);
  return {
    hiding: found.hiding.map((row) => row.slice(0, -1)),
    bases: found.hiding.map((row) => row.at(-1) === true),
    ...told([found], 1),
  };
}

/** With whoever did not answer as one more column. */
function withRest(cells: Counts, turn: boolean, { rest, rows, least }: Sides): FoundGrid {
  const counts = cells.map((row, at) => [...row, rest[at] ?? 0]);
  const columns = ownHidden(columnsOf(cells), least);
  const own = turn ? { rows: columns, columns: rows, least } : { rows, columns, least };
  const whole = sumOf(cells.map(sumOf)) < least || sumOf(counts.slice(0, -1).map(sumOf)) < least;
  const found = gateGrid(firstGrid(turn ? transposed(counts) : counts, whole, own), own);
  return turn ? { ...found, hiding: transposed(found.hiding), first: transposed(found.first) } : found;
}

/** First how many of each row answered, which all options share; then each option, with that as it is. */
function gateSeveral({ cells, bases, turn }: CrossingCounts, sides: Sides): GatedCrossing {
  const answered = withRest(
    bases.map((base) => [base]),
    turn,
    sides,
  );
  const hidden = anyIn(answered.hiding);
  const options = transposed(cells).map((chosen) => gateOption(chosen, bases, hidden, sides));
  const ofRows = { hiding: [hidden, hidden], first: [anyIn(answered.first), anyIn(answered.first)] };
  return {
    hiding: cells.map((row, at) => row.map((_, option) => options[option]?.hiding[at]?.some(Boolean) === true)),
    bases: hidden,
    ...told([...options, { ...ofRows, narrowest: answered.narrowest }], 2),
  };
}

/** By row who chose it and who did not. Of the two, one tells the other of whoever knows the base. */
function gateOption(
  chosen: readonly number[],
  bases: readonly number[],
  hidden: readonly boolean[],
  { rest, rows, least }: Sides,
): FoundGrid {
  const table = chosen.map((count, row) => [count, (bases[row] ?? 0) - count]);
  const totals = columnsOf(table);
  const isSmall = (count: number) => count > 0 && count < least;
  const grid = table.map((row, at): readonly Spot[] => {
    const alike = isOneSided(row) && row[1] === 0;
    const hide = hidden[at] === true || row.some(isSmall) || alike || sumOf(totals) < least;
    const must = (count: number, column: number) => isSmall(count) || (alike && (totals[column] ?? 0) > 0);
    const pair = row.map((count, column) => ({ count, hidden: hide, must: must(count, column), may: true }));
    return [...pair, { count: rest[at] ?? 0, hidden: hidden[at] === true, must: false, may: false }];
  });
  const found = gateGrid(grid, { rows, columns: ownHidden(totals, least), least });
  const pairs = (hiding: Hiding) => hiding.map((row) => row.slice(0, 2).map(() => row.slice(0, 2).some(Boolean)));
  return { ...found, hiding: pairs(found.hiding), first: pairs(found.first) };
}

/** As in the question's own table. The two columns of one of several answers are hidden where either is small. */
function ownHidden(counts: readonly number[], least: number): ReadonlySet<number> {
  return sumOf(counts) < least ? new Set(counts.keys()) : placesToHide(counts, least);
}

/** `each`: how many hidden places are one cell of the page. */
function told(found: readonly FoundGrid[], each: number) {
  const primary = sumOf(found.map(({ first }) => placesIn(first))) / each;
  const all = sumOf(found.map(({ hiding }) => placesIn(hiding))) / each;
  return { primary, secondary: all - primary, narrowest: leastOf(found.map(({ narrowest }) => narrowest)) };
}

function leastOf(widths: readonly (number | null)[]): number | null {
  const there = widths.filter((width) => width !== null);
  return there.length === 0 ? null : Math.min(...there);
}

function anyIn(hiding: Hiding): readonly boolean[] {
  return hiding.map((row) => row.some(Boolean));
}

function columnsOf(cells: Counts): readonly number[] {
  return transposed(cells).map(sumOf);
}

function placesIn(hiding: Hiding): number {
  return hiding.flat().filter(Boolean).length;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
