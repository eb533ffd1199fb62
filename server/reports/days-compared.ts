/**
 * Today beside the same day a week ago, and the last seven whole days beside the seven before. When somebody sent is written down
 * nowhere, so completions are told by the last page that everybody comes to (`over-time.ts`).
 */
import type { DayCount, Stage } from "../records/funnel.ts";
import { dayBefore } from "../records/month.ts";
import type { Definition } from "../survey/definition.ts";
import { isOnEveryWay } from "../survey/journey.ts";
import { placesToHide } from "./small-cells.ts";

const COMPARED = ["shown", "clicked", "agreed", "started", "last_page"] as const;

export interface DaysCompared {
  readonly stage: (typeof COMPARED)[number];
  /** So far. */
  readonly today: number;
  /** The whole of the day a week ago. */
  readonly weekAgo: number;
  /** The last seven days that are over, and the seven before them. */
  readonly week: number;
  readonly weekBefore: number;
  /** week / weekBefore - 1; null where that week had nothing. */
  readonly change: number | null;
  /** A table by day hides one of these days; the day a week ago and the weeks would give it back. */
  readonly hidden: boolean;
}

/** `today`: `2024-10-05`, UTC. */
export function daysCompared(
  definition: Definition,
  counts: readonly DayCount[],
  today: string,
): readonly DaysCompared[] {
  const last = definition.pages.findLast(isOnEveryWay)?.id;
  return COMPARED.map((stage) => {
    const own = counts.filter(stage === "last_page" ? isPage(last) : isStage(stage));
    const between = (from: string, to: string) =>
      own.reduce((sum, { day, count }) => sum + (day >= from && day <= to ? count : 0), 0);
    const week = between(dayBefore(today, 7), dayBefore(today, 1));
    const weekBefore = between(dayBefore(today, 14), dayBefore(today, 8));
    return {
      stage,
      today: between(today, today),
      weekAgo: between(dayBefore(today, 7), dayBefore(today, 7)),
      week,
      weekBefore,
      change: weekBefore === 0 ? null : week / weekBefore - 1,
      hidden: daysToHide(own, today).some((day) => day >= dayBefore(today, 14)),
    };
  });
}

/** Of the days that are over, as a table of all of them does. */
function daysToHide(counts: readonly DayCount[], today: string): readonly string[] {
  const days = new Map<string, number>();
  for (const { day, count } of counts) if (day < today) days.set(day, (days.get(day) ?? 0) + count);
  const hidden = placesToHide([...days.values()]);
  return [...days.keys()].filter((_day, at) => hidden.has(at));
}

function isPage(page: string | undefined) {
  return (count: DayCount) => count.stage === "reached" && count.page === page;
}

function isStage(stage: Stage) {
  return (count: DayCount) => count.stage === stage;
}
