/** Faults in English, as the tests name them. Each is told in every other language on the way, which must be able to. */
import { join } from "node:path";
import { expect } from "vitest";
import { describeFault, placeWords, reasonWords } from "../../server/survey/fault-words.ts";
import type { DefinitionFault } from "../../server/survey/reading.ts";
import { readLanguages } from "../../server/web/languages.ts";

const { codes, translator } = readLanguages(join(import.meta.dirname, "../../views/languages"));
const english = translator("en");

export interface ToldFault extends Omit<DefinitionFault, "place" | "reason"> {
  readonly place: string;
  readonly reason: string;
}

const seen = new Set<string>();

export function told(fault: DefinitionFault): ToldFault {
  inEveryLanguage(fault);
  return { ...fault, place: placeWords(fault.place, english), reason: reasonWords(fault.reason, english) };
}

/** Once for each text and what follows it. */
function inEveryLanguage({ reason }: DefinitionFault): void {
  const texts = `${reason.key} ${reason.more?.key}`;
  if (seen.has(texts)) return;
  seen.add(texts);
  for (const code of codes.filter((code) => code !== "en")) {
    // What is left of the sentence without the words of the file and the parser's own.
    const own = reasonWords(reason, translator(code)).replace(/`[^`]*`|“[^”]*”/g, "");
    expect(own, `${code}: ${texts}`).toMatch(/\p{Script=Cyrillic}{3}/u);
    expect(own.replace(/YAML|Pikir|KZ|kk|name@example\.kz|"[^"]*"/g, ""), code).not.toMatch(/[a-z]{4}/i);
  }
}

export function describedFault(fault: DefinitionFault): string {
  inEveryLanguage(fault);
  return describeFault(fault, english);
}
