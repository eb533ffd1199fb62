/**
 * Words of a release: a file for each open question, a text a line, in an order of its own. Nothing in it leads to a record: no key, no
 * other answer, no month, no language.
 */
import { field } from "./csv.ts";
import { type Random, shuffled } from "./random-order.ts";

export interface ReleasedWords {
  readonly question: string;
  /** As they were released by whoever read them. */
  readonly texts: readonly string[];
  /** How many of them have words taken out. */
  readonly edited: number;
  /** Texts of the same records that whoever read them left out, and that nobody has read. */
  readonly leftOut: number;
  readonly unread: number;
}

/** A file holds so many texts at least: fewer would point at those who wrote. */
export const LEAST_TEXTS = 10;

export function wordsFile({ question }: Pick<ReleasedWords, "question">): string {
  return `words-${question}.csv`;
}

/** The texts in a random order. */
export function inRandomOrder(words: ReleasedWords, random: Random): ReleasedWords {
  const order = shuffled(
    Int32Array.from(words.texts, (_, at) => at),
    random,
  );
  return { ...words, texts: [...order].map((at) => words.texts[at] ?? "") };
}

/** A header and a text a line. */
export function* wordsCsv({ texts }: ReleasedWords, { bom }: { readonly bom: boolean }): Generator<Uint8Array> {
  yield Buffer.from(`${bom ? "\uFEFF" : ""}text\r\n`);
  for (const text of texts) yield Buffer.from(`${field(text)}\r\n`);
}

/** What is said of them beside the data. */
export function wordsFacts({ question, texts, edited, leftOut, unread }: ReleasedWords) {
  return {
    question,
    file: wordsFile({ question }),
    ...{ released: texts.length, edited, left_out: leftOut, unread },
  };
}
