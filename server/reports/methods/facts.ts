/** What a methods report is made of: the survey as published, its report, and the hash of the data that both describe. */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import type { Definition } from "../../survey/definition.ts";
import { questionsOf } from "../../survey/definition.ts";
import type { Report } from "../report.ts";

export interface MethodsFacts {
  readonly survey: PublishedSurvey;
  readonly definition: Definition;
  readonly report: Report;
  /** SHA-256 of the responses (`dataset-hash.ts`), hexadecimal; empty where it is not told. */
  readonly dataset: string;
}

export function factsOf(survey: PublishedSurvey, report: Report, dataset: string): MethodsFacts {
  return { survey, definition: newestOf(survey).definition, report, dataset };
}

/** How the questionnaire is built. */
export function outlineOf({ pages }: Definition) {
  const questions = pages.flatMap((page) => page.questions);
  return {
    questions: questions.length,
    pages: pages.length,
    optional: pages.filter(({ optional }) => optional).length,
    most: Math.max(...pages.map((page) => page.questions.length)),
    shuffled: questions.filter((question) => "shuffle" in question && question.shuffle).map(({ id }) => id),
    conditions:
      pages.filter(({ when }) => when !== undefined).length + questions.filter(({ when }) => when !== undefined).length,
  };
}

/** The question of kind other than text that most left out, of those that anybody was asked. */
export function mostSkipped({ definition, report }: MethodsFacts) {
  const open = questionsOf(definition)
    .filter(({ kind }) => kind === "text")
    .map(({ id }) => id);
  const rates = Object.entries(report.questions).flatMap(([id, { nonresponse, asked }]) =>
    nonresponse === null || open.includes(id) ? [] : [{ id, nonresponse, asked }],
  );
  return rates.toSorted((a, b) => b.nonresponse - a.nonresponse)[0];
}
