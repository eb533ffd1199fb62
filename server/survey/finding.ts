/** What is wrong with a definition, before anybody knows on which line: a path into the data and a reason. */

/** Keys and indices (from 0) from the top of the file: `["pages", 1, "questions", 0, "id"]`. */
export type Path = readonly (string | number)[];

export interface Finding {
  /** May end in a key that is missing; the finding then points at the map that lacks it. */
  readonly path: Path;
  /** Follows the place in a sentence: "is missing: add `title`". */
  readonly reason: string;
  /** Points at the key instead of at what stands behind it. */
  readonly at?: "key";
}

/** A word of the file inside a sentence: on one line, and not endless. */
export function quoted(word: string | number): string {
  const line = String(word).replace(/[\s\p{Cc}]+/gu, " ");
  return `\`${line.length > 60 ? `${line.slice(0, 60)}...` : line}\``;
}

export function listed(words: readonly (string | number)[]): string {
  return words.map(quoted).join(", ");
}
