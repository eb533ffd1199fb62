/** Numbers and dates as a language writes them, by the tables of Unicode (CLDR) that Node carries. */

/** `2024-10-05` as 5 October 2024. */
export function dayWritten(day: string, language: string): string {
  return formatOf(days, language, { dateStyle: "long" }).format(new Date(day));
}

/** `2024-10` as October 2024. */
export function monthWritten(month: string, language: string): string {
  return formatOf(months, language, { month: "long", year: "numeric" }).format(new Date(`${month}-01`));
}

/** A number in a sentence: thousands are parted from five digits on, so that a year stays a year. */
export function numberWritten(value: number, language: string): string {
  const style = { useGrouping: "min2", maximumFractionDigits: 6 } as const;
  const format = numbers.get(language) ?? new Intl.NumberFormat(localeOf(language), style);
  numbers.set(language, format);
  return format.format(value);
}

const days = new Map<string, Intl.DateTimeFormat>();
const months = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();

function formatOf(
  known: Map<string, Intl.DateTimeFormat>,
  language: string,
  style: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const format = known.get(language) ?? new Intl.DateTimeFormat(localeOf(language), { ...style, timeZone: "UTC" });
  known.set(language, format);
  return format;
}

/** The language as the world writes it: plain `en` would be that of one country, with the month before the day. */
export function localeOf(language: string): string {
  return `${language}-001`;
}
