/** Reading a survey's responses, once. */
import { flagBits } from "../records/flag.ts";
import type { Count } from "../records/funnel.ts";
import type { Lines } from "../records/lines.ts";
import type { CountedResponse, Response } from "../records/response.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import { type Asked, askedIn } from "./asked.ts";
import type { CodedBuilder, ReadingCodings } from "./coded.ts";
import { buildMatrix, type DataMatrix, type MatrixBuilder } from "./data-matrix.ts";
import type { Durations } from "./doubts.ts";
import { type Item, itemsOf } from "./items.ts";
import { openLineReader } from "./line-reading.ts";

/** The little of the storage that a report needs. */
export interface Reading {
  readonly responses: {
    pages(survey: string): AsyncIterable<Lines | readonly CountedResponse[]>;
    /** How many took so many seconds; those of whom it is not known are left out. */
    durations(survey: string): Promise<Durations>;
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

/** What a report tells beside the responses. */
export interface Beside {
  readonly counts: readonly Count[];
  readonly sent: number;
  readonly imported: number;
  readonly withdrawn: number;
}

export interface Gathered extends Beside {
  readonly items: readonly Item[];
  /** Every response that is released and not withdrawn, as are all figures here. */
  readonly matrix: DataMatrix;
  readonly durations: Durations;
}

/** Reads all that a release of a survey is made of. */
export async function gather(
  reading: Omit<Reading, "responses"> & { readonly responses: Omit<Reading["responses"], "durations"> },
  survey: PublishedSurvey,
): Promise<Gathered> {
  const items = itemsOf(survey);
  const asked = askedIn(survey, items);
  const builder = buildMatrix(items);
  const read = readerInto(items, asked, builder, undefined);
  for await (const page of reading.responses.pages(survey.id)) read(page);
  const matrix = builder.finished();
  return { items, matrix, durations: durationsOf(matrix), ...(await besideOf(reading, survey)) };
}

export async function besideOf(
  { counters, participations, responses, withdrawals }: Parameters<typeof gather>[0],
  { id }: PublishedSurvey,
): Promise<Beside> {
  return {
    counts: await counters.of(id),
    sent: await participations.count(id),
    imported: await responses.countImported(id),
    withdrawn: await withdrawals.count(id),
  };
}

export function readerInto(
  items: readonly Item[],
  asked: Asked,
  builder: MatrixBuilder,
  coded: CodedBuilder | undefined,
) {
  const add = (response: CountedResponse) => {
    const positions = asked.of(response);
    builder.add(response, positions);
    coded?.add(response.answers, positions);
  };
  const lines = openLineReader(items, asked, builder, { add, whole: coded !== undefined });
  return (page: Lines | readonly CountedResponse[]): void => {
    if ("text" in page) lines.read(page);
    else for (const response of page) add(response);
  };
}

/** In their order: rows come in that of their random keys, and a sum of fractions depends on the order in its last digits. */
function durationsOf({ durations }: DataMatrix): Durations {
  const found = new Map<number, number>();
  for (const seconds of durations) if (!Number.isNaN(seconds)) found.set(seconds, (found.get(seconds) ?? 0) + 1);
  return inOrder(found);
}

export function inOrder(durations: Durations): Durations {
  return new Map([...durations].sort(([a], [b]) => a - b));
}

/** Of whoever has responses in pages of their own. */
export async function durationsIn(pages: AsyncIterable<readonly CountedResponse[]>): Promise<Durations> {
  const found = new Map<number, number>();
  for await (const page of pages)
    for (const { duration } of page) if (duration !== null) found.set(duration, (found.get(duration) ?? 0) + 1);
  return found;
}
