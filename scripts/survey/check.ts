/** `survey check`: whether a file is a survey that could be published, and the figures of its population fit it. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { faultsInEnglish } from "../../server/faults-in-english.ts";
import { type Definition, questionsOf } from "../../server/survey/definition.ts";
import { readMargins } from "../../server/survey/margins-reading.ts";
import { versionOf } from "../../server/survey/version.ts";
import { CommandError } from "../command.ts";
import { definitionOf } from "./definition-file.ts";

/**
 * What is said of a good file; a bad one throws a `CommandError` with all its faults. Its margins are looked for beside its
 * folder, as in `db`: `surveys/x.yaml` and `margins/x.yaml`.
 */
export function check(file: string): string {
  const definition = definitionOf(file);
  const questions = counted(questionsOf(definition).length, "question");
  const pages = counted(definition.pages.length, "page");
  const fine = `${file}: fine: ${questions} on ${pages} in ${definition.languages.join(", ")}; version ${versionOf(definition)}`;
  return [fine, ...marginsWords(join(dirname(file), "..", "margins", `${definition.id}.yaml`), definition)].join("\n");
}

/** Nothing where there is no such file: a survey may go without. */
function marginsWords(file: string, definition: Definition): readonly string[] {
  const yaml = textOf(file);
  if (yaml === undefined) return [];
  const read = readMargins(file, yaml, definition);
  if ("faults" in read)
    throw new CommandError(
      `the survey is fine, and its margins in ${file} are not: mend the faults above, or nothing can be weighted.`,
      faultsInEnglish(read.faults),
    );
  const { margins } = read.margins;
  return [`${file}: fine: ${counted(margins.length, "margin")}: ${margins.map(({ question }) => question).join(", ")}`];
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
