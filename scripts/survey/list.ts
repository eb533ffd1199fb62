/** `survey list`: the surveys that are published. */
import { dayOf } from "../../server/records/month.ts";
import { newestOf, type PublishedSurvey, stateOf } from "../../server/records/survey.ts";
import { aligned } from "../../server/reports/columns.ts";
import type { StaffStorage } from "../../server/storage/storage.ts";

const HEADER = ["survey", "state", "versions", "participations", "released", "waiting in urn"];

export type ListStorage = Pick<StaffStorage, "surveys" | "participations" | "codes" | "responses" | "urn">;

/** A table, in the order of the ids; with a column for the codes given out where a survey invites by code. */
export async function list(storage: ListStorage, now: Date): Promise<string> {
  const surveys = await storage.surveys.all();
  if (surveys.length === 0) return "No survey is published yet: npm run survey -- publish FILE.";
  const rows = await Promise.all(
    surveys.map(async (survey) => [
      survey.id,
      stateIn(survey, dayOf(now)),
      String(survey.versions.length),
      String(await storage.participations.count(survey.id)),
      String(await storage.responses.count(survey.id)),
      String(await storage.urn.count(survey.id)),
    ]),
  );
  const codes = await Promise.all(surveys.map((survey) => codesOf(survey, storage)));
  const table = [HEADER, ...rows];
  const all = codes.some((count) => count !== "")
    ? table.map((row, at) => [...row, ["codes", ...codes][at] ?? ""])
    : table;
  return aligned(all, [1]).join("\n");
}

/** How many were given out. How many were used is how many took part; which, nobody knows. */
async function codesOf(survey: PublishedSurvey, { codes }: ListStorage): Promise<string> {
  return newestOf(survey).definition.access === "codes" ? String(await codes.count(survey.id)) : "";
}

function stateIn(survey: PublishedSurvey, day: string): string {
  const state = stateOf(survey, day);
  const word = state.state === "not-yet-open" ? `opens ${state.opens}` : state.state;
  return survey.simulated ? `${word}, simulated` : word;
}
