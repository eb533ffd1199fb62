/** Reading a survey's responses, once. */
import { flagBits } from "../records/flag.ts";
import type { Count } from "../records/funnel.ts";
import type { Lines } from "../records/lines.ts";
import type { CountedResponse, Response } from "../records/response.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import { askedIn } from "./asked.ts";
import { type CodedColumn, openCoded, type ReadingCodings } from "./coded.ts";
import { buildMatrix, type DataMatrix } from "./data-matrix.ts";
import { type Item, itemsOf } from "./items.ts";
import { openLineReader } from "./line-reading.ts";

/** The little of the storage that a report needs. */
export interface Reading {
  readonly responses: {
    pages(survey: string): AsyncIterable<Lines | readonly CountedResponse[]>;
    countImported(survey: string): Promise<number>;
  };
  /** How many were withdrawn: they are no longer among those read. */
  readonly withdrawals: { count(survey: string): Promise<number> };
  readonly counters: { of(survey: string): Promise<readonly Count[]> };
  readonly participations: { count(survey: string): Promise<number> };
  /** Without it nothing is coded. */
  readonly codings?: ReadingCodings;
}

const PAGE = 500;

/** Of whoever has responses one by one. */
export async function* paged(
  responses: AsyncIterable<Response> | Iterable<Response>,
): AsyncIterable<readonly CountedResponse[]> {
  let page: CountedResponse[] = [];
  for await (const { flags, withdrawal: _withdrawal, ...told } of responses) {
    page.push({ ...told, flags: flagBits(flags) });
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  yield page;
}

/** How often each duration, in seconds, occurs. */
export type Durations = ReadonlyMap<number, number>;

export interface Gathered {
  readonly items: readonly Item[];
  /** Every response that is released and not withdrawn, as are all figures here. */
  readonly matrix: DataMatrix;
  readonly coded: readonly CodedColumn[];
  readonly durations: Durations;
  /** `2024-10`; undefined without responses. */
  readonly newestMonth: string | undefined;
  readonly counts: readonly Count[];
  readonly sent: number;
  readonly imported: number;
  readonly withdrawn: number;
}

/** Reads all that a report on a survey is made of. */
export async function gather(reading: Reading, survey: PublishedSurvey): Promise<Gathered> {
  const items = itemsOf(survey);
  const asked = askedIn(survey, items);
  const builder = buildMatrix(items);
  const coded = await openCoded(reading.codings, survey.id, items);
  const add = (response: CountedResponse) => {
    const positions = asked.of(response);
    builder.add(response, positions);
    coded?.add(response.answers, positions);
  };
  const lines = openLineReader(items, asked, builder, { add, whole: coded !== undefined });
  for await (const page of reading.responses.pages(survey.id))
    if ("text" in page) lines.read(page);
    else for (const response of page) add(response);
  const matrix = builder.finished();
  const counts = await reading.counters.of(survey.id);
  const sent = await reading.participations.count(survey.id);
  const imported = await reading.responses.countImported(survey.id);
  const withdrawn = await reading.withdrawals.count(survey.id);
  const newestMonth = matrix.months.words.toSorted().at(-1);
  return {
    ...{ items, matrix, coded: coded?.finished() ?? [], durations: durationsOf(matrix) },
    ...{ newestMonth, counts, sent, imported, withdrawn },
  };
}

/** In their order: rows come in that of their random keys, and a sum of fractions depends on the order in its last digits. */
function durationsOf({ durations }: DataMatrix): Durations {
  const found = new Map<number, number>();
  for (const seconds of durations) if (!Number.isNaN(seconds)) found.set(seconds, (found.get(seconds) ?? 0) + 1);
  return new Map([...found].sort(([a], [b]) => a - b));
}
