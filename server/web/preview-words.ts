/** What the picture beside a link to public results says, in a language. */
import type { Preview, ResultFigures } from "../records/results.ts";
import type { Translate } from "./languages.ts";
import { dayWritten, localeOf, numberWritten } from "./written.ts";

/** Draws it as a PNG. */
export type Drawing = (preview: Preview) => Promise<Uint8Array>;

export function previewWords(figures: ResultFigures, language: string, translate: Translate): Preview {
  const { title, controller, records, made_on, questions, simulated } = figures;
  const words = (text: ResultFigures["title"]) => text[language] ?? Object.values(text)[0] ?? "";
  const [main] = questions.filter(({ answers }) => answers.length > 0);
  const style = { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;
  const percent = new Intl.NumberFormat(localeOf(language), style);
  const bars = (main?.answers ?? []).flatMap(({ text, share, low, high }) =>
    share === null || low === null || high === null
      ? []
      : [{ label: words(text), share, low, high, percent: percent.format(share) }],
  );
  const count = { count: records, records: numberWritten(records, language), date: dayWritten(made_on, language) };
  return {
    title: words(title),
    about: translate("results.about", count),
    question: main ? words(main.text) : translate("results.none"),
    bars: bars.toSorted((one, other) => other.share - one.share),
    foot: simulated ? translate("results.simulated") : words(controller),
  };
}
