/**
 * The same answer down a whole battery: a grid, or scales of one range that follow each other on a page. Short batteries are
 * left alone, and so is a survey most of whose batteries have differences in them: seven things can honestly all be "very".
 */
import { longestRun } from "../statistics/longest-run.ts";
import type { Answers } from "../survey/answer.ts";
import type { Question } from "../survey/definition.ts";
import type { Step } from "../survey/journey.ts";

/** In a battery of ten one answer may differ, in one of twenty two: programs vary one now and then. */
const RUN = 0.9;

/** True where half or more of the batteries with at least `alike` answers are one run from end to end. */
export function isStraightLined(batteries: readonly (readonly number[])[], alike: number): boolean {
  const long = batteries.filter(({ length }) => length >= alike);
  const straight = long.filter((answers) => longestRun(answers) >= Math.ceil(answers.length * RUN));
  return straight.length > 0 && straight.length * 2 >= long.length;
}

/** The answers of every battery on the way, in the order they were shown; rows and scales that were skipped are left out. */
export function batteriesIn(steps: readonly Step[], answers: Answers): readonly (readonly number[])[] {
  return steps.flatMap(({ questions }) => [
    ...questions.filter(({ kind }) => kind === "grid").map((grid) => rowsOf(grid, answers)),
    ...scalesTogether(questions).map((scales) => scales.flatMap(({ id }) => numberIn(answers[id]))),
  ]);
}

function rowsOf(question: Question, answers: Answers): readonly number[] {
  const given = answers[question.id];
  if (question.kind !== "grid" || typeof given !== "object" || Array.isArray(given)) return [];
  const byRow = new Map(Object.entries(given));
  return question.rows.flatMap(({ id }) => numberIn(byRow.get(id)));
}

function numberIn(answer: unknown): readonly number[] {
  return typeof answer === "number" ? [answer] : [];
}

/** Scales that follow each other with the same ends. */
function scalesTogether(questions: readonly Question[]): readonly (readonly Question[])[] {
  const groups: Question[][] = [];
  questions.forEach((question, at) => {
    if (question.kind !== "scale") return;
    const before = questions[at - 1];
    const goesOn = before?.kind === "scale" && before.from === question.from && before.to === question.to;
    if (goesOn) groups.at(-1)?.push(question);
    else groups.push([question]);
  });
  return groups;
}
