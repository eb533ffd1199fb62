/**
 * Working days of a five-day week, by a calendar of public holidays (`db/holidays/`). Days are written `2026-11-27` and are
 * days of Kazakhstan. A year that the calendar does not know is refused: a due date that may be wrong by a holiday is a
 * promise nobody made.
 */
import { z } from "zod";

export interface WorkingCalendar {
  /** By year: days that are off though no weekend, and weekend days that are worked. */
  readonly years: ReadonlyMap<number, { readonly off: ReadonlySet<string>; readonly worked: ReadonlySet<string> }>;
}

const day = z.union([
  z.date().transform((date) => date.toISOString().slice(0, 10)),
  z.string().regex(/^\d{4}-\d\d-\d\d$/),
]);
const shape = z.strictObject({
  years: z.record(
    z.string().regex(/^\d{4}$/),
    z.strictObject({ off: z.array(z.strictObject({ day, why: z.string() })), worked: z.array(day) }),
  ),
});

/** Reads a calendar's content. Throws where a day stands under another year than its own, or is off or worked without effect. */
export function readCalendar(content: unknown): WorkingCalendar {
  const { years } = shape.parse(content);
  const read = Object.entries(years).map(([year, { off, worked }]) => {
    for (const written of [...off.map((one) => one.day), ...worked])
      if (!written.startsWith(`${year}-`) || !isDay(written)) throw new Error(`${written} is no day of ${year}`);
    for (const { day: written } of off)
      if (isWeekend(written)) throw new Error(`${written} is off as a weekend anyway`);
    for (const written of worked) if (!isWeekend(written)) throw new Error(`${written} is worked anyway`);
    return [Number(year), { off: new Set(off.map((one) => one.day)), worked: new Set(worked) }] as const;
  });
  return { years: new Map(read) };
}

export interface UnknownYear {
  readonly unknownYear: number;
}

export function isUnknownYear(found: string | number | UnknownYear): found is UnknownYear {
  return typeof found === "object";
}

/**
 * The day on which so many working days are over. The day itself does not count: a term begins on the day after (Civil Code,
 * article 173). Throws RangeError for anything but a whole number from 1 to 1000.
 */
export function dueAfter(from: string, days: number, calendar: WorkingCalendar): string | UnknownYear {
  if (!Number.isSafeInteger(days) || days < 1 || days > 1000)
    throw new RangeError(`${days} is no number of working days.`);
  let at = from;
  for (let left = days; left > 0; ) {
    at = nextDay(at);
    const works = isWorked(at, calendar);
    if (typeof works === "object") return works;
    if (works) left -= 1;
  }
  return at;
}

/** How many working days lie after `from`, up to `to` and with it; 0 where `to` is not later. */
export function workingDaysBetween(from: string, to: string, calendar: WorkingCalendar): number | UnknownYear {
  let count = 0;
  for (let at = from; at < to; ) {
    at = nextDay(at);
    const works = isWorked(at, calendar);
    if (typeof works === "object") return works;
    if (works) count += 1;
  }
  return count;
}

function isWorked(written: string, { years }: WorkingCalendar): boolean | UnknownYear {
  const year = Number(written.slice(0, 4));
  const known = years.get(year);
  if (!known) return { unknownYear: year };
  return isWeekend(written) ? known.worked.has(written) : !known.off.has(written);
}

const A_DAY = 86_400_000;

function nextDay(written: string): string {
  return new Date(Date.parse(written) + A_DAY).toISOString().slice(0, 10);
}

function isWeekend(written: string): boolean {
  const weekday = new Date(Date.parse(written)).getUTCDay();
  return weekday === 0 || weekday === 6;
}

function isDay(written: string): boolean {
  const time = Date.parse(written);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(written);
}

/** All of Kazakhstan is five hours ahead of UTC since 1 March 2024. */
export function dayInKazakhstan(now: Date): string {
  return new Date(now.getTime() + 5 * 3_600_000).toISOString().slice(0, 10);
}
