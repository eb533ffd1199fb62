/** What publishing and closing rest on: which versions a survey has, and whether it is closed. */
import { createHash } from "node:crypto";
import { canonical } from "../../survey/canonical.ts";
import type { StaffWorld } from "../world.ts";

export async function surveyState(id: string, { storage }: Pick<StaffWorld, "storage">): Promise<string> {
  const survey = (await storage.surveys.all()).find((each) => each.id === id);
  const facts = { closedOn: survey?.closedOn, versions: survey?.versions.map(({ version }) => version) ?? [] };
  return createHash("sha256").update(canonical(facts)).digest("hex");
}
