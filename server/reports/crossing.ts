/** Every item with options counted inside every option of every question of kind one. */
import type { Weighed } from "../statistics/weighed.ts";
import { ANSWERED, NOT_ASKED, SKIPPED } from "./answer-codes.ts";
import { type CountTable, folded } from "./count-table.ts";
import type { SurveyCounts } from "./counting.ts";
import { answeredIn, optionAt, placesIn, type Selection, weighedAt } from "./tally.ts";

export interface CrossedSegment {
  /** Who in the segment answered the item. */
  readonly base: Weighed;
  /** Who chose each option there, in the item's order. */
  readonly counts: readonly Weighed[];
}

export interface Crossing {
  /** By option of the breakdown, in its order. */
  readonly segments: readonly CrossedSegment[];
  /** The same of whoever did not answer the question that breaks down. */
  readonly rest: CrossedSegment;
}

/** Positions, among the items, of the questions that break down others: those of kind one. */
export function breakdownPositions({ items }: Pick<SurveyCounts, "items">): readonly number[] {
  return items.flatMap(({ item }, at) => (item.kind === "one" ? [at] : []));
}

/** One item by one breakdown, by their positions; undefined where they were not counted together. */
export function cross(counted: SurveyCounts, by: number, at: number, selection: Selection): Crossing | undefined {
  const [breakdown, item] = [counted.items[by]?.item, counted.items[at]?.item];
  const people = peopleBy(counted, by, at, selection);
  if (!breakdown || !item || !people) return undefined;
  const read = (segment: number): CrossedSegment => {
    const inside = (code: number) => people(segment, code);
    return { base: answeredIn(item, inside), counts: item.options.map((_, option) => inside(optionAt(item, option))) };
  };
  return { segments: breakdown.options.map((_, segment) => read(ANSWERED + segment)), rest: read(SKIPPED) };
}

/** By code of the breakdown and of the item; whoever was not asked what breaks down is with those who skipped it. */
function peopleBy(counted: SurveyCounts, by: number, at: number, selection: Selection) {
  const [straight, turned] = [counted.pair(by, at), counted.pair(at, by)];
  const table = straight ?? turned;
  if (!table) return undefined;
  const height = counted.items[straight ? by : at]?.table.width ?? 0;
  const counts = foldedPair(table, height, selection);
  const size = height * table.width;
  const place = (segment: number, code: number) =>
    straight ? segment * table.width + code : code * table.width + segment;
  for (let start = 0; start < counts.length; start += size)
    for (let code = 0; code < (straight ? table.width : height); code += 1) {
      const [from, to] = [start + place(NOT_ASKED, code), start + place(SKIPPED, code)];
      counts[to] = (counts[to] ?? 0) + (counts[from] ?? 0);
    }
  return (segment: number, code: number): Weighed => weighedAt(counts, place(segment, code), size, selection);
}

/** By place of a weight, code of the first and code of the second. The table's first rows are of whom nobody counts. */
function foldedPair(table: CountTable, height: number, selection: Selection): Int32Array {
  const places = placesIn(selection);
  const rows = new Int32Array(table.counts.length / table.width).fill(places * height);
  for (const [cell, place] of selection.cells.entries())
    for (let code = 0; code < height; code += 1) {
      const row = (cell + 1) * height + code;
      if (place < places && row < rows.length) rows[row] = place * height + code;
    }
  return folded(table, rows, places * height);
}
