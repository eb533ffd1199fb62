/** A survey's questions broken down by one of them, for pages that show one crossing at a time. Nothing is hidden here yet. */
import { monthOf } from "../records/month.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import type { MarginsRead } from "../survey/margins-reading.ts";
import type { CleaningRule } from "./cleaning.ts";
import { countSurvey } from "./count-survey.ts";
import { breakdownPositions, type CrossedSegment, cross } from "./crossing.ts";
import type { Reading } from "./gather.ts";
import type { Item } from "./items.ts";
import { selected } from "./selecting.ts";
import { type OptionShare, optionShare, type Sample } from "./shares.ts";
import { tallyOf } from "./tally.ts";

export interface Crossed {
  /** The question that breaks down. */
  readonly by: string;
  /** How many gave each of its answers, in its order. */
  readonly counts: readonly number[];
  /** The newest response's month; without responses the present one. */
  readonly asOf: string;
  /** The cleaning rule's name. */
  readonly cleaning: string;
  readonly valid: number;
  /** Released and not withdrawn. */
  readonly responses: number;
  /** Left out by the cleaning rule. */
  readonly excluded: number;
  readonly weighted: boolean;
  /** By item with options, but the question that breaks down. */
  readonly items: Readonly<Record<string, CrossedItem>>;
}

/** By answer to the question that breaks down, and last of whoever did not answer it. */
export interface CrossedItem {
  /** By option. */
  readonly cells: readonly (readonly OptionShare[])[];
  /** Who answered the item. */
  readonly bases: readonly number[];
}

export interface CrossedRequest {
  readonly rule: CleaningRule;
  readonly now: Date;
  readonly margins: MarginsRead | undefined;
  readonly by: string;
}

/** Reads and counts a survey's responses. Undefined where `by` is no question of kind one. */
export async function crossedOn(
  reading: Reading,
  survey: PublishedSurvey,
  { rule, now, margins, by }: CrossedRequest,
): Promise<Crossed | undefined> {
  const crossed = (breakdown: Item) => breakdown.id === by;
  const made = await countSurvey(reading, survey, { rules: [rule], chosen: 0, margins, crossed });
  const { counted } = made;
  const at = breakdownPositions(counted).find((position) => counted.items[position]?.item.id === by);
  const breakdown = at === undefined ? undefined : counted.items[at];
  if (at === undefined || !breakdown) return undefined;
  const { selection, valid, excluded } = selected(counted, 0, margins);
  const sample = { isWeighted: selection.weights !== null, valid };
  const items = counted.items.flatMap(({ item }, place) => {
    const crossing = cross(counted, at, place, selection);
    return crossing ? [[item.id, itemOf(item, [...crossing.segments, crossing.rest], sample)] as const] : [];
  });
  return {
    by,
    counts: tallyOf(breakdown, selection).options.map(({ n }) => n),
    asOf: made.newestMonth ?? monthOf(now),
    cleaning: rule.name,
    valid,
    responses: counted.size,
    excluded,
    weighted: sample.isWeighted,
    items: Object.fromEntries(items),
  };
}

function itemOf({ options }: Item, rows: readonly CrossedSegment[], sample: Sample): CrossedItem {
  const none = { n: 0, sum: 0, squares: 0 };
  return {
    cells: rows.map(({ base, counts }) => options.map((_, at) => optionShare(counts[at] ?? none, base, sample))),
    bases: rows.map(({ base }) => base.n),
  };
}
