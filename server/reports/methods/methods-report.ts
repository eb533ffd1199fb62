/**
 * The methods report: every item of the standards in one language, filled from what is published and counted, and what is
 * missing listed as missing. It describes one set of responses, named by its hash.
 */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import type { Report } from "../report.ts";
import { factsOf } from "./facts.ts";
import { STANDARDS, type Standard, type Topic } from "./standards.ts";
import { TELLERS } from "./told.ts";
import type { Writing } from "./writing.ts";

export interface MethodsReport {
  readonly survey: string;
  readonly title: string;
  readonly version: string;
  readonly as_of: string;
  readonly simulated: boolean;
  /** SHA-256 of the responses that the figures are of; empty where it is not told. */
  readonly dataset: string;
  readonly valid: number;
  readonly standards: readonly MethodsStandard[];
  /** Items that hold nothing, or lack a text that the definition could hold. */
  readonly missing: readonly MissingItem[];
}

export interface MethodsStandard {
  readonly standard: Standard;
  readonly title: string;
  readonly items: readonly MethodsItem[];
}

export interface MethodsItem {
  /** From 1 on, within its standard. */
  readonly number: number;
  readonly topic: Topic;
  readonly title: string;
  readonly words: readonly string[];
  /** What has to be written for it to be whole: keys of the definition, or `counters` where nothing was counted yet. */
  readonly lacks: readonly string[];
}

export interface MissingItem extends Pick<MethodsItem, "number" | "topic" | "title" | "lacks"> {
  readonly standard: Standard;
}

export function methodsReport(
  survey: PublishedSurvey,
  report: Report,
  dataset: string,
  writing: Writing,
): MethodsReport {
  const facts = factsOf(survey, report, dataset);
  const standards = (Object.keys(STANDARDS) as Standard[]).map((standard): MethodsStandard => {
    const items = STANDARDS[standard].map((topic, at): MethodsItem => {
      const { words, lacks } = TELLERS[topic](facts, writing);
      return { number: at + 1, topic, title: writing.say(`methods.item.${topic}`), words, lacks };
    });
    return { standard, title: writing.say(`methods.standard.${standard}`), items };
  });
  return {
    survey: survey.id,
    title: writing.text(newestOf(survey).definition.title),
    version: report.version,
    as_of: report.asOf,
    simulated: survey.simulated,
    dataset,
    valid: report.funnel.valid,
    standards,
    missing: standards.flatMap(({ standard, items }) =>
      items
        .filter(({ words, lacks }) => words.length === 0 || lacks.length > 0)
        .map(({ number, topic, title, lacks }) => ({ standard, number, topic, title, lacks })),
    ),
  };
}
