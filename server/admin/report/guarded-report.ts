/** The report as the staff's pages give it in JSON: what a page hides is null here. The command gives it whole. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { leastShown } from "../../reports/panel.ts";
import type { Report } from "../../reports/report.ts";
import type { NumberReport, QuestionReport } from "../../reports/shares.ts";
import { isHidden, SMALL, withoutSmallCells } from "../../reports/small-cells.ts";
import type { MarginReport, TrimmedReport, WeightingNote, WeightsReport } from "../../reports/weights-report.ts";
import { guardedCleaning } from "./guarded-cleaning.ts";
import { guardedRepresentation } from "./guarded-representation.ts";
import { guardedSegments } from "./guarded-segments.ts";
import { guardedTime } from "./guarded-time.ts";
import { hidesSmallCells } from "./hiding.ts";
import { areTold, toldSize, toldWeighted, toStep } from "./weighted-digits.ts";

const NO_SHARE = { count: null, share: null, low: null, high: null, weighted: null };
const NO_MEASURES = {
  ...{ mean: null, sd: null, median: null, weighted: null },
  mean_error: { se: null, low: null, high: null },
};
export const NO_DURATION: Report["duration"] = { median_seconds: null, mean_seconds: null, sd_seconds: null };

/**
 * The contract's report with small cells hidden. Of segments only those go out whose whole crossing holds no small cell:
 * elsewhere a small one could be worked out from others that each look large enough (`guarded-segments.ts`).
 */
export function guardedReport(report: Report, survey: PublishedSurvey): object {
  const { valid } = report.funnel;
  const least = leastShown(survey);
  const questions = Object.entries(report.questions).map(
    ([id, question]) => [id, guardedQuestion(toldWeighted(id, question, report, survey), valid, least)] as const,
  );
  const duration = valid < SMALL ? NO_DURATION : report.duration;
  const { weights, weighting } = guardedWeights(report, survey);
  const segments = guardedSegments(report, survey);
  const coded = Object.entries(report.coded).map(
    ([id, question]) => [id, guardedQuestion(toldWeighted(id, question, report, survey), valid, least)] as const,
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
  // Who is in which group of two margins at once is told by their own table, or else by no digit here; of three at once by none.
  const areApart = margins.some(({ question: one }, at) =>
    margins.slice(at + 1).some(({ question: other }) => !areTold(report, survey, one, other)),
  );
  const coarse = margins.length > 2 || areApart;
  const extreme = (weight: number | null) =>
    weight === null || any ? null : Number(weight.toPrecision(coarse ? 2 : 4));
  const notes = withoutFew(weighting?.notes ?? [], report, survey).filter(
    ({ kind }) => !any || !TELLING.includes(kind),
  );
  return {
    weights: weights && {
      ...{ ...weights, margins, min: extreme(weights.min), max: extreme(weights.max) },
      ...toldSize(weights.n, weights.n_effective, coarse),
    },
    weighting: weighting && {
      ...weighting,
      notes: notes.map((note) => toldNote(note, coarse)),
      trimmed: any ? null : toldTrimmed(weighting.trimmed, weights?.n ?? 0, coarse),
    },
  };
}

/** Which groups nobody is in is what a question's own table tells with its zeros, or else does not: of few people it would tell the group of all. */
function withoutFew(notes: readonly WeightingNote[], { questions, funnel }: Report, survey: PublishedSurvey) {
  const least = leastShown(survey);
  const isTold = (note: WeightingNote) => {
    if (note.kind !== "empty") return true;
    const base = questions[note.margin]?.base ?? 0;
    return base === 0 || (base >= least && funnel.valid >= least);
  };
  return notes.every(isTold) ? notes : [...notes.filter(isTold), { kind: "too-few" as const }];
}

function toldNote(note: WeightingNote, coarse: boolean): WeightingNote {
  if (note.kind === "large-weight") return { ...note, max: Number(note.max.toPrecision(coarse ? 2 : 4)) };
  if (note.kind === "large-design-effect") return { ...note, ...toldSize(note.n, note.n_effective, coarse) };
  return note;
}

/** Nothing where few weights would be cut: they are of people in a small group. */
function toldTrimmed(trimmed: TrimmedReport | null, n: number, coarse: boolean): TrimmedReport | null {
  if (!trimmed || trimmed.at_cap < SMALL) return null;
  const { departure, n_effective } = trimmed;
  return { ...trimmed, ...toldSize(n, n_effective, coarse), departure: toStep(departure, coarse ? 0.001 : 0.0001) };
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
