/**
 * What in a text looks as if it could say who wrote it, or of whom it speaks: for whoever reviews words before they are released. It finds
 * the usual shapes and not all of them; a person still has to read.
 */

export const IDENTIFIERS = ["email", "link", "iin", "phone", "number", "date", "address", "name"] as const;

export type IdentifierKind = (typeof IDENTIFIERS)[number];

/** Places in a text, in UTF-16 units: from, and up to but not including. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Identifier extends Span {
  readonly kind: IdentifierKind;
}

/** The surer come first: what one has found no later one takes. */
const SHAPES: readonly (readonly [IdentifierKind, RegExp])[] = [
  ["email", /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu],
  [
    "link",
    /(?:https?:\/\/|www\.)\S+|(?<![\p{L}\p{N}])@[\p{L}\p{N}_.]{3,}|(?<!\p{L})(?:t\.me|wa\.me|instagram\.com|vk\.com)\/\S+/giu,
  ],
  // An IIN is 12 digits: a birth date, a century and sex, a number, a check digit.
  ["iin", /(?<!\d)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])[\s-]?\d{6}(?!\d)/gu],
  ["phone", /(?<!\d)(?:\+?7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)|\+\d[\d\s()-]{7,}\d/gu],
  ["date", /(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?!\d)/gu],
  // Numbers of documents, cards, contracts, cars.
  [
    "number",
    /(?<![\p{L}\p{N}])(?:KZ\w{16,20}|\d{3}\s?[A-Z]{2,3}\s?\d{2}|[\p{Lu}]{0,3}\s?[№#]?\s?\d(?:[\s-]?\d){5,})(?![\p{L}\p{N}])/gu,
  ],
  [
    "address",
    /(?<!\p{L})(?:ул(?:ица|\.)|пр(?:оспект|-т)|мкр(?:\.|н\.?)?|микрорайон|кв(?:артира|\.)|көше(?:сі)?|даңғыл(?:ы)?|пәтер|ықшам ?аудан(?:ы)?|street|st\.|apt\.?|flat)\s*(?:№\s*)?[\p{Lu}\d][\p{L}\d-]*(?:[\s,]+\d+)?|(?<![\p{L}\d])[\p{Lu}][\p{L}-]+\s+(?:көшесі|даңғылы|street|avenue)(?:[\s,]+\d+)?/gu,
  ],
];

/** Endings of surnames and patronymics, in Kazakh and in Russian, after a capital letter. */
const NAME_ENDING =
  /(?:ұлы|қызы|улы|кызы|тегі|ов|ова|ев|ева|ёв|ёва|ин|ина|ский|ская|енко|ович|овна|евич|евна|ична)(?:у|а|ым|ой|е|ға|ге|тің|ның|дың|мен)?$/u;
const TITLE =
  /^(?:мырза|ханым|апай|ағай|аға|апа|господин|госпожа|гражданин|гражданка|врач|доктор|директор|начальник|инспектор|mr|mrs|ms|dr)\.?$/iu;

/** In the order of the text; none overlaps another. */
export function identifiersIn(text: string): readonly Identifier[] {
  const found: Identifier[] = [];
  for (const [kind, shape] of SHAPES)
    for (const match of text.matchAll(shape)) {
      const at = { from: match.index, to: match.index + match[0].length };
      if (!found.some((other) => overlap(other, at))) found.push({ kind, ...at });
    }
  for (const name of namesIn(text)) if (!found.some((other) => overlap(other, name))) found.push(name);
  return found.sort((a, b) => a.from - b.from);
}

/** Capitalised words that end as names do, follow a title, stand beside another such word, or stand inside a sentence. */
function namesIn(text: string): readonly Identifier[] {
  const words = [...text.matchAll(/[\p{L}'’-]+\.?/gu)].map((match) => ({ word: match[0], from: match.index }));
  return words.flatMap(({ word, from }, at) => {
    const bare = word.replace(/\.$/, "");
    if (!/^\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?$/u.test(bare) && !/^\p{Lu}\.$/u.test(word)) return [];
    const before = words[at - 1];
    const isName =
      (bare.length > 3 && NAME_ENDING.test(bare)) ||
      (before !== undefined && TITLE.test(before.word)) ||
      !beginsSentence(text, from);
    return isName ? [{ kind: "name" as const, from, to: from + (/^\p{Lu}\.$/u.test(word) ? word : bare).length }] : [];
  });
}

/** Looks back to the word before and no further: a long text takes no longer than its length. */
function beginsSentence(text: string, from: number): boolean {
  for (let at = from - 1; at >= 0; at -= 1) {
    const sign = text.charAt(at);
    if (/[.!?…:\n]/u.test(sign)) return true;
    if (!/["»”)\s]/u.test(sign)) return false;
  }
  return true;
}

export function overlap(one: Span, other: Span): boolean {
  return one.from < other.to && other.from < one.to;
}
