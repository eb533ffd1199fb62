/**
 * The pages of one survey, and the head that all of them share (`views/partials/survey-head.hbs`): its name, its state and a row
 * of links. A new page is a line here, its short words under `admin.place`, and a route in `path.ts` at its address.
 */

import type { Role } from "../records/staff.ts";
import type { PublishedSurvey } from "../records/survey.ts";
import { sightOf } from "../reports/panel.ts";
import { surveyFacts } from "./survey-facts.ts";
import type { StaffVisit } from "./world.ts";

interface Place {
  readonly name: string;
  /** What follows `/admin/surveys/SURVEY` in its address. */
  readonly path: string;
  /** Who finds a link to it: whoever its route lets in. */
  readonly who: readonly Role[];
  /** Of a panel, nothing of which is ever broken down, there is none. */
  readonly breaksDown?: true;
}

const READERS: readonly Role[] = ["administrator", "analyst"];
const ADMINISTRATORS: readonly Role[] = ["administrator"];

const PLACES = [
  { name: "dashboard", path: "", who: READERS },
  { name: "report", path: "/report", who: READERS },
  { name: "people", path: "/people", who: READERS, breaksDown: true },
  { name: "time", path: "/time", who: READERS, breaksDown: true },
  { name: "segments", path: "/segments", who: READERS, breaksDown: true },
  { name: "cross", path: "/cross", who: READERS, breaksDown: true },
  { name: "cleaning", path: "/cleaning", who: READERS, breaksDown: true },
  { name: "methods", path: "/methods", who: READERS },
  { name: "invite", path: "/invite", who: ADMINISTRATORS },
  { name: "run", path: "/run", who: ADMINISTRATORS },
  { name: "coding", path: "/coding", who: READERS, breaksDown: true },
  { name: "backlog", path: "/backlog", who: READERS, breaksDown: true },
  { name: "releases", path: "/releases", who: READERS, breaksDown: true },
] as const satisfies readonly Place[];

export type SurveyPlace = (typeof PLACES)[number]["name"];

/** The head of a survey's page. `heading`: the page's own; the dashboard's is the survey's name. */
export function surveyHead(survey: PublishedSurvey, visit: StaffVisit, here: SurveyPlace, heading?: string) {
  const facts = surveyFacts(survey, visit);
  const role = visit.member?.role;
  const panel = sightOf(survey) !== "everything";
  const places: readonly Place[] = PLACES;
  return {
    ...facts,
    heading: heading ?? facts.name,
    isPart: heading !== undefined,
    files: `/admin/surveys/${survey.id}`,
    places: places
      .filter(({ who, breaksDown }) => role !== undefined && who.includes(role) && !(panel && breaksDown))
      .map(({ name, path }) => ({
        words: visit.translate(`admin.place.${name}`),
        address: `/admin/surveys/${survey.id}${path}`,
        here: name === here,
      })),
  };
}
