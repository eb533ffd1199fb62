/**
 * Words that may leave: what a member of staff decided of one open answer before it goes into a release. Open text never leaves by itself.
 *
 * A decision lies under the text's mark, as a coding does (`coding.ts`), and holds no text: what is taken out is kept as places in it. So
 * a text that is withdrawn leaves nothing behind, and the words of a release are read from the responses that are there when it is made.
 */
import { overlap, type Span } from "./identifiers.ts";

export interface TextReview {
  readonly question: string;
  /** The text's mark in hexadecimal digits. */
  readonly mark: string;
  readonly reviewer: string;
  readonly verdict: "release" | "leave-out";
  /** What is taken out of a text that is released; ascending. */
  readonly hidden: readonly Span[];
}

/** What stands in the place of what was taken out. */
export const TAKEN_OUT = "[…]";

/** A text's words: what a reviewer can take out, one by one. */
export function wordsIn(text: string): readonly Span[] {
  return [...text.matchAll(/\S+/gu)].map((match) => ({ from: match.index, to: match.index + match[0].length }));
}

/** `from-to` of a form, as far as these are words of the text. */
export function spansFrom(fields: readonly string[], text: string): readonly Span[] {
  const chosen = new Set(fields);
  return wordsIn(text).filter((span) => chosen.has(nameOf(span)));
}

export function nameOf({ from, to }: Span): string {
  return `${from}-${to}`;
}

/**
 * The text as it is released: without what was taken out, on one line, its gaps all of one kind. How somebody typed says something of
 * them, too.
 */
export function releasedText(text: string, hidden: readonly Span[]): string {
  const words = wordsIn(text).map((word) =>
    hidden.some((span) => overlap(span, word)) ? TAKEN_OUT : text.slice(word.from, word.to),
  );
  const kept = words.filter((word, at) => word !== TAKEN_OUT || words[at - 1] !== TAKEN_OUT);
  return kept.join(" ").normalize("NFC");
}

/** Whether anything is left to read. */
export function saysSomething(released: string): boolean {
  return released.replaceAll(TAKEN_OUT, "").trim() !== "";
}
