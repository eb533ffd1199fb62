/**
 * A panel is so small that its members could know each other's answers, and its consent says so. Staff see how many took
 * part until it is closed, and then each question's totals, small ones too: of five people every count is small. No
 * question is ever broken down by another. The totals are made once, at the close: of so few, totals from before and after
 * somebody's withdrawal would tell what they had answered.
 */
import { isPanel, type PublishedSurvey } from "../records/survey.ts";
import { STUDY } from "./cleaning.ts";
import type { Reading } from "./gather.ts";
import { type Report, reportOn } from "./report.ts";
import { SMALL } from "./small-cells.ts";

export function sightOf(survey: PublishedSurvey): "everything" | "totals" | "participation" {
  if (!isPanel(survey)) return "everything";
  return survey.closedOn === undefined ? "participation" : "totals";
}

/** What is kept of a panel's figures at its close, in JSON. */
export async function panelReportOn(reading: Reading, survey: PublishedSurvey, now: Date): Promise<string> {
  const report = await reportOn(reading, survey, { rule: STUDY, now });
  return JSON.stringify({ ...report, segments: [], cleaning_compared: null, representation: null, over_time: null });
}

/** The figures as they were kept; undefined where the closing has not come so far. */
export function keptPanelReport(json: string | undefined): Report | undefined {
  if (json === undefined) return undefined;
  // One that an older program kept has fewer parts.
  const later = {
    coded: {},
    cleaning_compared: null,
    representation: null,
    over_time: null,
    checks: { made: 0, failed: [] },
  };
  return { ...later, ...(JSON.parse(json) as Report) };
}

/** The least count that staff's pages show of a survey's answers. */
export function leastShown(survey: PublishedSurvey): number {
  return isPanel(survey) ? 1 : SMALL;
}
