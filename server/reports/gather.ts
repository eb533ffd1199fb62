/** Reading a survey's responses: two passes, because how far a duration is from the median takes all of them to tell. */
import type { Count } from "../records/funnel.ts";
import type { Response } from "../records/response.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import { farFromMedian } from "../statistics/far-from-median.ts";
import { askedIn } from "./asked.ts";
import { type CleaningRule, REPORT_FLAGS, type ReportFlag } from "./cleaning.ts";
import { type Item, itemsOf } from "./items.ts";
import { createTallies, type Tallies } from "./tally.ts";

/** The little of the storage that a report needs. */
export interface Reading {
  readonly responses: { each(survey: string): AsyncIterable<Response>; countImported(survey: string): Promise<number> };
  /** How many were withdrawn: they are no longer among those read. */
  readonly withdrawals: { count(survey: string): Promise<number> };
  readonly counters: { of(survey: string): Promise<readonly Count[]> };
  readonly participations: { count(survey: string): Promise<number> };
}

/** How often each duration, in seconds, occurs. */
export type Durations = ReadonlyMap<number, number>;

export interface Gathered {
  readonly items: readonly Item[];
  /** Of the valid responses, as are the tallies. */
  readonly valid: number;
  readonly tallies: Pick<Tallies, "items" | "crossing">;
  readonly excluded: number;
  /** Released and not withdrawn, as are all below. */
  readonly present: number;
  readonly flags: Readonly<Record<ReportFlag, number>>;
  readonly durations: Durations;
  /** `2024-10`; undefined without responses. */
  readonly newestMonth: string | undefined;
  readonly counts: readonly Count[];
  readonly sent: number;
  readonly imported: number;
  readonly withdrawn: number;
}

/** Counts a survey's released responses, cleaned by the rule, in memory that does not grow with their number. */
export async function gather(reading: Reading, survey: PublishedSurvey, rule: CleaningRule): Promise<Gathered> {
  const isFar = farFromMedian(await durationsOf(reading.responses.each(survey.id)));
  const items = itemsOf(survey);
  const asked = askedIn(survey, items);
  const tallies = createTallies(items);
  const present = createPresence();
  let valid = 0;
  for await (const response of reading.responses.each(survey.id)) {
    const flags = flagsOf(response, isFar);
    present.add(response, flags);
    if (rule.excludes.some((flag) => flags.includes(flag))) continue;
    tallies.add(response.answers, asked(response));
    valid += 1;
  }
  const counts = await reading.counters.of(survey.id);
  const sent = await reading.participations.count(survey.id);
  const imported = await reading.responses.countImported(survey.id);
  const withdrawn = await reading.withdrawals.count(survey.id);
  const seen = present.facts();
  return { items, valid, tallies, excluded: seen.present - valid, ...seen, counts, sent, imported, withdrawn };
}

async function durationsOf(responses: AsyncIterable<Response>): Promise<Durations> {
  const durations = new Map<number, number>();
  for await (const { duration } of responses) countIn(durations, duration);
  return durations;
}

function countIn(durations: Map<number, number>, duration: number | null): void {
  if (duration !== null) durations.set(duration, (durations.get(duration) ?? 0) + 1);
}

function flagsOf(response: Response, isFar: (duration: number) => boolean): readonly ReportFlag[] {
  const { duration, flags } = response;
  return duration !== null && isFar(duration) ? [...flags, "far_from_median"] : flags;
}

/** What is said of all responses, whatever the cleaning rule leaves out. */
function createPresence(): {
  add(response: Response, flags: readonly ReportFlag[]): void;
  facts(): Pick<Gathered, "present" | "flags" | "durations" | "newestMonth">;
} {
  const flagCounts = Object.fromEntries(REPORT_FLAGS.map((flag) => [flag, 0])) as Record<ReportFlag, number>;
  const durations = new Map<number, number>();
  let present = 0;
  let newestMonth: string | undefined;
  return {
    add({ duration, month }, flags) {
      present += 1;
      for (const flag of flags) flagCounts[flag] += 1;
      countIn(durations, duration);
      if (newestMonth === undefined || month > newestMonth) newestMonth = month;
    },
    facts: () => ({ present, flags: flagCounts, durations, newestMonth }),
  };
}
