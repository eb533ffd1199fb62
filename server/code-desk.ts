/** Makes the codes that staff give out, with the keys that their path does not see. */
import type { CodeDesk, MadeCodes } from "./admin/surveys/code-desk.ts";
import { sheetOf } from "./invitation-sheet.ts";
import { bytesFrom, csvOf, marksOf, newInvitations } from "./invitations.ts";
import type { ServingKeys } from "./keys.ts";
import { newestOf } from "./records/survey.ts";
import type { Languages } from "./web/languages.ts";

export function openCodeDesk(keys: Pick<ServingKeys, "participation">, publicUrl: URL, languages: Languages): CodeDesk {
  const invitations = ({ count, survey, place, seed }: MadeCodes) =>
    newInvitations(count, survey, publicUrl, place ?? undefined, bytesFrom(Buffer.from(seed, "base64url")));
  return {
    marks: (made) => marksOf(invitations(made), made.survey, keys.participation(made.survey)),
    csv: (made) => csvOf(invitations(made)),
    sheet: (made, survey) => {
      const address = new URL(`/s/${survey.id}/code`, publicUrl).href;
      return sheetOf(invitations(made), newestOf(survey).definition, languages, address);
    },
  };
}
