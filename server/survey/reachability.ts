/**
 * Pages and questions that nobody can ever see.
 *
 * Decided by search: the questions a condition depends on, directly or through the conditions under which they are
 * asked themselves, are answered in every way that can make a difference, in the order of the journey, until one way
 * fulfils it. A question may always be skipped.
 */
import type { Answers } from "./answer.ts";
import { holds, questionsIn } from "./condition.ts";
import type { Condition, Question } from "./definition.ts";
import { distinctAnswers } from "./distinct-answers.ts";
import { type Finding, listed, type Path, type Reason, wrong } from "./finding.ts";
import type { Outline, OutlinedQuestion } from "./outline.ts";

/** Longer searches end with the benefit of the doubt: what may be reachable is not refused. */
const MOST_STEPS = 20_000;

export function reachabilityFindings(outline: Outline): readonly Finding[] {
  return outline.pages.flatMap((page) => {
    const context = page.when ? [page.when] : [];
    if (!isPossible(context, outline))
      return [unreachable([...page.path, "when"], wrong("page-unreachable"), context, outline)];
    const parts = page.when ? idleParts(page.when, [...page.path, "when"], [], outline) : [];
    return [...parts, ...page.questions.flatMap((question) => questionFindings(question, context, outline))];
  });
}

function questionFindings(
  question: OutlinedQuestion,
  context: readonly Condition[],
  outline: Outline,
): readonly Finding[] {
  if (!question.when) return [];
  const path = [...question.path, "when"];
  const conditions = [...context, question.when];
  if (!isPossible(conditions, outline)) return [unreachable(path, wrong("question-unreachable"), conditions, outline)];
  return idleParts(question.when, path, context, outline);
}

/** The alternatives of an `any` that no answers fulfil, given what must hold beside them. */
function idleParts(
  condition: Condition,
  path: Path,
  context: readonly Condition[],
  outline: Outline,
): readonly Finding[] {
  if ("all" in condition)
    return condition.all.flatMap((part, index) => {
      const others = condition.all.filter((_, other) => other !== index);
      return idleParts(part, [...path, "all", index], [...context, ...others], outline);
    });
  if (!("any" in condition)) return [];
  return condition.any.flatMap((part, index) => {
    const at = [...path, "any", index];
    const conditions = [...context, part];
    if (!isPossible(conditions, outline))
      return [unreachable(at, wrong("alternative-unreachable"), conditions, outline)];
    return idleParts(part, at, context, outline);
  });
}

function unreachable(path: Path, what: Reason, conditions: readonly Condition[], outline: Outline): Finding {
  const asked = [...new Set(conditions.flatMap(questionsIn))];
  const freely = new Map([...outline.questions].map(([id, question]) => [id, askedAlways(question)]));
  const more = isPossible(conditions, { ...outline, questions: freely })
    ? wrong("ruled-out", { questions: listed(asked) })
    : wrong("no-answers", { questions: listed(asked) });
  return { path, reason: { ...what, more } };
}

function askedAlways(question: OutlinedQuestion): OutlinedQuestion {
  const page = { ...question.page, when: undefined, rawWhen: undefined };
  return { ...question, page, when: undefined, rawWhen: undefined };
}

/** Whether some answers fulfil all the conditions. True where a fault elsewhere makes that impossible to say. */
function isPossible(conditions: readonly Condition[], outline: Outline): boolean {
  const needed = neededFor(conditions, outline);
  if (!needed) return true;
  const ways = needed.flatMap(({ page, when }) => [page.when, when].filter((condition) => condition !== undefined));
  let steps = 0;
  return leadsOn(0, {});

  function leadsOn(at: number, answers: Answers): boolean {
    steps += 1;
    if (steps > MOST_STEPS) return true;
    const next = needed?.[at];
    if (!next) return conditions.every((condition) => holds(condition, answers));
    const isAsked = [next.page.when, next.when].every((condition) => !condition || holds(condition, answers));
    if (isAsked)
      for (const answer of distinctAnswers(next.sound, [...conditions, ...ways]))
        if (leadsOn(at + 1, { ...answers, [next.sound.id]: answer })) return true;
    return leadsOn(at + 1, answers);
  }
}

type SoundQuestion = OutlinedQuestion & { readonly sound: Question };

/** The questions on whose answers the conditions depend, in the order they are asked; undefined where one is faulty. */
function neededFor(conditions: readonly Condition[], outline: Outline): readonly SoundQuestion[] | undefined {
  const found = new Map<string, SoundQuestion>();
  const open = conditions.flatMap(questionsIn);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    const question = outline.questions.get(id);
    if (!question || !isSound(question)) return undefined;
    found.set(id, question);
    for (const condition of [question.page.when, question.when]) if (condition) open.push(...questionsIn(condition));
  }
  return [...found.values()].sort((a, b) => a.index - b.index);
}

function isSound(question: OutlinedQuestion): question is SoundQuestion {
  const { page, rawWhen, when, sound } = question;
  const isReadable =
    (rawWhen === undefined || when !== undefined) && (page.rawWhen === undefined || page.when !== undefined);
  return isReadable && sound !== undefined;
}
