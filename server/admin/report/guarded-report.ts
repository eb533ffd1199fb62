/** The report as the staff's pages give it in JSON: what a page hides is null here. The command gives it whole. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { leastShown } from "../../reports/panel.ts";
import type { Report } from "../../reports/report.ts";
import type { NumberReport, QuestionReport } from "../../reports/shares.ts";
import { isHidden, SMALL, withoutSmallCells } from "../../reports/small-cells.ts";
import type { MarginReport, WeightingNote, WeightsReport } from "../../reports/weights-report.ts";
import { guardedCleaning } from "./guarded-cleaning.ts";
import { guardedRepresentation } from "./guarded-representation.ts";
import { guardedSegments } from "./guarded-segments.ts";
import { guardedTime } from "./guarded-time.ts";
import { hidesSmallCells } from "./hiding.ts";

const NO_SHARE = { count: null, share: null, low: null, high: null, weighted: null };
const NO_MEASURES = {
  ...{ mean: null, sd: null, median: null, weighted: null },
  mean_error: { se: null, low: null, high: null },
};
const NO_DURATION: Report["duration"] = { median_seconds: null, mean_seconds: null, sd_seconds: null };

/**
 * The contract's report with small cells hidden. Of segments only those go out whose whole crossing holds no small cell:
 * elsewhere a small one could be worked out from others that each look large enough (`guarded-segments.ts`).
 */
export function guardedReport(report: Report, survey: PublishedSurvey): object {
  const { valid } = report.funnel;
  const least = leastShown(survey);
  const questions = Object.entries(report.questions).map(
    ([id, question]) => [id, guardedQuestion(question, valid, least)] as const,
  );
  const duration = valid < SMALL ? NO_DURATION : report.duration;
  const { weights, weighting } = guardedWeights(report, survey);
  const segments = guardedSegments(report, survey);
  const coded = Object.entries(report.coded).map(
    ([id, question]) => [id, guardedQuestion(question, valid, least)] as const,
  );
  return {
    ...report,
    ...{ duration, questions: Object.fromEntries(questions), segments, weights, weighting },
    coded: Object.fromEntries(coded),
    cleaning_compared: guardedCleaning(report, survey),
    representation: guardedRepresentation(report, survey),
    over_time: guardedTime(report, survey),
  };
}

/**
 * A group's size is one more table of its question, and its weight says nearly as much. Where the question's own table has
 * something to hide, the groups' sizes, the largest and smallest weight and what is said of small groups are hidden, too.
 */
export function guardedWeights(
  report: Report,
  survey: PublishedSurvey,
): { readonly weights: GuardedWeights | null; readonly weighting: Report["weighting"] } {
  const { weights, weighting } = report;
  const hides = ({ question }: MarginReport) => hidesSmallCells(report, survey, question);
  const any = weights?.margins.some(hides) ?? false;
  const margins = (weights?.margins ?? []).map((margin) =>
    hides(margin) ? { ...margin, groups: margin.groups.map((group) => ({ ...group, n: null, share: null })) } : margin,
  );
  const notes = (weighting?.notes ?? []).filter(({ kind }) => !any || !TELLING.includes(kind));
  return {
    weights: weights && { ...weights, margins, ...(any ? { min: null, max: null } : {}) },
    weighting: weighting && { ...weighting, notes, trimmed: any ? null : weighting.trimmed },
  };
}

type HiddenGroup = Omit<MarginReport["groups"][number], "n"> & { readonly n: number | null };

export type GuardedWeights = Omit<WeightsReport, "margins" | "min" | "max"> & {
  readonly margins: readonly (Omit<MarginReport, "groups"> & { readonly groups: readonly HiddenGroup[] })[];
  readonly min: number | null;
  readonly max: number | null;
};

/** Notes that give away how few are in a group. */
const TELLING: readonly WeightingNote["kind"][] = ["joined", "few", "empty", "large-weight"];

function guardedQuestion(question: QuestionReport, valid: number, least: number): object {
  const { options, measures } = withoutSmallCells(question, valid, least);
  const cells = Object.entries(options ?? {}).map(([id, cell]) => [id, isHidden(cell) ? NO_SHARE : cell] as const);
  const hides = measures !== undefined && isHidden(measures);
  return {
    ...question,
    ...(valid < least || question.base < least ? { weighted_base: null } : {}),
    ...(options ? { options: Object.fromEntries(cells) } : {}),
    ...(hides ? NO_MEASURES : {}),
    ...(hides && "top_two" in question ? { top_two: null } : {}),
    ...("quantiles" in question ? { quantiles: guardedQuantiles(question) } : {}),
  };
}

/** A quantile with fewer than ten answers beyond it comes close to telling one of them. */
function guardedQuantiles({ quantiles, base }: NumberReport): NumberReport["quantiles"] {
  const tail = (share: number, value: number | null) => (base * share < SMALL ? null : value);
  const { p5, p25, p75, p95 } = quantiles;
  return { p5: tail(0.05, p5), p25: tail(0.25, p25), p75: tail(0.25, p75), p95: tail(0.05, p95) };
}
