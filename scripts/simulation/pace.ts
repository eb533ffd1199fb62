/** When simulated citizens come and how long they take. */
import type { Chance } from "./chance.ts";
import type { Profile } from "./profile.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The study's field time: September and October 2024, from the first Monday; Kazakhstan is at UTC+5. */
const FIRST_DAY = Date.parse("2024-09-02T00:00:00+05:00");
const DAYS = 60;

/** How many come in each hour of the day, by the clock on the wall: few at night, most at noon and after work. */
const BY_HOUR = [2, 1, 0, 0, 0, 1, 2, 5, 9, 12, 13, 13, 12, 12, 12, 11, 11, 10, 10, 11, 11, 10, 7, 3];
const SATURDAY = 6;

/** So many times in order, in milliseconds since 1970: spread over the field time by the rhythm of days and weeks. */
export function arrivalsInFieldTime(count: number, chance: Chance, days = DAYS): readonly number[] {
  const hours = Object.fromEntries(BY_HOUR.map((weight, hour) => [hour, weight]));
  const byDay = Object.fromEntries(Array.from({ length: days }, (_, day) => [day, weightOfDay(day)]));
  const arrivals = Array.from({ length: count }, () => {
    const whole = FIRST_DAY + Number(chance.pick(byDay)) * DAY + Number(chance.pick(hours)) * HOUR;
    return whole + chance.integer(HOUR);
  });
  return arrivals.sort((a, b) => a - b);
}

/** The study had some 456 completes a day: with bots the days are as full as that, however few the citizens. */
const COMPLETES_A_DAY = 456;

export function fullDays(completes: number): number {
  return Math.min(DAYS, Math.max(1, Math.round(completes / COMPLETES_A_DAY)));
}

/** So many times within `hours` of working time on one of the days. */
export function arrivalsOfBots(count: number, hours: number, days: number, chance: Chance): readonly number[] {
  const begins = FIRST_DAY + chance.integer(days) * DAY + 9 * HOUR + chance.integer(4 * HOUR);
  return Array.from({ length: count }, () => begins + Math.floor(chance.fraction() * hours * HOUR));
}

/** A running server looks for new surveys once a second. */
const LEAD = 2000;

/** So many times in order, in milliseconds from now: one citizen a second on the average. */
export function arrivalsFromNow(count: number, chance: Chance): readonly number[] {
  return Array.from({ length: count }, () => LEAD + chance.integer(count * 1000)).sort((a, b) => a - b);
}

/** The banner is new at first; at the weekend fewer have business with an agency. The first day is a Monday. */
function weightOfDay(day: number): number {
  const weekday = (day % 7) + 1;
  return (weekday >= SATURDAY ? 0.55 : 1) * (0.7 + 0.6 * Math.exp(-day / 15));
}

/**
 * So many durations in seconds, in random order. Each draw comes with its mirror image about the median, so that even of
 * a few citizens the median is the one asked for.
 */
export function durations(
  count: number,
  { median, sigma, least, most }: Profile["pace"],
  chance: Chance,
): readonly number[] {
  const found: number[] = [];
  while (found.length < count) {
    const deviation = sigma * chance.normal();
    const [one, other] = [median * Math.exp(deviation), median * Math.exp(-deviation)];
    if (Math.min(one, other) < least || Math.max(one, other) > most) continue;
    found.push(one, other);
  }
  return chance.shuffled(found.slice(0, count));
}

const LEAST_OF_A_BOT = 8;
const MOST_OF_A_BOT = 55;

export function durationOfABot(chance: Chance): number {
  return LEAST_OF_A_BOT + chance.fraction() * (MOST_OF_A_BOT - LEAST_OF_A_BOT);
}
