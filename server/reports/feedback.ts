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
import { isHidden, SMALL, smallPlaces, withoutSmallCells } from "./small-cells.ts";

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

export interface Period {
  readonly mentions: number;
  readonly responses: number;
}

/**
 * Mentions in the months before and after the month of the fix; that month itself has some of both. `verdict` by Fisher's exact
 * test at 5%: `noise` where the difference may as well be chance. `too-few`: a period has fewer than ten responses, or some month
 * has small numbers: two problems fixed in different months would give them back by their difference.
 */
export type Repeat =
  | { readonly verdict: "too-few" }
  | {
      readonly verdict: "fewer" | "more" | "noise";
      readonly before: Period;
      readonly after: Period;
      readonly p: number;
    };

export function repeatAfter(report: Report, question: string, category: string, fixed: string): Repeat {
  const month = fixed.slice(0, 7);
  const mentions = report.over_time?.shares.find((row) => row.question === question && row.option === category)?.months;
  const responses = report.over_time?.months ?? [];
  if (!mentions) return { verdict: "too-few" };
  const monthly = [...mentions.flatMap(({ count, base }) => [count, base]), ...responses.map(({ valid }) => valid)];
  const period = (isIn: (row: { readonly month: string }) => boolean): Period => ({
    mentions: mentions.filter(isIn).reduce((sum, { count }) => sum + count, 0),
    responses: responses.filter(isIn).reduce((sum, { valid }) => sum + valid, 0),
  });
  const before = period((row) => row.month < month);
  const after = period((row) => row.month > month);
  if (smallPlaces(monthly).size > 0 || before.responses < SMALL || after.responses < SMALL)
    return { verdict: "too-few" };
  const p = fisherExact({ yes: before.mentions, n: before.responses }, { yes: after.mentions, n: after.responses });
  const less = after.mentions * before.responses < before.mentions * after.responses;
  return { verdict: p >= 0.05 ? "noise" : less ? "fewer" : "more", before, after, p };
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
