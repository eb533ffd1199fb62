/** Every question's shares inside each option of one question. */
import type { SurveyCounts } from "./counting.ts";
import { breakdownPositions, cross } from "./crossing.ts";
import type { Item } from "./items.ts";
import { type OptionShare, optionShare, type Sample } from "./shares.ts";
import type { Selection } from "./tally.ts";

export interface CrossTable {
  readonly question: string;
  /** By option of that question, in its order; inside, by question with options. */
  readonly segments: Readonly<Record<string, Readonly<Record<string, CrossedQuestion>>>>;
}

export interface CrossedQuestion {
  /** How many in the segment answered. */
  readonly base: number;
  readonly options: Readonly<Record<string, OptionShare>>;
}

/** Ids of the questions a cross table can be made by: those of kind one. */
export function breakdownsIn(items: readonly Item[]): readonly string[] {
  return items.filter((item) => item.kind === "one").map((item) => item.id);
}

/** The cross table by a question; undefined if it is none of `breakdownsIn`. */
export function crossTable(
  counted: SurveyCounts,
  selection: Selection,
  sample: Sample,
  question: string,
): CrossTable | undefined {
  const at = breakdownPositions(counted).find((position) => counted.items[position]?.item.id === question);
  const by = at === undefined ? undefined : counted.items[at]?.item;
  if (at === undefined || !by) return undefined;
  const crossed = counted.items.map(({ item }, place) => ({ item, crossing: cross(counted, at, place, selection) }));
  const inside = (segment: number) =>
    crossed.flatMap(({ item, crossing }) => {
      const counted = crossing?.segments[segment];
      if (!counted) return [];
      const none = { n: 0, sum: 0, squares: 0 };
      const options = item.options.map(
        ({ id }, code) => [id, optionShare(counted.counts[code] ?? none, counted.base, sample)] as const,
      );
      return [[item.id, { base: counted.base.n, options: Object.fromEntries(options) }] as const];
    });
  return {
    question,
    segments: Object.fromEntries(by.options.map(({ id }, segment) => [id, Object.fromEntries(inside(segment))])),
  };
}
