/** `survey list`: the surveys that are published. */
import { dayOf } from "../../server/records/month.ts";
import { type PublishedSurvey, stateOf } from "../../server/records/survey.ts";
import { aligned } from "../../server/reports/columns.ts";
import type { StaffStorage } from "../../server/storage/storage.ts";

const HEADER = ["survey", "state", "versions", "participations", "released", "waiting in urn"];

export type ListStorage = Pick<StaffStorage, "surveys" | "participations" | "responses" | "urn">;

/** A table, in the order of the ids. */
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
  return aligned([HEADER, ...rows], [1]).join("\n");
}

function stateIn(survey: PublishedSurvey, day: string): string {
  const state = stateOf(survey, day);
  const word = state.state === "not-yet-open" ? `opens ${state.opens}` : state.state;
  return survey.simulated ? `${word}, simulated` : word;
}
