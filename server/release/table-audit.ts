/**
 * What somebody can work out of the hidden cells of a table that is published with its totals: each lies between two numbers, and a
 * cell whose two numbers are one was never hidden.
 *
 * The hidden cells of a row add up to its total less the cells in sight, and so do those of a column. Such a table is a network
 * through which counts flow from rows to columns; how far one cell can grow or shrink while all totals stay is a largest flow
 * (L. R. Ford and D. R. Fulkerson, 1956; for disclosure: L. H. Cox, "Network models for complementary cell suppression", JASA 90
 * (1995)). Flows of whole numbers are whole, so the bounds are exact.
 */

/** By row and column: people. */
export type Counts = readonly (readonly number[])[];

/** By row and column. */
export type Hiding = readonly (readonly boolean[])[];

export interface Bounds {
  readonly row: number;
  readonly column: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The bounds of every hidden cell, row by row, for whoever has the rest of the table, all totals, and knows that none is negative.
 * `wanted`: of these alone.
 */
export function boundsOf(counts: Counts, hiding: Hiding, wanted: Hiding = hiding): readonly Bounds[] {
  return hiding.flatMap((cells, row) =>
    cells.flatMap((hidden, column) =>
      hidden && wanted[row]?.[column] ? [{ row, column, ...cellBounds(counts, hiding, row, column) }] : [],
    ),
  );
}

/** Whether the bounds of a hidden cell lie at least so far apart: no more is found out than that takes. */
export function isWide(counts: Counts, hiding: Hiding, cell: Cell, width: number): boolean {
  const more = largestFlow(counts, hiding, cell, "grows", width);
  if (more >= width) return true;
  const count = counts[cell.row]?.[cell.column] ?? 0;
  return more + largestFlow(counts, hiding, cell, "shrinks", Math.min(count, width - more)) >= width;
}

function cellBounds(counts: Counts, hiding: Hiding, row: number, column: number) {
  const count = counts[row]?.[column] ?? 0;
  return {
    low: count - largestFlow(counts, hiding, { row, column }, "shrinks", count),
    high: count + largestFlow(counts, hiding, { row, column }, "grows", Infinity),
  };
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

/**
 * How much a cell can grow or shrink, `most` at the most. What it gains, others of its column lose; their rows gain that
 * elsewhere, and so on, until a cell of its own row loses it: paths through the hidden cells but itself.
 */
function largestFlow(counts: Counts, hiding: Hiding, cell: Cell, way: "grows" | "shrinks", most: number): number {
  const now = counts.map((cells) => [...cells]);
  let flow = 0;
  while (flow < most) {
    const path = way === "grows" ? pathOf(now, hiding, cell) : pathOf(now, hiding, cell, true);
    if (!path) return flow;
    const step = Math.min(
      most - flow,
      ...path.flatMap(({ row, column, sign }) => (sign < 0 ? [now[row]?.[column] ?? 0] : [])),
    );
    for (const { row, column, sign } of path) {
      const cells = now[row];
      if (cells) cells[column] = (cells[column] ?? 0) + sign * step;
    }
    flow += step;
  }
  return flow;
}

interface Step extends Cell {
  readonly sign: 1 | -1;
}

/**
 * A shortest way, breadth first. For a cell that grows it starts at its column, whose other cells lose (and must have something
 * to lose) to rows, whose cells gain; it ends in the cell's own row. For one that shrinks the signs are the other way round.
 */
function pathOf(now: Counts, hiding: Hiding, cell: Cell, shrinks = false): readonly Step[] | undefined {
  const columns: { at: number; steps: readonly Step[] }[] = [{ at: cell.column, steps: [] }];
  const seenColumns = new Set([cell.column]);
  const seenRows = new Set<number>();
  for (const { at: column, steps } of columns) {
    for (const row of now.keys()) {
      const down: Step = { row, column, sign: shrinks ? 1 : -1 };
      if (seenRows.has(row) || !isOpen(now, hiding, cell, down)) continue;
      seenRows.add(row);
      if (row === cell.row) return [...steps, down];
      for (const next of now[row]?.keys() ?? []) {
        const up: Step = { row, column: next, sign: shrinks ? -1 : 1 };
        if (seenColumns.has(next) || !isOpen(now, hiding, cell, up)) continue;
        seenColumns.add(next);
        columns.push({ at: next, steps: [...steps, down, up] });
      }
    }
  }
  return undefined;
}

function isOpen(now: Counts, hiding: Hiding, cell: Cell, { row, column, sign }: Step): boolean {
  if (hiding[row]?.[column] !== true || (row === cell.row && column === cell.column)) return false;
  return sign > 0 || (now[row]?.[column] ?? 0) > 0;
}
