/** The survey and the language that somebody named at a command that prints. */
import type { PublishedSurvey } from "../../server/records/survey.ts";
import type { Definition } from "../../server/survey/definition.ts";
import type { Languages } from "../../server/web/languages.ts";
import { CommandError } from "../command.ts";

/** Refuses a survey that is unknown, closed, or only simulated: nobody shall answer it. */
export function surveyNamed(surveys: readonly PublishedSurvey[], id: string): PublishedSurvey {
  const found = surveys.find((survey) => survey.id === id);
  const open = surveys.filter((survey) => !survey.simulated && survey.closedOn === undefined).map((each) => each.id);
  if (!found) throw new CommandError(`there is no survey "${id}"; there are ${open.join(", ") || "none yet"}.`);
  if (found.simulated) throw new CommandError(`${id} is simulated for ever; print the survey itself.`);
  if (found.closedOn !== undefined)
    throw new CommandError(`${id} was closed on ${found.closedOn} and takes no answers.`);
  return found;
}

/** The languages that both the survey and the pages have, in the survey's order. */
export function commonLanguages(definition: Definition, { codes }: Languages): readonly string[] {
  return definition.languages.filter((code) => codes.includes(code));
}

/** Refuses a language that the survey or the pages lack, and none where there are several. */
export function languageNamed(definition: Definition, languages: Languages, name: string | undefined): string {
  const both = commonLanguages(definition, languages);
  const [only] = both;
  if (name === undefined && only !== undefined && both.length === 1) return only;
  if (name !== undefined && both.includes(name)) return name;
  const wrong = name === undefined ? "say which --lang" : `there is no "${name}"`;
  throw new CommandError(
    `${wrong}; ${definition.id} can be printed in ${both.join(", ") || "no language of the pages"}.`,
  );
}
