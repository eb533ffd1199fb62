/** What the tests of reports read: responses made by hand, and a reading that holds them. */
import type { Count, Stage } from "../../server/records/funnel.ts";
import { lineOf } from "../../server/records/lines.ts";
import type { Response } from "../../server/records/response.ts";
import type { PublishedSurvey } from "../../server/records/survey.ts";
import { durationsIn, paged, type Reading } from "../../server/reports/gather.ts";
import type { Answers } from "../../server/survey/answer.ts";
import type { Definition } from "../../server/survey/definition.ts";
import { versionOf } from "../../server/survey/version.ts";

/** A survey published in these versions, oldest first. */
export function published(...definitions: readonly [Definition, ...Definition[]]): PublishedSurvey {
  const versions = definitions.map((definition) => ({ version: versionOf(definition), definition }));
  return { id: definitions[0].id, simulated: false, versions };
}

/** A response to a definition; `rest` replaces what is ordinary about it. */
export function aResponse(definition: Definition, answers: Answers, rest: Partial<Response> = {}): Response {
  const version = versionOf(definition);
  return {
    version,
    language: "kk",
    channel: "web",
    month: "2024-10",
    duration: 240,
    flags: [],
    withdrawal: null,
    ...rest,
    answers,
  };
}

/** As a database gives them. */
async function* pagesOf(responses: Iterable<Response>) {
  for await (const page of paged(responses))
    if (page.length > 0) yield { count: page.length, text: new TextEncoder().encode(page.map(lineOf).join("\n")) };
}

/** Responses of another channel than the web count as imported. */
export function reading(
  responses: Iterable<Response>,
  counts: readonly Count[] = [],
  sent = 0,
  withdrawn = 0,
): Reading {
  return {
    responses: {
      pages: () => pagesOf(responses),
      durations: () => durationsIn(paged(responses)),
      countImported: async () => [...responses].filter(({ channel }) => channel !== "web").length,
    },
    withdrawals: { count: async () => withdrawn },
    counters: { of: async () => counts },
    participations: { count: async () => sent },
  };
}

export function aCount(stage: Stage, count: number, rest: Partial<Count> = {}): Count {
  return { survey: "tea-survey", day: "2024-10-05", stage, page: "", language: "kk", place: "direct", count, ...rest };
}

/** `count` copies. */
export function times<T>(count: number, value: T): readonly T[] {
  return Array.from({ length: count }, () => value);
}
