/** Which items were on a response's journey. Asked a million times, so whatever is the same for all is found once. */
import type { CountedResponse } from "../records/response.ts";
import type { PublishedSurvey, PublishedVersion } from "../records/survey.ts";
import { newestOf } from "../records/survey.ts";
import type { Definition } from "../survey/definition.ts";
import { journeyOf } from "../survey/journey.ts";
import { answerTo, type Item, itemsIn } from "./items.ts";

export interface Asked {
  /** The positions, among the survey's items, of those a response was asked. */
  of(response: CountedResponse): readonly number[];
  /** The same where it is the same for everybody who answered this version, and no answer to another item counts. */
  always(version: string): readonly number[] | undefined;
}

/**
 * Follows each response along the version it answered. A version too rare to be named in its batch was released as
 * "other": then the newest version's way is taken, and whatever else was answered counts as asked.
 */
export function askedIn(survey: PublishedSurvey, items: readonly Item[]): Asked {
  const ways = new Map(survey.versions.map((version) => [version.version, wayThrough(version, items)]));
  const newest = wayThrough(newestOf(survey), items);
  const withAnswered = (response: CountedResponse) => {
    const way = newest.of(response);
    return way.length === items.length ? way : [...new Set([...way, ...answered(items, response)])];
  };
  return {
    of: (response) => ways.get(response.version)?.of(response) ?? withAnswered(response),
    always: (version) => {
      const way = ways.get(version);
      if (way) return way.always;
      return newest.always?.length === items.length ? newest.always : undefined;
    },
  };
}

interface Way {
  readonly of: Asked["of"];
  readonly always?: readonly number[];
}

function wayThrough({ definition }: PublishedVersion, items: readonly Item[]): Way {
  const positions = positionsByQuestion(definition, items);
  const all = [...positions.values()].flat();
  if (!hasConditions(definition)) return { of: () => all, always: all };
  const pages = definition.pages.map((page) => page.id);
  return {
    of: (response) =>
      journeyOf(definition, response.answers, pages).steps.flatMap((step) =>
        step.questions.flatMap((question) => positions.get(question.id) ?? []),
      ),
  };
}

/** A question whose kind has changed since is another question: its old answers belong to no item. */
function positionsByQuestion(definition: Definition, items: readonly Item[]): ReadonlyMap<string, readonly number[]> {
  const positions = new Map<string, number[]>();
  for (const own of itemsIn(definition)) {
    const at = items.findIndex((item) => item.id === own.id && item.kind === own.kind);
    if (at >= 0) positions.set(own.question, [...(positions.get(own.question) ?? []), at]);
  }
  return positions;
}

function hasConditions(definition: Definition): boolean {
  return definition.pages.some((page) => page.when || page.questions.some((question) => question.when));
}

function answered(items: readonly Item[], { answers }: CountedResponse): readonly number[] {
  return items.flatMap((item, at) => (answerTo(item, answers) === undefined ? [] : [at]));
}
