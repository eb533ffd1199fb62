/** Invitations by code: the codes, the addresses that carry them, and what the store is told of them. */
import { stringify } from "csv-stringify/sync";
import { invitationMark, newInvitationCode } from "../../server/identity/guest.ts";
import { newestOf, type PublishedSurvey } from "../../server/records/survey.ts";
import type { Random } from "../../server/records/world.ts";
import { CommandError } from "../command.ts";

export interface Invitation {
  readonly code: string;
  /** Behind the #: browsers keep that to themselves, so it reaches no log. */
  readonly link: string;
}

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

/** New codes, all different. `place`: counted as where the invitation hung. */
export function newInvitations(
  count: number,
  survey: string,
  publicUrl: URL,
  place: string | undefined,
  random: Random,
): readonly Invitation[] {
  const codes = new Set<string>();
  while (codes.size < count) codes.add(newInvitationCode(random));
  const page = new URL(`/s/${survey}/code`, publicUrl);
  if (place !== undefined) page.searchParams.set("from", place);
  return [...codes].map((code) => ({ code, link: `${page.href}#${code}` }));
}

/** In the order of the marks themselves: nothing of the list's order is kept. */
export function marksOf(
  invitations: readonly Invitation[],
  survey: string,
  surveyKey: Uint8Array,
): readonly Uint8Array[] {
  return invitations.map(({ code }) => invitationMark(surveyKey, survey, code)).sort(Buffer.compare);
}

export function csvOf(invitations: readonly Invitation[]): string {
  const rows = invitations.map(({ code, link }) => [code, link]);
  return stringify(rows, { header: true, columns: ["code", "address"], record_delimiter: "windows" });
}
