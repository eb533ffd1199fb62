/** What is told of a topic, and what tells it. */
import type { MethodsFacts } from "./facts.ts";
import type { Writing } from "./writing.ts";

export interface Told {
  /** Sentences; none where nothing is known. */
  readonly words: readonly string[];
  /** Keys of the definition's `methods` that would have to be filled. */
  readonly lacks: readonly string[];
}

export type Teller = (facts: MethodsFacts, writing: Writing) => Told;

/** Sentences, without the empty ones. */
export const known = (...words: readonly string[]): Told => ({ words: words.filter((each) => each !== ""), lacks: [] });
