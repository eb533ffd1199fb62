/** Every item with options counted inside every option of every question of kind one. */
import type { Weighed } from "../statistics/weighed.ts";
import { ANSWERED, type Column, type DataMatrix } from "./data-matrix.ts";
import { answeredIn, cellsIn, countCodes, optionAt, type Selection, weighedAt } from "./tally.ts";

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

/** Positions, among the columns, of the questions that break down others: those of kind one. */
export function breakdownPositions({ columns }: DataMatrix): readonly number[] {
  return columns.flatMap(({ item }, at) => (item.kind === "one" ? [at] : []));
}

/** By row: its cell and its segment as one place; who did not answer the breakdown is in a segment after the others. */
export function segmentPlaces({ item, codes }: Column, selection: Selection): Int32Array {
  const segments = item.options.length + 1;
  const cells = cellsIn(selection);
  const places = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row += 1) {
    const [cell, code] = [selection.places[row] ?? cells, codes[row] ?? 0];
    const segment = code < ANSWERED ? segments - 1 : code - ANSWERED;
    places[row] = cell * segments + (cell === cells ? 0 : segment);
  }
  return places;
}

/**
 * One item by one breakdown; undefined where they are the same or the item has no options. `places`: those of the breakdown,
 * the same for all items.
 */
export function cross(by: Column, column: Column, selection: Selection, places: Int32Array): Crossing | undefined {
  const { item } = column;
  if (by === column || item.options.length === 0 || by.item.kind !== "one") return undefined;
  const width = item.options.length + ANSWERED + 1;
  const segments = by.item.options.length + 1;
  const counts = new Int32Array((cellsIn(selection) * segments + 1) * width);
  countCodes(column, places, width, counts);
  const read = (segment: number): CrossedSegment => {
    const at = (code: number) => weighedAt(counts, segment * width + code, segments * width, selection);
    return { base: answeredIn(item, at), counts: item.options.map((_, option) => at(optionAt(item, option))) };
  };
  return { segments: by.item.options.map((_, segment) => read(segment)), rest: read(segments - 1) };
}
