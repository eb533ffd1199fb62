/** The parts of a report that have pages of their own, and the links between them. */
import type { PublishedSurvey } from "../records/survey.ts";
import type { StaffVisit } from "./world.ts";

const PARTS = ["people", "cleaning", "segments", "time", "methods"] as const;

export type PartName = (typeof PARTS)[number];

export function partTitle(part: PartName, visit: StaffVisit): string {
  return part === "segments" ? visit.translate("admin.segments.title") : visit.translate(`admin.parts.${part}`);
}

/** `here`: the page that the links stand on. */
export function partsView({ id }: PublishedSurvey, visit: StaffVisit, here: PartName | "report") {
  return PARTS.map((part) => ({
    words: partTitle(part, visit),
    address: `/admin/surveys/${id}/${part}`,
    here: part === here,
  }));
}
