/** The report as the staff's pages give it in JSON: what a page hides is null here. The command gives it whole. */
import type { PublishedSurvey } from "../records/survey.ts";
import { leastShown } from "../reports/panel.ts";
import type { Report } from "../reports/report.ts";
import type { Measures, NumberReport, QuestionReport } from "../reports/shares.ts";
import { isHidden, SMALL, withoutSmallCells } from "../reports/small-cells.ts";

const NO_SHARE = { count: null, share: null, low: null, high: null, weighted: null };
const NO_MEASURES: Measures = { mean: null, sd: null, median: null };
const NO_DURATION: Report["duration"] = { median_seconds: null, mean_seconds: null, sd_seconds: null };

/**
 * The contract's report with small cells hidden. No segments go out by this door: they are crossings, and a crossing's
 * cells can be worked out from others that each look large enough.
 */
export function guardedReport(report: Report, survey: PublishedSurvey): object {
  const { valid } = report.funnel;
  const questions = Object.entries(report.questions).map(
    ([id, question]) => [id, guardedQuestion(question, valid, leastShown(survey))] as const,
  );
  const duration = valid < SMALL ? NO_DURATION : report.duration;
  return { ...report, duration, questions: Object.fromEntries(questions), segments: [] };
}

function guardedQuestion(question: QuestionReport, valid: number, least: number): object {
  const { options, measures } = withoutSmallCells(question, valid, least);
  const cells = Object.entries(options ?? {}).map(([id, cell]) => [id, isHidden(cell) ? NO_SHARE : cell] as const);
  return {
    ...question,
    ...(options ? { options: Object.fromEntries(cells) } : {}),
    ...(measures ? (isHidden(measures) ? NO_MEASURES : measures) : {}),
    ...("quantiles" in question ? { quantiles: guardedQuantiles(question) } : {}),
  };
}

/** A quantile with fewer than ten answers beyond it comes close to telling one of them. */
function guardedQuantiles({ quantiles, base }: NumberReport): NumberReport["quantiles"] {
  const tail = (share: number, value: number | null) => (base * share < SMALL ? null : value);
  const { p5, p25, p75, p95 } = quantiles;
  return { p5: tail(0.05, p5), p25: tail(0.25, p25), p75: tail(0.25, p75), p95: tail(0.05, p95) };
}
