/** Reads a definition's file for a command. */
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { faultsInEnglish } from "../../server/faults-in-english.ts";
import type { Definition } from "../../server/survey/definition.ts";
import { readDefinition } from "../../server/survey/reading.ts";
import { CommandError } from "../command.ts";

/** Throws a `CommandError` with every fault of the file, a line each: `FILE:LINE:COLUMN: PLACE: REASON`. */
export function definitionOf(file: string): Definition {
  const bytes = readFileSync(file);
  if (!isUtf8(bytes)) throw new CommandError(`${file} is not UTF-8; save it in this encoding.`);
  const read = readDefinition(file, bytes.toString("utf8"));
  if ("definition" in read) return read.definition;
  throw new CommandError(
    `${file} is no survey yet; correct it where the lines above say.`,
    faultsInEnglish(read.faults),
  );
}
