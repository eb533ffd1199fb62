/** On anything a citizen sent, the time is a month: `2024-10`, in UTC. */
export function monthOf(date: Date): string {
  return date.toISOString().slice(0, 7);
}

const DAY = 86_400_000;
let latest = { number: Number.NaN, day: "" };

/** The day `2024-10-05` in UTC, for counters and keys of the day. Asked several times a request, so the latest one is kept as it is written. */
export function dayOf(date: Date): string {
  const number = Math.floor(date.getTime() / DAY);
  if (number !== latest.number) latest = { number, day: date.toISOString().slice(0, 10) };
  return latest.day;
}

/** The quarter of a year, in UTC, as a number that grows by one a quarter: 8096 is the first of 2024. */
export function quarterOf(date: Date): number {
  return date.getUTCFullYear() * 4 + Math.floor(date.getUTCMonth() / 3);
}

/** The day `days` before the given one. */
export function dayBefore(day: string, days: number): string {
  return dayOf(new Date(Date.parse(day) - days * DAY));
}
