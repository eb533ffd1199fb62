/** Every question's shares inside each option of one question. */
import type { Crossing } from "./crossing.ts";
import type { Item } from "./items.ts";
import { type Share, shareWithInterval } from "./shares.ts";

export interface CrossTable {
  readonly question: string;
  /** By option of that question, in its order; inside, by question with options. */
  readonly segments: Readonly<Record<string, Readonly<Record<string, CrossedQuestion>>>>;
}

export interface CrossedQuestion {
  /** How many in the segment answered. */
  readonly base: number;
  readonly options: Readonly<Record<string, Share>>;
}

/** Ids of the questions a cross table can be made by: those of kind one. */
export function breakdownsIn(items: readonly Item[]): readonly string[] {
  return items.filter((item) => item.kind === "one").map((item) => item.id);
}

/** The cross table by a question; undefined if it is none of `breakdownsIn`. */
export function crossTable(items: readonly Item[], crossing: Crossing, question: string): CrossTable | undefined {
  const at = crossing.breakdowns.find((position) => items[position]?.id === question);
  const by = at === undefined ? undefined : items[at];
  if (at === undefined || !by) return undefined;
  const crossed = items.map((item, position) => ({ item, segments: crossing.of(at, position) }));
  const inside = (segment: number) =>
    crossed.flatMap(({ item, segments }) => {
      const counted = segments[segment];
      if (!counted) return [];
      const options = item.options.map(
        ({ id }, code) => [id, shareWithInterval(counted.counts[code] ?? 0, counted.base)] as const,
      );
      return [[item.id, { base: counted.base, options: Object.fromEntries(options) }] as const];
    });
  return {
    question,
    segments: Object.fromEntries(by.options.map(({ id }, segment) => [id, Object.fromEntries(inside(segment))])),
  };
}
