/** The survey that codes are made for. */
import { newestOf, type PublishedSurvey } from "../../server/records/survey.ts";
import { CommandError } from "../command.ts";

/** The published survey that codes can be made for; throws a `CommandError` for any other. */
export function invitingSurvey(id: string, surveys: readonly PublishedSurvey[]): PublishedSurvey {
  const survey = surveys.find((each) => each.id === id);
  const withCodes = surveys.filter((each) => newestOf(each).definition.access === "codes").map((each) => each.id);
  const choose = withCodes.length === 0 ? "none takes codes yet" : `those that take codes are ${withCodes.join(", ")}`;
  if (!survey) throw new CommandError(`there is no survey "${id}"; ${choose}.`);
  const { access } = newestOf(survey).definition;
  if (access !== "codes")
    throw new CommandError(`${id} has \`access: ${access}\`, and codes need \`access: codes\`; ${choose}.`);
  if (survey.closedOn !== undefined) throw new CommandError(`${id} was closed on ${survey.closedOn}.`);
  return survey;
}
