/** Every item with options counted inside every option of every question of kind one. */
import type { Weighed } from "../statistics/weighed.ts";
import { ANSWERED, type Column, type DataMatrix } from "./data-matrix.ts";
import { addChosen, addTo, createSums, type Selection, type Sums, sumsAt } from "./tally.ts";

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

/** One item by one breakdown; undefined where they are the same or the item has no options. */
export function cross(by: Column, column: Column, selection: Selection): Crossing | undefined {
  if (by === column || column.item.options.length === 0 || by.item.kind !== "one") return undefined;
  const width = column.item.options.length + 1;
  const segments = by.item.options.length;
  const sums = createSums((segments + 1) * width);
  count(by, column, selection, sums);
  const read = (segment: number): CrossedSegment => ({
    base: sumsAt(sums, segment * width + width - 1),
    counts: column.item.options.map((_, option) => sumsAt(sums, segment * width + option)),
  });
  return { segments: Array.from({ length: segments }, (_, segment) => read(segment)), rest: read(segments) };
}

function count(by: Column, column: Column, { kept, weights, order }: Selection, sums: Sums): void {
  const [width, segments] = [column.item.options.length + 1, by.item.options.length];
  const isSeveral = column.item.kind === "several";
  const [codes, places] = [column.codes, by.codes];
  for (let at = 0; at < codes.length; at += 1) {
    const row = order?.[at] ?? at;
    const code = codes[row] ?? 0;
    if (code < ANSWERED || kept[row] !== 1) continue;
    const place = places[row] ?? 0;
    const start = (place < ANSWERED ? segments : place - ANSWERED) * width;
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    addTo(sums, start + width - 1, weight);
    if (isSeveral) addChosen(sums, column, row, start, weight);
    else addTo(sums, start + code - ANSWERED, weight);
  }
}
