/**
 * The words of the pages. A language is one file in `views/languages/`: its texts, its own `name`, its `direction`, and in its
 * `order` the place in which it is offered. A key that is missing there is an error, not an English word in a Kazakh page.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { createInstance, type TFunction } from "i18next";
import { numberWritten } from "./written.ts";

export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

export interface Languages {
  readonly codes: readonly string[];
  translator(code: string): Translate;
}

export function readLanguages(folder: string): Languages {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const texts = new Map(
    files.map((file) => [basename(file, ".json"), JSON.parse(readFileSync(join(folder, file), "utf8"))]),
  );
  const order = (code: string): number => Number(texts.get(code)?.order);
  const codes = [...texts.keys()].sort((a, b) => order(a) - order(b));
  // `languages.kk` is the name that Kazakh calls itself, in every language: a new file is known to all others.
  const names = Object.fromEntries(codes.map((code) => [code, texts.get(code)?.name]));
  const resources = Object.fromEntries(
    codes.map((code) => {
      const own = texts.get(code);
      return [code, { translation: { ...own, languages: { ...own.languages, ...names } } }];
    }),
  );
  const i18n = createInstance();
  // At once, for nothing is fetched; a fault in a text throws.
  void i18n.init({
    initAsync: false,
    resources,
    supportedLngs: codes,
    fallbackLng: false,
    showSupportNotice: false,
    // Handlebars escapes what a page prints.
    interpolation: {
      escapeValue: false,
      alwaysFormat: true,
      format: (value, _format, language) =>
        typeof value === "number" && language !== undefined ? numberWritten(value, language) : value,
    },
    parseMissingKeyHandler: (key) => {
      throw new Error(`no text for ${key}`);
    },
  });
  const translators = new Map(codes.map((code) => [code, remembering(wordsOf(i18n.getFixedT(code)))]));
  return {
    codes,
    translator: (code) => {
      const translate = translators.get(code);
      if (!translate) throw new Error(`no language file for ${code}`);
      return translate;
    },
  };
}

/** i18next's own translator, with the few ways of calling it that we use. */
function wordsOf(translate: TFunction): Translate {
  return (key, values) => translate(key, values ?? {});
}

/** The pages say the same few hundred things again and again: a text is put together once. */
function remembering(translate: Translate): Translate {
  const known = new Map<string, string>();
  return (key, values = {}) => {
    const name = Object.keys(values).length === 0 ? key : key + JSON.stringify(values);
    const text = known.get(name) ?? translate(key, values);
    // What staff upload is quoted in texts, too: they must not keep the pages' own out for ever.
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(name, text);
    return text;
  };
}

const MOST_REMEMBERED = 5000;

export interface LanguageLink {
  readonly code: string;
  /** In the language itself. */
  readonly name: string;
  readonly current: boolean;
  /** The same page in this language. */
  readonly address: string;
}

/** The offered languages as a page shows them. `path` and `query`: of the page that is shown. */
export function languageLinks(
  offered: readonly string[],
  shown: string,
  translate: Translate,
  path: string,
  query: Readonly<Record<string, string>> = {},
): readonly LanguageLink[] {
  return offered.map((code) => ({
    code,
    name: translate(`languages.${code}`),
    current: code === shown,
    // An address with broken escapes was asked for as well; a link has none.
    address: `${path.replace(/%(?![0-9a-f]{2})/gi, "%25")}?${new URLSearchParams({ ...query, lang: code })}`,
  }));
}

/**
 * The language to answer in: asked for in the address, else chosen before, else the first of the browser's wishes that
 * is offered, else the first offered.
 */
export function chooseLanguage(
  offered: readonly string[],
  wishes: { readonly asked: string | undefined; readonly chosen: string | null; readonly accepted: string | undefined },
): string {
  const isOffered = (code: string | null | undefined) => typeof code === "string" && offered.includes(code);
  const said = [wishes.asked, wishes.chosen].find(isOffered);
  return said ?? acceptedLanguages(wishes.accepted ?? "").find(isOffered) ?? offered[0] ?? "en";
}

/** The primary subtags of an Accept-Language header, most wanted first. */
function acceptedLanguages(header: string): readonly string[] {
  const entries = header
    .slice(0, 500)
    .split(",")
    .map((entry) => {
      const [tag = "", ...parameters] = entry.trim().split(";");
      const weight = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find((q) => q !== undefined);
      return { code: tag.split("-")[0]?.toLowerCase() ?? "", weight: weight === undefined ? 1 : Number(weight) };
    });
  return entries
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ code }) => code);
}
