/**
 * A panel is so small that its members could know each other's answers, and its consent says so. Staff see how many took
 * part until it is closed, and then each question's totals, small ones too: of five people every count is small. No
 * question is ever broken down by another.
 */
import { isPanel, type PublishedSurvey } from "../records/survey.ts";
import { SMALL } from "./small-cells.ts";

export function sightOf(survey: PublishedSurvey): "everything" | "totals" | "participation" {
  if (!isPanel(survey)) return "everything";
  return survey.closedOn === undefined ? "participation" : "totals";
}

/** The least count that staff's pages show of a survey's answers. */
export function leastShown(survey: PublishedSurvey): number {
  return isPanel(survey) ? 1 : SMALL;
}
