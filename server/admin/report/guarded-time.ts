/**
 * The survey over time as a page may show it: of days that are over, numbers under 10 hidden, and with them as many others
 * as it takes that the sums, which the funnel shows, do not give them back. A day that is over stays as it is; what is told of a
 * language or a place grows, and who looks every day would get the day's own from the difference. So those are rounded to tens,
 * by the rules of `reports/chosen-counts.ts`.
 */
import { toldOfCodes } from "../../records/code-batch.ts";
import type { PublishedSurvey } from "../../records/survey.ts";
import type { CountsOf, MonthlyShares, OverTime, StageCounts } from "../../reports/over-time.ts";
import type { Report } from "../../reports/report.ts";
import { placesToHide, SMALL, smallPlaces } from "../../reports/small-cells.ts";
import { hidesSmallCells } from "./hiding.ts";

type Counted = Exclude<keyof StageCounts, "to_last_page">;
type Nullable<Row> = { readonly [Key in keyof Row]: Row[Key] extends number ? number | null : Row[Key] };

export type GuardedCounts<By extends string> = Nullable<CountsOf<By>>;

export interface GuardedTime
  extends Omit<OverTime, "days" | "languages" | "places" | "codes_behind" | "channels" | "months"> {
  readonly days: readonly GuardedCounts<"day">[];
  readonly languages: readonly (GuardedCounts<"language"> & { readonly valid: number | null })[];
  readonly places: readonly GuardedCounts<"place">[];
  readonly channels: readonly { readonly channel: string; readonly valid: number | null }[];
  readonly months: readonly { readonly month: string; readonly valid: number | null }[];
  /** Questions whose shares by month are hidden, for a month holds too few of an answer. */
  readonly hidden: readonly string[];
}

const STAGES: readonly Counted[] = ["shown", "clicked", "consent_shown", "agreed", "declined", "started", "last_page"];

export function guardedTime(report: Report, survey: PublishedSurvey): GuardedTime | null {
  if (!report.over_time) return null;
  const { codes_behind: codes, ...time } = report.over_time;
  const valid = <Row extends { readonly valid: number }>(rows: readonly Row[]) => {
    const shown = shownOf(rows.map((row) => row.valid));
    return rows.map((row, at) => ({ ...row, valid: shown[at] ?? null }));
  };
  const hidden = hiddenQuestions(report, survey, time);
  return {
    ...time,
    days: guardedRows(time.days),
    languages: valid(time.languages).map((row, at) => ({
      ...row,
      ...roundedRows(time.languages)[at],
      valid: row.valid,
    })),
    places: codes ? placesWithCodes(time.places, codes) : roundedRows(time.places),
    channels: valid(time.channels),
    months: valid(time.months),
    shares: time.shares.filter(({ question }) => !hidden.includes(question)),
    hidden,
  };
}

/** The days that a chart draws: the last four weeks; none where none has a number in sight. */
export function daysDrawn({ days }: GuardedTime): GuardedTime["days"] {
  const last = days.slice(-28);
  return last.some(({ started }) => (started ?? 0) > 0) ? last : [];
}

function guardedRows<Row extends StageCounts>(rows: readonly Row[]): readonly Nullable<Row>[] {
  const shown = new Map(STAGES.map((stage) => [stage, shownOf(rows.map((row) => row[stage]))] as const));
  return rows.map((row, at) => {
    const cells = Object.fromEntries(STAGES.map((stage) => [stage, shown.get(stage)?.[at] ?? null]));
    const isWhole = cells["started"] !== null && cells["last_page"] !== null;
    return { ...row, ...cells, to_last_page: isWhole ? row.to_last_page : null } as Nullable<Row>;
  });
}

/** To tens, and the rate, which is of the rounded ones, to whole percents. */
function roundedRows<Row extends StageCounts>(rows: readonly Row[]): readonly Nullable<Row>[] {
  return guardedRows(rows).map((row) => {
    const tens = Object.fromEntries(STAGES.map((stage) => [stage, toTens(row[stage])]));
    const [started, last] = [toTens(row.started), toTens(row.last_page)];
    const rate = started === null || started === 0 || last === null ? null : Math.min(1, last / started);
    return { ...row, ...tens, to_last_page: rate === null ? null : Math.round(rate * 100) / 100 };
  });
}

function toTens(count: number | null): number | null {
  return count === null ? null : Math.round(count / SMALL) * SMALL;
}

/**
 * Whoever makes the codes of a place and hands them out can look on while they are used: so of it no more is told here than on the page
 * of the codes.
 */
function placesWithCodes(
  places: readonly CountsOf<"place">[],
  codes: Readonly<Record<string, number>>,
): readonly GuardedCounts<"place">[] {
  return guardedRows(places).map((row) => {
    const told = (count: number | null) => (count === null ? null : toldOfCodes(count, codes[row.place] ?? 0));
    const cells = Object.fromEntries(STAGES.map((stage) => [stage, told(row[stage])]));
    return { ...row, ...cells, to_last_page: null } as GuardedCounts<"place">;
  });
}

/** Null in the place of what is hidden. */
function shownOf(counts: readonly number[]): readonly (number | null)[] {
  const hidden = placesToHide(counts);
  return counts.map((count, at) => (hidden.has(at) ? null : count));
}

/** A month's valid responses stand beside: less those who answered they are how many did not, and of several answers less those who chose one. */
function hiddenQuestions(
  report: Report,
  survey: PublishedSurvey,
  { shares, months: all }: Pick<OverTime, "shares" | "months">,
): readonly string[] {
  const validIn = new Map(all.map(({ month, valid }) => [month, valid]));
  const isSmall = ({ question, months }: MonthlyShares) => {
    const several = report.questions[question]?.kind === "several";
    const told = months.flatMap(({ month, count, base }) => [
      ...[count, base, (validIn.get(month) ?? base) - base],
      ...(several ? [base - count] : []),
    ]);
    return smallPlaces(told).size > 0;
  };
  const questions = [...new Set(shares.map(({ question }) => question))];
  return questions.filter(
    (question) =>
      hidesSmallCells(report, survey, question) ||
      report.funnel.valid < SMALL ||
      shares.some((row) => row.question === question && isSmall(row)),
  );
}
