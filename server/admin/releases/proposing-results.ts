/** Putting the figures of a public release before a second person, to become the page of results. */
import { propose } from "../proposals/proposing.ts";
import { refuse, type StaffHandler } from "../world.ts";
import { mayBePublished } from "./may-be-published.ts";
import type { ResultsPayload } from "./publish-results.ts";
import { releaseOf } from "./releases.ts";

export const proposeResults: StaffHandler = async (visit, world) => {
  const found = await releaseOf(visit, world);
  if (!found) return refuse("not-found");
  const { survey, manifest } = found;
  if (!mayBePublished(manifest, survey.closedOn !== undefined)) return refuse("malformed");
  const payload = JSON.stringify({ release: manifest.id } satisfies ResultsPayload);
  const next = visit.member?.role === "administrator" ? "/admin/proposals" : `/admin/surveys/${survey.id}/releases`;
  return propose({ kind: "publish-results", survey: survey.id, payload }, visit, world, next);
};
