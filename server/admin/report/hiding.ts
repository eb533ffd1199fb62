/** Whether a question's own table has something to hide: then whatever else is told of its answers has to hide it, too. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { leastShown } from "../../reports/panel.ts";
import type { Report } from "../../reports/report.ts";
import { isHidden, withoutSmallCells } from "../../reports/small-cells.ts";

/** True of a question that the report does not know. */
export function hidesSmallCells({ questions, funnel }: Report, survey: PublishedSurvey, id: string): boolean {
  const question = questions[id];
  if (!question) return true;
  const guarded = withoutSmallCells(question, funnel.valid, leastShown(survey));
  return Object.values(guarded.options ?? {}).some(isHidden) || question.base < leastShown(survey);
}
