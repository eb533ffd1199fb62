/** A typing error's best guess. */
import { closest, distance } from "fastest-levenshtein";
import { quoted, type Reason, wrong } from "./finding.ts";

/** The nearest of the known words; nothing where none is near enough to be a slip of the finger. */
export function didYouMean(written: string, known: readonly string[]): Reason | undefined {
  if (known.length === 0) return undefined;
  const word = written.toLowerCase();
  const nearest = closest(word, known);
  return distance(word, nearest) <= mostSlips(word) ? wrong("did-you-mean", { near: quoted(nearest) }) : undefined;
}

/** One slip in a short word, two in a usual one, three in a long one; a word of one letter resembles everything. */
function mostSlips(word: string): number {
  if (word.length < 2) return 0;
  if (word.length < 4) return 1;
  return word.length < 9 ? 2 : 3;
}
