/** On which answers it depends that somebody is asked a question, as a formula of question ids. */
import type { Condition, Definition } from "../survey/definition.ts";

/** `ai-used = yes and (age >= 18)`; undefined where everybody is asked. */
export function whoWasAsked({ pages }: Definition, question: string): string | undefined {
  const page = pages.find(({ questions }) => questions.some(({ id }) => id === question));
  const own = page?.questions.find(({ id }) => id === question)?.when;
  const conditions = [page?.when, own].flatMap((condition) => condition ?? []);
  return conditions.length === 0 ? undefined : conditions.map(formula).join(" and ");
}

function formula(condition: Condition): string {
  if ("all" in condition) return `(${condition.all.map(formula).join(" and ")})`;
  if ("any" in condition) return `(${condition.any.map(formula).join(" or ")})`;
  if ("not" in condition) return `not (${formula(condition.not)})`;
  const { question } = condition;
  if ("answered" in condition) return `${question} answered`;
  if ("is" in condition) {
    const options = typeof condition.is === "string" ? [condition.is] : condition.is;
    return options.length === 1 ? `${question} = ${options.join()}` : `${question} in (${options.join(", ")})`;
  }
  const { min, max } = condition;
  return [
    ...(min === undefined ? [] : [`${question} >= ${min}`]),
    ...(max === undefined ? [] : [`${question} <= ${max}`]),
  ].join(" and ");
}
