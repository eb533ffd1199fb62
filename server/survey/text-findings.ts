/** Every text in every language of the survey, and in no other. */
import { type Finding, listed, type Path, quoted, wrong } from "./finding.ts";
import { didYouMean } from "./nearest.ts";
import { entriesOf, isMap, type RawMap, valueAt } from "./raw.ts";

/** The keys of a definition behind which a text stands. */
const TEXT_KEYS = [
  "title",
  "summary",
  "audience",
  "name",
  "address",
  "body",
  "heading",
  "label",
  "hint",
  "intro",
  "text",
  "unit",
  "panel",
  "return",
  "device",
];

export function textFindings(value: unknown): readonly Finding[] {
  const languages = entriesOf(valueAt(value, ["languages"]), ["languages"]).map(({ entry }) => entry);
  const declared = languages.filter((language) => typeof language === "string");
  const twice = languages.flatMap((language, index) =>
    languages.indexOf(language) < index ? [{ path: ["languages", index], reason: wrong("language-twice") }] : [],
  );
  // Where the list itself cannot be read, every text would be blamed for it.
  const isKnown = declared.length > 0 && declared.length === languages.length;
  return isKnown ? [...twice, ...textsIn(value, []).flatMap((found) => translated(found, declared))] : twice;
}

interface FoundText {
  readonly text: RawMap;
  readonly path: Path;
}

/** Keys behind which there is a text for each key: for each point of a scale, of each part of the methods. */
const KEYS_OF_TEXTS = ["labels", "methods"];

function textsIn(value: unknown, path: Path): readonly FoundText[] {
  if (Array.isArray(value)) return value.flatMap((entry: unknown, index) => textsIn(entry, [...path, index]));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, key];
    if (TEXT_KEYS.includes(key)) return isMap(inner) ? [{ text: inner, path: at }] : [];
    if (!KEYS_OF_TEXTS.includes(key) || !isMap(inner)) return textsIn(inner, at);
    return Object.entries(inner).flatMap(([point, text]) => (isMap(text) ? [{ text, path: [...at, point] }] : []));
  });
}

/** What is wrong with one text that must be there in these languages and in no other. */
export function translated({ text, path }: FoundText, languages: readonly string[]): readonly Finding[] {
  const missing = languages.filter((language) => !Object.hasOwn(text, language));
  const strange = Object.keys(text).filter((language) => !languages.includes(language));
  const guess = (language: string) =>
    didYouMean(language, missing) ?? wrong("declared-languages", { languages: listed(languages) });
  return [
    ...missing.map((language) => ({
      path: [...path, language],
      reason: wrong("missing-language", { language: quoted(language) }),
    })),
    ...strange.map((language) => ({
      path: [...path, language],
      at: "key" as const,
      reason: wrong("no-such-language", {}, guess(language)),
    })),
  ];
}
