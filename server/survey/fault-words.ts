/** A fault of a file in words: `fileFault` of the language files. */
import type { Reason } from "./finding.ts";
import type { Place, PlacePart } from "./place.ts";
import type { DefinitionFault } from "./reading.ts";

/** The words of a language. */
type Say = (key: string, values?: Readonly<Record<string, string>>) => string;

/** One line: `FILE:LINE:COLUMN: PLACE: REASON`. */
export function describeFault({ file, line, column, place, reason }: DefinitionFault, say: Say): string {
  return `${file}:${line}:${column}: ${placeWords(place, say)}: ${reasonWords(reason, say)}`.replace(/\s+/g, " ");
}

/** `page habits, question strength, labels, 5`. */
export function placeWords(place: Place, say: Say): string {
  return place.map((part) => partWords(part, say)).join(", ");
}

function partWords(part: PlacePart, say: Say): string {
  if ("word" in part) return part.word;
  if ("whole" in part) return say(`fileFault.whole.${part.whole}`);
  if ("id" in part) return say(`fileFault.named.${part.what}`, { id: part.id });
  return say(`fileFault.numbered.${part.what}`, { number: String(part.number) });
}

/** To be read after the place. Words of the file stand between backticks, a parser's English between “ and ”. */
export function reasonWords({ key, values, more }: Reason, say: Say): string {
  const words = say(`fileFault.reason.${key}`, values);
  return more ? `${words}: ${reasonWords(more, say)}` : words;
}
