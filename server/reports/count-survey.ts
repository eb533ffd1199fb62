/** Counting a survey's responses block by block, as a report needs them. */
import type { PublishedSurvey } from "../records/survey.ts";
import type { MarginsRead } from "../survey/margins-reading.ts";
import { askedIn } from "./asked.ts";
import type { CleaningRule } from "./cleaning.ts";
import { type CodedBuilder, type CodedQuestion, openCoded } from "./coded.ts";
import { type CountingOrder, openCounter, type SurveyCounts } from "./counting.ts";
import { buildMatrix } from "./data-matrix.ts";
import { bitsBeside, type Durations, keptBy } from "./doubts.ts";
import { type Beside, besideOf, inOrder, type Reading, readerInto } from "./gather.ts";
import { type Item, itemsOf } from "./items.ts";
import { marginsIn } from "./weighting.ts";

export interface CountedSurvey extends Beside {
  readonly counted: SurveyCounts;
  readonly coded: readonly CodedQuestion[];
  readonly durations: Durations;
  /** `2024-10`; undefined without responses. */
  readonly newestMonth: string | undefined;
  /** Which bits each of the rules keeps: `Strata.rules`. */
  readonly rules: readonly CleaningRule[];
}

export interface CountedRequest {
  /** Whose places are the bits of strata. */
  readonly rules: readonly CleaningRule[];
  /** The place of the report's own. */
  readonly chosen: number;
  readonly margins: MarginsRead | undefined;
  readonly crossed: CountingOrder["crossed"];
}

/** Rows of a block: what fits into a processor's cache while it is counted a few hundred times. */
const BLOCK = 8000;
const ATTEMPTS = 3;

/**
 * Counts a survey's responses in blocks. What is unusual about a duration only all of them tell: they are asked for first, and where
 * responses came or went meanwhile everything is counted again.
 */
export async function countSurvey(
  reading: Reading,
  survey: PublishedSurvey,
  request: CountedRequest,
): Promise<CountedSurvey> {
  const items = itemsOf(survey);
  const coded = await openCoded(reading.codings, survey.id, items);
  let durations = inOrder(await reading.responses.durations(survey.id));
  let counted = await countOnce(reading, survey, items, coded, request, durations);
  for (let attempt = 1; attempt < ATTEMPTS && !isSame(durations, counted.durations); attempt += 1) {
    durations = inOrder(counted.durations);
    counted = await countOnce(reading, survey, items, coded, request, durations);
  }
  return {
    ...{ counted, coded: coded?.questions ?? [], durations: inOrder(counted.durations), rules: request.rules },
    newestMonth: counted.words.months.words.toSorted().at(-1),
    ...(await besideOf(reading, survey)),
  };
}

async function countOnce(
  reading: Reading,
  survey: PublishedSurvey,
  items: readonly Item[],
  coded: CodedBuilder | undefined,
  { rules, chosen, margins, crossed }: CountedRequest,
  durations: Durations,
): Promise<SurveyCounts> {
  const order = { margins: marginsIn(margins), kept: keptBy(rules), bitsOf: bitsBeside(durations), chosen, crossed };
  const codedItems = coded?.questions.map(({ item }) => item) ?? [];
  const counter = openCounter(items, codedItems, order);
  const builder = buildMatrix(items);
  const read = readerInto(items, askedIn(survey, items), builder, coded);
  const count = () => {
    counter.add({ matrix: builder.finished(), coded: coded?.taken() ?? [] });
    builder.clear();
  };
  for await (const page of reading.responses.pages(survey.id)) {
    read(page);
    if (builder.size() >= BLOCK) count();
  }
  count();
  return counter.finished();
}

function isSame(some: Durations, others: Durations): boolean {
  return some.size === others.size && [...some].every(([seconds, count]) => others.get(seconds) === count);
}
