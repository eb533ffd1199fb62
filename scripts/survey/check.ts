/** `survey check`: whether a file is a survey that could be published. */
import { questionsOf } from "../../server/survey/definition.ts";
import { versionOf } from "../../server/survey/version.ts";
import { definitionOf } from "./definition-file.ts";

/** What is said of a good file; a bad one throws a `CommandError` with all its faults. */
export function check(file: string): string {
  const definition = definitionOf(file);
  const questions = counted(questionsOf(definition).length, "question");
  const pages = counted(definition.pages.length, "page");
  return `${file}: fine: ${questions} on ${pages} in ${definition.languages.join(", ")}; version ${versionOf(definition)}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
