/** Whether a condition of the definition holds, given what has been answered so far. */
import type { Answer, Answers } from "./answer.ts";
import type { Condition } from "./definition.ts";

/** A condition on one question. */
export type Leaf = Extract<Condition, { readonly question: string }>;

export function holds(condition: Condition, answers: Answers): boolean {
  if ("all" in condition) return condition.all.every((part) => holds(part, answers));
  if ("any" in condition) return condition.any.some((part) => holds(part, answers));
  if ("not" in condition) return !holds(condition.not, answers);
  const answer = answers[condition.question];
  if (answer === undefined) return false;
  if ("is" in condition) return chosen(answer).some((option) => wanted(condition.is).includes(option));
  if ("answered" in condition) return true;
  if (typeof answer !== "number") return false;
  return answer >= (condition.min ?? -Infinity) && answer <= (condition.max ?? Infinity);
}

/** The ids of the questions a condition looks at, each once. */
export function questionsIn(condition: Condition): readonly string[] {
  if ("all" in condition) return [...new Set(condition.all.flatMap(questionsIn))];
  if ("any" in condition) return [...new Set(condition.any.flatMap(questionsIn))];
  if ("not" in condition) return questionsIn(condition.not);
  return [condition.question];
}

function wanted(is: string | readonly string[]): readonly string[] {
  return typeof is === "string" ? [is] : is;
}

function chosen(answer: Answer): readonly string[] {
  if (typeof answer === "string") return [answer];
  return Array.isArray(answer) ? answer : [];
}
