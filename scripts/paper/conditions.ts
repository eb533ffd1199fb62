/** Conditions on paper: in words before a question, and as "go to" beside an answer. */

import type { Answers } from "../../server/survey/answer.ts";
import { holds, type Leaf, questionsIn } from "../../server/survey/condition.ts";
import type { Condition, Definition, Page, Question } from "../../server/survey/definition.ts";
import type { Translate } from "../../server/web/languages.ts";
import { localeOf } from "../../server/web/written.ts";

/** A question with its number on the paper: from 1, over the whole survey. */
export interface Numbered {
  readonly number: number;
  readonly page: Page;
  readonly question: Question;
}

export interface Wording {
  readonly language: string;
  readonly translate: Translate;
}

export function numbered(definition: Definition): readonly Numbered[] {
  return definition.pages
    .flatMap((page) => page.questions.map((question) => ({ page, question })))
    .map((each, at) => ({ ...each, number: at + 1 }));
}

/** When to answer, in words: "at question 3 “Yes” is marked". */
export function conditionWords(condition: Condition, all: readonly Numbered[], wording: Wording): string {
  const words = (part: Condition) => conditionWords(part, all, wording);
  // "A and B or C" could be read two ways.
  const parts = (list: readonly Condition[]) =>
    list.map((part) => ("all" in part || "any" in part ? `(${words(part)})` : words(part)));
  if ("all" in condition) return joined(parts(condition.all), "conjunction", wording);
  if ("any" in condition) return joined(parts(condition.any), "disjunction", wording);
  if (!("not" in condition)) return leafWords(condition, all, wording);
  const { not } = condition;
  const isMarked = "question" in not && ("is" in not || "answered" in not);
  return isMarked
    ? leafWords(not, all, wording, true)
    : wording.translate("paper.condition.not", { condition: words(not) });
}

function leafWords(leaf: Leaf, all: readonly Numbered[], wording: Wording, negated = false): string {
  const { translate } = wording;
  const found = all.find(({ question }) => question.id === leaf.question);
  const number = found?.number ?? 0;
  if ("is" in leaf) {
    const options = joined(
      [leaf.is].flat().map((id) => translate("paper.quoted", { words: optionWords(found?.question, id, wording) })),
      "disjunction",
      wording,
    );
    return translate(negated ? "paper.condition.isNot" : "paper.condition.is", { number, options });
  }
  if ("answered" in leaf)
    return translate(negated ? "paper.condition.notAnswered" : "paper.condition.answered", { number });
  const { min, max } = leaf;
  if (min !== undefined && max !== undefined) return translate("paper.condition.between", { number, min, max });
  return min === undefined
    ? translate("paper.condition.atMost", { number, max: max ?? 0 })
    : translate("paper.condition.atLeast", { number, min });
}

function optionWords(question: Question | undefined, id: string, { language }: Wording): string {
  const option = question && "options" in question ? question.options.find((each) => each.id === id) : undefined;
  return option?.label[language] ?? id;
}

function joined(parts: readonly string[], type: "conjunction" | "disjunction", { language }: Wording): string {
  return new Intl.ListFormat(localeOf(language), { type }).format(parts);
}

/**
 * Where an answer to a question leads past those that follow: the number of the next one to answer, or `end`. Undefined where
 * the next one follows anyway. What depends on other answers, too, says so itself.
 */
export function goTo(at: Numbered, answer: string | number, all: readonly Numbered[]): number | "end" | undefined {
  const { id } = at.question;
  const answers: Answers = { [id]: answer };
  const isRuledOut = (condition: Condition | undefined) =>
    condition !== undefined && questionsIn(condition).every((each) => each === id) && !holds(condition, answers);
  const following = all.filter(({ number }) => number > at.number);
  const next = following.find(({ page, question }) => !isRuledOut(page.when) && !isRuledOut(question.when));
  if (next === following[0]) return undefined;
  return next?.number ?? "end";
}
