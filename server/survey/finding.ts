/**
 * What is wrong with a definition, before anybody knows on which line: a path into the data and a reason. A reason is data,
 * so that whoever reads it reads it in their language: `fault-words.ts` has the words.
 */

/** Keys and indices (from 0) from the top of the file: `["pages", 1, "questions", 0, "id"]`. */
export type Path = readonly (string | number)[];

export interface Finding {
  /** May end in a key that is missing; the finding then points at the map that lacks it. */
  readonly path: Path;
  readonly reason: Reason;
  /** Points at the key instead of at what stands behind it. */
  readonly at?: "key";
}

/** What is wrong and what to do. */
export interface Reason {
  /** `missing`: the text `fileFault.reason.missing` of every language, which follows the place in a sentence. */
  readonly key: string;
  /** What the text's blanks are filled with, as the file writes it. */
  readonly values: Readonly<Record<string, string>>;
  /** A guess or an explanation that follows. */
  readonly more?: Reason | undefined;
}

/** `test/survey/reasons.test.ts` finds every call, and holds its key and values against the texts: write both out. */
export function wrong(key: string, values: Readonly<Record<string, string | number>> = {}, more?: Reason): Reason {
  const written = Object.entries(values).map(([name, value]) => [name, String(value)] as const);
  return { key, values: Object.fromEntries(written), more };
}

/** A word of the file inside a sentence: on one line, and not endless. */
export function quoted(word: string | number): string {
  const line = String(word)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replaceAll("`", "'");
  return `\`${line.length > 60 ? `${line.slice(0, 60)}...` : line}\``;
}

export function listed(words: readonly (string | number)[]): string {
  return words.map(quoted).join(", ");
}
