/**
 * A citizen's way through a survey, derived each time from the definition, the answers so far and the pages passed.
 * Nothing of it is stored: change an answer and the way changes with it.
 */
import type { Answers } from "./answer.ts";
import { holds } from "./condition.ts";
import type { Definition, Page, Question } from "./definition.ts";

/** A page on this citizen's way with the questions it asks them. */
export interface Step {
  readonly page: Page;
  readonly questions: readonly Question[];
}

export interface Journey {
  readonly steps: readonly Step[];
  /** Where the citizen belongs now: the first page of theirs not passed yet, or the check page. */
  readonly next: string;
  /** What would be kept: answers to questions on the way, no others. */
  readonly answers: Answers;
}

export const CHECK = "check";

/** `passed`: ids of the pages the citizen has sent, answered or skipped. Ids and answers off the way are ignored. */
export function journeyOf(definition: Definition, answers: Answers, passed: readonly string[]): Journey {
  const kept: Record<string, Answers[string]> = {};
  const steps: Step[] = [];
  for (const page of definition.pages) {
    if (page.when && !holds(page.when, kept)) continue;
    const questions: Question[] = [];
    for (const question of page.questions) {
      if (question.when && !holds(question.when, kept)) continue;
      questions.push(question);
      const answer = answers[question.id];
      if (answer !== undefined) kept[question.id] = answer;
    }
    if (questions.length > 0 || page.questions.length === 0) steps.push({ page, questions });
  }
  const next = steps.find((step) => !passed.includes(step.page.id))?.page.id ?? CHECK;
  return { steps, next, answers: kept };
}

/** Whether everybody comes to this page, whatever they answer. */
export function isOnEveryWay({ when, questions }: Page): boolean {
  if (when !== undefined) return false;
  return questions.length === 0 || questions.some((question) => question.when === undefined);
}

/** The step of a page the citizen may see now: passed before, or next. */
export function reachableStep(journey: Journey, pageId: string, passed: readonly string[]): Step | undefined {
  const step = journey.steps.find((candidate) => candidate.page.id === pageId);
  return step && (passed.includes(pageId) || journey.next === pageId) ? step : undefined;
}

/** The page before this one on the way, if there is one. */
export function stepBefore(journey: Journey, pageId: string): Step | undefined {
  const at = journey.steps.findIndex((step) => step.page.id === pageId);
  return at > 0 ? journey.steps[at - 1] : undefined;
}
