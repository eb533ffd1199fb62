/** Of the answers a question allows, enough to make every condition that looks at it true and false. */
import type { Answer } from "./answer.ts";
import type { Leaf } from "./condition.ts";
import type { Condition, NumberQuestion, OneQuestion, Question, SeveralQuestion } from "./definition.ts";

/** Lazily: a question of twenty options has a million answers. Skipping is not among them. */
export function* distinctAnswers(question: Question, conditions: readonly Condition[]): Generator<Answer> {
  const leaves = conditions.flatMap(leavesOf).filter((leaf) => leaf.question === question.id);
  switch (question.kind) {
    case "one":
      yield* alikeInEveryTest(question, leaves);
      return;
    case "several":
      yield* selections(question, leaves);
      return;
    case "scale":
      for (let point = question.from; point <= question.to; point += 1) yield point;
      return;
    case "number":
      yield* numbers(question, leaves);
      return;
    case "grid":
      for (const row of question.rows.slice(0, 1)) yield { [row.id]: question.from };
      return;
    case "text":
      yield "x";
  }
}

function leavesOf(condition: Condition): readonly Leaf[] {
  if ("all" in condition) return condition.all.flatMap(leavesOf);
  if ("any" in condition) return condition.any.flatMap(leavesOf);
  return "not" in condition ? leavesOf(condition.not) : [condition];
}

/** One option for each set of options that no `is` tells apart. */
function alikeInEveryTest(question: OneQuestion | SeveralQuestion, leaves: readonly Leaf[]): readonly string[] {
  const first = new Map<string, string>();
  for (const { id, excludes } of question.options) {
    const tests = leaves.map((leaf) => "is" in leaf && [leaf.is].flat().includes(id));
    const key = [excludes === true, ...tests].join();
    if (!first.has(key)) first.set(key, id);
  }
  return [...first.values()];
}

function* selections(question: SeveralQuestion, leaves: readonly Leaf[]): Generator<readonly string[]> {
  const excluding = question.options.filter((option) => option.excludes).map((option) => option.id);
  const distinct = alikeInEveryTest(question, leaves);
  for (const option of distinct) yield [option];
  const together = distinct.filter((option) => !excluding.includes(option));
  for (const selection of subsets(together)) if (selection.length > 1) yield selection;
}

function* subsets(options: readonly string[]): Generator<readonly string[]> {
  const [first, ...rest] = options;
  if (first === undefined) return yield [];
  for (const subset of subsets(rest)) {
    yield subset;
    yield [first, ...subset];
  }
}

/**
 * Tests change only at their bounds. Enough are therefore each bound and one number between it and the next: the first
 * whole one above it, or the middle. Nothing lies below the lowest bound, which is the question's own.
 */
function* numbers({ min, max, whole }: NumberQuestion, leaves: readonly Leaf[]): Generator<number> {
  const limits = leaves.flatMap((leaf) => ("min" in leaf || "max" in leaf ? [leaf.min ?? min, leaf.max ?? max] : []));
  const bounds = [...new Set([min, max, ...limits])].sort((a, b) => a - b);
  const near = whole
    ? bounds.flatMap((bound) => [Math.floor(bound), Math.floor(bound) + 1])
    : bounds.flatMap((bound, index) => [bound, (bound + (bounds[index + 1] ?? bound)) / 2]);
  yield* new Set(near.filter((number) => number >= min && number <= max));
}
