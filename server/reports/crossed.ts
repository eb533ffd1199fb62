/** A survey's questions broken down by one of them, for pages that show one crossing at a time. Nothing is hidden here yet. */
import { monthOf } from "../records/month.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import type { MarginsRead } from "../survey/margins-reading.ts";
import type { CleaningRule } from "./cleaning.ts";
import { breakdownPositions, type CrossedSegment, cross, segmentPlaces } from "./crossing.ts";
import { clean, doubtsIn } from "./doubts.ts";
import { gather, type Reading } from "./gather.ts";
import type { Item } from "./items.ts";
import { type OptionShare, optionShare, type Sample } from "./shares.ts";
import { tallies } from "./tally.ts";
import { weigh } from "./weighting.ts";

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
  const { matrix, newestMonth, durations } = await gather(reading, survey);
  const at = breakdownPositions(matrix).find((position) => matrix.columns[position]?.item.id === by);
  const breakdown = at === undefined ? undefined : matrix.columns[at];
  if (!breakdown) return undefined;
  const cleaned = clean(doubtsIn(matrix, durations), rule);
  const { selection } = weigh(matrix, cleaned, margins);
  const sample = { isWeighted: selection.weights !== null, valid: cleaned.valid };
  const places = segmentPlaces(breakdown, selection);
  const items = matrix.columns.flatMap((column) => {
    const crossing = cross(breakdown, column, selection, places);
    if (!crossing) return [];
    return [[column.item.id, itemOf(column.item, [...crossing.segments, crossing.rest], sample)] as const];
  });
  const [own] = tallies({ columns: [breakdown] }, selection);
  return {
    by,
    counts: own?.options.map(({ n }) => n) ?? [],
    asOf: newestMonth ?? monthOf(now),
    cleaning: rule.name,
    valid: cleaned.valid,
    responses: matrix.size,
    excluded: cleaned.excluded,
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
