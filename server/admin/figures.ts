/** Figures and dates as a language writes them. */
import type { Text } from "../survey/definition.ts";
import { dayWritten, localeOf, monthWritten } from "../web/written.ts";

export interface Figures {
  /** `27,336`. */
  whole(count: number): string;
  /** A share between 0 and 1 with two decimals, or as many as are said: `23.29%`; a dash for null. */
  percent(share: number | null, decimals?: number): string;
  /** By how much something grew or shrank, with its sign: `+12%`; a dash for null. */
  change(share: number | null): string;
  /** `20 September 2024, 08:00:05 UTC`. */
  moment(at: Date): string;
  /** A round share with no more decimals than it has: `15%`. */
  round(share: number): string;
  /** Two shares without the sign: `22.79–23.80`, or with as many decimals as are said; a dash for null. */
  interval(low: number | null, high: number | null, decimals?: number): string;
  /** At most two decimals, or as many as are said; a dash for null. */
  decimal(value: number | null, digits?: number): string;
  /** `2024-10` as October 2024. */
  month(month: string): string;
  /** `2024-10-05` as 5 October 2024. */
  day(day: string): string;
}

const NONE = "–";

export function figuresIn(language: string): Figures {
  const locale = localeOf(language);
  const whole = new Intl.NumberFormat(locale);
  const fixed = (decimals: number) => ({ minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const percents = [0, 1, 2].map((decimals) => new Intl.NumberFormat(locale, { style: "percent", ...fixed(decimals) }));
  const round = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(locale, {
    style: "percent",
    maximumFractionDigits: 0,
    signDisplay: "exceptZero",
  });
  const plains = [0, 1, 2].map((decimals) => new Intl.NumberFormat(locale, fixed(decimals)));
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  return {
    whole: (count) => whole.format(count),
    percent: (share, decimals = 2) => (share === null ? NONE : (percents[decimals]?.format(share) ?? NONE)),
    change: (share) => (share === null ? NONE : signed.format(share)),
    moment: (at) => `${dayWritten(at.toISOString().slice(0, 10), language)}, ${at.toISOString().slice(11, 19)} UTC`,
    round: (share) => round.format(share),
    interval: (low, high, decimals = 2) =>
      low === null || high === null
        ? NONE
        : [low, high].map((bound) => plains[decimals]?.format(bound * 100) ?? NONE).join("–"),
    decimal: (value, digits) => {
      if (value === null) return NONE;
      if (digits === undefined) return decimal.format(value);
      return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
    },
    month: (written) => monthWritten(written, language),
    day: (written) => dayWritten(written, language),
  };
}

/** A text of a definition in a language, or in the survey's first where it lacks that. */
export function inLanguage(text: Text, language: string): string {
  return text[language] ?? Object.values(text)[0] ?? "";
}
