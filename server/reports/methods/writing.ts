/** How a methods report writes in one language: its texts, numbers and days. */
import type { Text } from "../../survey/definition.ts";
import type { Say } from "../sample-kind.ts";

export interface Writing {
  readonly say: Say;
  whole(value: number): string;
  decimal(value: number): string;
  /** A share between 0 and 1. */
  percent(share: number): string;
  /** `2024-10-05`. */
  day(day: string): string;
  /** `2024-10`. */
  month(month: string): string;
  text(text: Text): string;
  /** `kk`; the word of a file for what is too rare to be named stays what it is. */
  language(code: string): string;
  /** `KZ`. */
  country(code: string): string;
}

export function writingIn(language: string, say: Say): Writing {
  // Plain `en` would be that of one country, with the month before the day.
  const locale = `${language}-001`;
  const [whole, decimal] = [new Intl.NumberFormat(locale), new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })];
  const percent = new Intl.NumberFormat(locale, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 2,
  });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  const month = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  const [languages, countries] = [
    new Intl.DisplayNames(locale, { type: "language" }),
    new Intl.DisplayNames(locale, { type: "region" }),
  ];
  return {
    // A Russian date ends with a full stop, and so does the sentence that it ends.
    say: (key, values) => say(key, values).replace(/\.\.$|\.\.(?= )/g, "."),
    whole: (value) => whole.format(value),
    decimal: (value) => decimal.format(value),
    percent: (share) => percent.format(share),
    day: (written) => day.format(new Date(written)),
    month: (written) => month.format(new Date(`${written}-01`)),
    language: (code) => (code === "other" ? say("admin.time.other") : (languages.of(code) ?? code)),
    country: (code) => countries.of(code) ?? code,
    text: (text) => text[language] ?? Object.values(text)[0] ?? "",
  };
}
