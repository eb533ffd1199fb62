/**
 * The table behind the pages of a crossing: whoever did not answer is its last row and its last column. Here it is decided what of it
 * has to be hidden, and more is hidden until none of that can be worked out. Everything but the totals' places is symmetric: what
 * holds for rows is done to columns by turning the table.
 */
import { boundsOf, type Counts, type Hiding } from "./table-audit.ts";
import { hideMore, isOneSided } from "./table-suppression.ts";

export interface Spot {
  readonly count: number;
  readonly hidden: boolean;
  /** Hidden, and what it could be has to lie wide apart. */
  readonly must: boolean;
  /** May be hidden beside what has to be. */
  readonly may: boolean;
}

type Grid = readonly (readonly Spot[])[];

/** Which rows and columns have their totals hidden. */
export interface Own {
  readonly rows: ReadonlySet<number>;
  readonly columns: ReadonlySet<number>;
  readonly least: number;
}

export interface FoundGrid {
  readonly hiding: Hiding;
  /** Hidden to begin with. */
  readonly first: Hiding;
  /** The least distance between the bounds of what has to be hidden; null where nothing has. */
  readonly narrowest: number | null;
}

/**
 * Small cells are hidden, and lines whose total is hidden, of which few answered, or of which all that did answered alike. How many
 * answered neither question says nothing of anybody's answer, but it may tell how many answered one.
 */
export function firstGrid(counts: Counts, whole: boolean, { rows, columns, least }: Own): Grid {
  const height = counts.length - 1;
  const grid = counts.map((row, at) =>
    row.map((count, column) => {
      const small = isSmall(count, least) && !(at === height && column === row.length - 1);
      return { count, hidden: whole || small, must: small, may: true };
    }),
  );
  return transposed(hideLines(transposed(hideLines(grid, rows, least)), columns, least));
}

function hideLines(grid: Grid, own: ReadonlySet<number>, least: number): Grid {
  const totals = transposed(grid).map(sumOf);
  return grid.map((row, at) => {
    const answered = row.slice(0, -1);
    const base = sumOf(answered);
    const few = own.has(at) || isSmall(base, least);
    const alike = isOneSided(answered.map(({ count }) => count));
    if (!few && !alike) return row;
    const other = alike ? fullest(answered, totals) : -1;
    return row.map((spot, column) => {
      if (column < answered.length)
        return { ...spot, hidden: true, must: spot.must || (alike && (spot.count > 0 || column === other)) };
      // The base is told by its own total less this; where that is hidden too, `withBase` has the base for itself.
      return few ? { ...spot, hidden: true, must: spot.must || (isSmall(base, least) && !own.has(at)) } : spot;
    });
  });
}

/** Of the empty cells of a row the one that most others chose: it must seem possible that not all answered alike. */
function fullest(row: readonly Spot[], totals: readonly number[]): number {
  const empty = row.flatMap(({ count }, at) => (count === 0 && (totals[at] ?? 0) > 0 ? [at] : []));
  return empty.toSorted((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0))[0] ?? -1;
}

/** Hides more, until what must be hidden cannot be worked out or nothing is left to hide. */
export function gateGrid(grid: Grid, own: Own): FoundGrid {
  const most = sumOf(grid.flat());
  const across = withBases(withTotals(grid, own, most), grid, own.rows, { most, least: own.least });
  const sideways = withBases(transposed(across), transposed(grid), own.columns, { most, least: own.least });
  const whole = transposed(sideways);
  const counts = whole.map((row) => row.map(({ count }) => count));
  const must = whole.map((row) => row.map((spot) => spot.must));
  const hidden = whole.map((row) => row.map((spot) => spot.hidden));
  const may = whole.map((row) => row.map((spot) => spot.may));
  const found = hideMore(counts, own.least, { hidden, must, may }).hiding;
  const widths = boundsOf(counts, found, must).map(({ low, high }) => high - low);
  return {
    hiding: grid.map((row, at) => row.map((spot, column) => spot.hidden || found[at]?.[column] === true)),
    first: grid.map((row) => row.map((spot) => spot.hidden)),
    narrowest: widths.length === 0 ? null : Math.min(...widths),
  };
}

/**
 * The table with its totals as one more column and row, so that they can be hidden: what is left of `most` when a total is taken from it
 * adds up to `most` with the cells that it is the total of. The corner is nothing, for how many there are is told.
 */
function withTotals(grid: Grid, { rows, columns, least }: Own, most: number): Grid {
  const total = (line: readonly Spot[], isHidden: boolean): Spot => {
    const sum = sumOf(line);
    return { count: most - sum, hidden: isHidden, must: isHidden && isSmall(sum, least), may: false };
  };
  const bottom = transposed(grid).map((line, column) => total(line, columns.has(column)));
  return [...grid.map((row, at) => [...row, total(row, rows.has(at))]), [...bottom, shown(0)]];
}

interface Sizes {
  readonly most: number;
  readonly least: number;
}

/**
 * Where a row's total is hidden and so few answered, that number is a cell as well: the row is cut in two, the cells whose sum it is
 * and what it makes the total with, and a new column holds it for the one and what is left of `most` for the other.
 */
function withBases(wide: Grid, grid: Grid, own: ReadonlySet<number>, { most, least }: Sizes): Grid {
  return [...own].reduce((made, at) => {
    const answered = (grid[at] ?? []).slice(0, -1);
    const base = sumOf(answered);
    return isSmall(base, least) ? cutInTwo(made, at, answered.length, base, most) : made;
  }, wide);
}

function cutInTwo(wide: Grid, at: number, answered: number, base: number, most: number): Grid {
  const moves = (column: number) => column === answered || column === answered + 1;
  const only = (row: readonly Spot[], is: (column: number) => boolean) =>
    row.map((spot, column) => (is(column) ? spot : shown(0)));
  const cut = wide.map((row, place) =>
    place === at
      ? [...only(row, (column) => !moves(column)), { count: most - base, hidden: true, must: false, may: false }]
      : [...row, shown(0)],
  );
  return [...cut, [...only(wide[at] ?? [], moves), { count: base, hidden: true, must: true, may: false }]];
}

function shown(count: number): Spot {
  return { count, hidden: false, must: false, may: false };
}

/** Rows as columns. */
export function transposed<Value>(grid: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  return (grid[0] ?? []).map((_, column) => grid.flatMap((row) => row.slice(column, column + 1)));
}

function isSmall(count: number, least: number): boolean {
  return count > 0 && count < least;
}

function sumOf(spots: readonly Spot[]): number {
  return spots.reduce((sum, { count }) => sum + count, 0);
}
