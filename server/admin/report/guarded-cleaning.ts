/**
 * The cleaning rules as a page may show them. Between two rules lie the few responses that one of them leaves out, so exact
 * shares under both would tell what those few answered: shares are rounded to a step that stands for ten people at the least.
 */
import type { PublishedSurvey } from "../../records/survey.ts";
import type { CleaningReport, ShareRange } from "../../reports/cleaning-compared.ts";
import type { ExcludedGroups } from "../../reports/excluded-groups.ts";
import type { Report } from "../../reports/report.ts";
import { SMALL } from "../../reports/small-cells.ts";
import { hidesSmallCells } from "./hiding.ts";
import { weightedDigits } from "./weighted-digits.ts";

export interface GuardedCleaning extends Omit<CleaningReport, "groups"> {
  readonly groups: readonly GuardedGroups[];
}

export type GuardedGroups = Omit<ExcludedGroups, "groups" | "p" | "p_adjusted"> & {
  /** Null where a group is small: from an exact p the hidden counts could be worked out. Else to three decimals. */
  readonly p: number | null;
  readonly p_adjusted: number | null;
  /** In the order of the part left out; without figures where one of them is small. */
  readonly groups: readonly {
    readonly group: string;
    readonly n: number | null;
    readonly excluded: number | null;
    readonly share: number | null;
  }[];
};

/** Steps of a share, the finest first. */
const STEPS = [0.001, 0.01];

export function guardedCleaning(report: Report, survey: PublishedSurvey): GuardedCleaning | null {
  const compared = report.cleaning_compared;
  if (!compared) return null;
  const shares = compared.shares.map((row) => {
    const question = report.questions[row.question];
    const step = hidesSmallCells(report, survey, row.question) ? undefined : stepFor(question?.base ?? 0);
    // No finer than the question's own weighted shares are told.
    const digits = question && weightedDigits(row.question, question, report, survey);
    const coarser = step !== undefined && digits ? Math.max(step, digits.step) : undefined;
    return { ...row, ...rounded(row, step), weighted: row.weighted && rounded(row.weighted, coarser) };
  });
  const groups = compared.groups.map((each) => {
    const isSmall =
      (each.of === "question" && hidesSmallCells(report, survey, each.by)) ||
      each.groups.some(
        ({ n, excluded }) => n < SMALL || (excluded > 0 && excluded < SMALL) || (n > excluded && n - excluded < SMALL),
      );
    if (!isSmall) return { ...each, p: coarse(each.p), p_adjusted: coarse(each.p_adjusted) };
    const hidden = each.groups.map(({ group }) => ({ group, n: null, excluded: null, share: null }));
    return { ...each, p: null, p_adjusted: null, groups: hidden };
  });
  return { ...compared, shares, groups };
}

function coarse(p: number): number {
  return Math.round(p * 1000) / 1000;
}

/** Undefined where no step is coarse enough. */
function stepFor(base: number): number | undefined {
  return STEPS.find((step) => step * base >= SMALL);
}

function rounded({ low, high, by_rule }: ShareRange, step: number | undefined): ShareRange {
  const round = (share: number | null) =>
    share === null || step === undefined ? null : Number((Math.round(share / step) * step).toFixed(4));
  return {
    low: round(low),
    high: round(high),
    by_rule: Object.fromEntries(Object.entries(by_rule).map(([rule, share]) => [rule, round(share)])),
  };
}
