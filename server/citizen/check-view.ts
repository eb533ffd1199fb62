/** The check page: every answer as it will be kept, with the way to change it, and what else the record holds. */
import { monthOf } from "../records/month.ts";
import type { Answer } from "../survey/answer.ts";
import { isList } from "../survey/answer.ts";
import type { Question } from "../survey/definition.ts";
import type { Visit } from "../web/visit.ts";
import { monthWritten, numberWritten } from "../web/written.ts";
import { pointWords } from "./question-view.ts";
import { words } from "./start.ts";
import type { Begun } from "./world.ts";

export function checkView(current: Begun, visit: Visit) {
  const survey = current.listed.survey.id;
  return {
    action: `/s/${survey}/check`,
    surveyName: words(current.edition.definition.title, visit),
    pages: current.journey.steps.map(({ page, questions }) => ({
      heading: words(page.title, visit),
      change: `/s/${survey}/p/${page.id}?change`,
      rows: questions.map((question) => row(question, current.journey.answers[question.id], survey, page.id, visit)),
    })),
    record: [
      { term: visit.translate("check.language"), value: visit.translate(`languages.${visit.language}`) },
      { term: visit.translate("check.month"), value: monthWritten(monthOf(visit.now), visit.language) },
      { term: visit.translate("check.duration"), value: visit.translate("check.durationValue") },
      { term: visit.translate("check.marks"), value: visit.translate("check.marksValue") },
      { term: visit.translate("check.version"), value: current.edition.version.slice(0, 12) },
    ],
  };
}

function row(question: Question, answer: Answer | undefined, survey: string, pageId: string, visit: Visit) {
  const text = words(question.text, visit);
  return {
    text,
    lines: answer === undefined ? [visit.translate("check.noAnswer")] : answerLines(question, answer, visit),
    answered: answer !== undefined,
    change: `/s/${survey}/p/${pageId}?change#${firstField(question)}`,
    changeWhat: visit.translate("check.changeWhat", { question: text }),
  };
}

function firstField(question: Question): string {
  return question.kind === "grid" ? `${question.id}.${question.rows[0]?.id ?? ""}` : question.id;
}

function answerLines(question: Question, answer: Answer, visit: Visit): readonly string[] {
  switch (question.kind) {
    case "one":
    case "several": {
      const chosen = typeof answer === "string" ? [answer] : isList(answer) ? answer : [];
      return question.options.filter(({ id }) => chosen.includes(id)).map(({ label }) => words(label, visit));
    }
    case "scale":
      return [pointWords(question, Number(answer), visit)];
    case "grid": {
      const values = typeof answer === "object" && !isList(answer) ? answer : {};
      return question.rows.flatMap(({ id, label }) => {
        const value = values[id];
        return value === undefined ? [] : [`${words(label, visit)}: ${pointWords(question, value, visit)}`];
      });
    }
    case "number":
      return [`${written(answer, visit)}${question.unit ? ` ${words(question.unit, visit)}` : ""}`];
    case "text":
      return String(answer).split("\n");
  }
}

function written(answer: Answer, { language }: Visit): string {
  return typeof answer === "number" ? numberWritten(answer, language) : String(answer);
}
