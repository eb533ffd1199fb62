/** Every item with options counted inside every option of every question of kind one, all in the same pass. */
import type { Item } from "./items.ts";

export interface CrossedSegment {
  /** How many in the segment answered the item. */
  readonly base: number;
  /** How often each option was chosen there, in the item's order. */
  readonly counts: readonly number[];
}

export interface Crossing {
  /** Positions, among the items, of the questions that break down others: those of kind one. */
  readonly breakdowns: readonly number[];
  /** The counts of an item inside each option of a breakdown, in the breakdown's order; empty for an item without options and for itself. */
  of(breakdown: number, item: number): readonly CrossedSegment[];
}

/** An empty crossing and what adds to it: `chosen` holds, per item, the positions of the options one response chose. */
export function createCrossing(items: readonly Item[]): {
  readonly crossing: Crossing;
  add(chosen: readonly (readonly number[])[]): void;
} {
  const breakdowns = positions(items, (item) => item.kind === "one");
  const crossed = positions(items, (item) => item.options.length > 0);
  const tables = breakdowns.map((breakdown) => ({
    breakdown,
    tables: crossed.filter((item) => item !== breakdown).map((item) => tableOf(items, breakdown, item)),
  }));
  return {
    crossing: {
      breakdowns,
      of: (breakdown, item) => read(tables.find((each) => each.breakdown === breakdown)?.tables, item),
    },
    add(chosen) {
      for (const { breakdown, tables: inside } of tables) {
        const segment = chosen[breakdown]?.[0];
        if (segment === undefined) continue;
        for (const table of inside) count(table, segment, chosen[table.item]);
      }
    },
  };
}

/** One row of cells a segment: a cell per option and, last, the segment's base. */
interface Table {
  readonly item: number;
  readonly width: number;
  readonly cells: Float64Array;
}

function tableOf(items: readonly Item[], breakdown: number, item: number): Table {
  const width = (items[item]?.options.length ?? 0) + 1;
  return { item, width, cells: new Float64Array((items[breakdown]?.options.length ?? 0) * width) };
}

function count({ cells, width }: Table, segment: number, codes: readonly number[] | undefined): void {
  if (codes === undefined || codes.length === 0) return;
  const start = segment * width;
  const base = start + width - 1;
  cells[base] = (cells[base] ?? 0) + 1;
  for (const code of codes) cells[start + code] = (cells[start + code] ?? 0) + 1;
}

function read(tables: readonly Table[] | undefined, item: number): readonly CrossedSegment[] {
  const table = tables?.find((each) => each.item === item);
  if (!table) return [];
  const { cells, width } = table;
  return Array.from({ length: cells.length / width }, (_, segment) => ({
    base: cells[(segment + 1) * width - 1] ?? 0,
    counts: [...cells.subarray(segment * width, (segment + 1) * width - 1)],
  }));
}

function positions(items: readonly Item[], wanted: (item: Item) => boolean): readonly number[] {
  return items.flatMap((item, at) => (wanted(item) ? [at] : []));
}
