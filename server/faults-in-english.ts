/** Faults of a file for a terminal, which speaks English. */
import { basename, dirname, join } from "node:path";
import { describeFault } from "./survey/fault-words.ts";
import type { DefinitionFault } from "./survey/reading.ts";
import { readLanguages } from "./web/languages.ts";

/** The code runs from `dist/`, and as it is written under test. */
const ABOVE = dirname(import.meta.dirname);
const LANGUAGES = join(basename(ABOVE) === "dist" ? dirname(ABOVE) : ABOVE, "views", "languages");

/** A line each: `FILE:LINE:COLUMN: PLACE: REASON`. */
export function faultsInEnglish(faults: readonly DefinitionFault[]): readonly string[] {
  const say = readLanguages(LANGUAGES).translator("en");
  return faults.map((fault) => describeFault(fault, say));
}
