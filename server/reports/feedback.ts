/**
 * The study's indicators of the feedback loop: how often a problem is named, how long it takes to mend, and whether it is named
 * less afterwards. Mentions are those of released, valid responses, small numbers hidden. Responses do not say which service
 * they are about (the consent promises so), so mentions are those of a category in the whole survey.
 */
import { type BacklogItem, fixedOn, keptIn } from "../records/backlog.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import { isUnknownYear, type WorkingCalendar, workingDaysBetween } from "../records/working-days.ts";
import { fisherExact } from "../statistics/fisher.ts";
import { median } from "../statistics/median.ts";
import { leastShown } from "./panel.ts";
import type { Report } from "./report.ts";
import { type Share, shareWithInterval } from "./shares.ts";
import { isHidden, placesToHide, SMALL, withoutSmallCells } from "./small-cells.ts";

/** Of a category: how many valid responses name it, of how many that answered. Null: hidden. */
export interface Mentions {
  readonly count: number | null;
  readonly base: number;
}

export function mentionsOf(
  report: Report,
  survey: PublishedSurvey,
  question: string,
  category: string,
): Mentions | undefined {
  const asked = report.questions[question];
  if (!asked) return undefined;
  const cell = withoutSmallCells(asked, report.funnel.valid, leastShown(survey)).options?.[category];
  return cell && { count: isHidden(cell) ? null : cell.count, base: asked.base };
}

/** `mentions` null: hidden. */
export interface Period {
  readonly mentions: number | null;
  readonly responses: number;
}

/**
 * Mentions in the months before and after the month of the fix; that month itself has some of both. `verdict` by Fisher's exact
 * test at 5%: `noise` where the difference may as well be chance. `too-few`: a period has fewer than ten responses.
 */
export type Repeat =
  | { readonly verdict: "too-few" }
  | {
      readonly verdict: "fewer" | "more" | "noise";
      readonly before: Period;
      readonly after: Period;
      /** Null where a count is hidden: with the others it would give that count back. */
      readonly p: number | null;
    };

export function repeatAfter(report: Report, question: string, category: string, fixed: string): Repeat {
  const month = fixed.slice(0, 7);
  const shares = report.over_time?.shares.find((row) => row.question === question && row.option === category);
  const sum = <Row extends { readonly month: string }>(rows: readonly Row[], of: (row: Row) => number) => [
    rows.reduce((total, row) => total + (row.month < month ? of(row) : 0), 0),
    rows.reduce((total, row) => total + (row.month === month ? of(row) : 0), 0),
    rows.reduce((total, row) => total + (row.month > month ? of(row) : 0), 0),
  ];
  const mentions = sum(shares?.months ?? [], ({ count }) => count);
  const responses = sum(report.over_time?.months ?? [], ({ valid }) => valid);
  const [yesBefore = 0, , yesAfter = 0] = mentions;
  const [before = 0, , after = 0] = responses;
  if (!shares || before < SMALL || after < SMALL) return { verdict: "too-few" };
  const p = fisherExact({ yes: yesBefore, n: before }, { yes: yesAfter, n: after });
  // The question's own table tells all mentions together, so the three parts of it are guarded as one.
  const hidden = placesToHide(mentions);
  const period = (at: number): Period => ({
    mentions: hidden.has(at) ? null : (mentions[at] ?? 0),
    responses: responses[at] ?? 0,
  });
  const less = yesAfter * before < yesBefore * after;
  const verdict = p >= 0.05 ? "noise" : less ? "fewer" : "more";
  return { verdict, before: period(0), after: period(2), p: hidden.size > 0 ? null : p };
}

export interface LoopIndicators {
  /** Of items that are fixed: working days from the report to the fix. */
  readonly time_to_fix: {
    readonly n: number;
    readonly median: number | null;
    readonly least: number | null;
    readonly most: number | null;
  };
  /** Fixed by their due date, of those that are fixed or overdue; declined items are in neither. */
  readonly within_agreement: Share & { readonly base: number };
  readonly repeat: Readonly<Record<Repeat["verdict"], number>>;
}

export function indicatorsOf(
  items: readonly BacklogItem[],
  repeats: readonly Repeat[],
  today: string,
  calendar: WorkingCalendar,
): LoopIndicators {
  const days = items.flatMap((item) => {
    const fixed = fixedOn(item);
    const took = fixed === undefined ? undefined : workingDaysBetween(item.reportedOn, fixed, calendar);
    return took === undefined || isUnknownYear(took) ? [] : [took];
  });
  const times = new Map<number, number>();
  for (const took of days.toSorted((a, b) => a - b)) times.set(took, (times.get(took) ?? 0) + 1);
  const kept = items.map((item) => keptIn(item, today));
  const inTime = kept.filter((one) => one === "in-time").length;
  const base = inTime + kept.filter((one) => one === "late").length;
  const verdicts = (verdict: Repeat["verdict"]) => repeats.filter((one) => one.verdict === verdict).length;
  return {
    time_to_fix: {
      n: days.length,
      median: median(times),
      least: days.length === 0 ? null : Math.min(...days),
      most: days.length === 0 ? null : Math.max(...days),
    },
    within_agreement: { ...shareWithInterval(inTime, base), base },
    repeat: {
      fewer: verdicts("fewer"),
      more: verdicts("more"),
      noise: verdicts("noise"),
      "too-few": verdicts("too-few"),
    },
  };
}
