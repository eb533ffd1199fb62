/** The open surveys, and each one's first page: what it is about, for whom, how long. */

import { anybody } from "../identity/guest.ts";
import { isSimulationPass } from "../identity/simulation-pass.ts";
import { placeFrom } from "../records/funnel.ts";
import { dayOf } from "../records/month.ts";
import { kioskSurvey, placesWith } from "../records/session.ts";
import { stateOf } from "../records/survey.ts";
import { page, type Reply, seeOther } from "../web/reply.ts";
import type { View } from "../web/views.ts";
import type { Visit } from "../web/visit.ts";
import type { Listed } from "./catalogue.ts";
import { oncePer } from "./once-per.ts";
import { goOnFromParked } from "./parked.ts";
import {
  type CitizenWorld,
  countOnce,
  entrance,
  type Handler,
  isReply,
  openSurvey,
  personIn,
  welcome,
} from "./world.ts";

export const listSurveys: Handler = async (visit, world) => {
  const kiosk = kioskStart(visit);
  if (kiosk) return kiosk;
  const listed = await world.catalogue.all();
  const open = listed.filter(({ survey }) => !survey.simulated && stateOf(survey, dayOf(visit.now)).state === "open");
  const surveys = open.map((each) => summary(each, visit));
  return page("citizen/surveys", visit.translate("surveys.title"), { surveys, any: surveys.length > 0 });
};

export const showStart: Handler = async (visit, world) => {
  admitSimulated(visit, world);
  const listed = await openSurvey(visit, world);
  if (isReply(listed)) return listed;
  countClick(visit, world, listed.survey.id);
  const { id } = listed.survey;
  const results = (await world.published(id)) ? `/s/${id}/results` : null;
  const view = views(listed, `${visit.language} ${results}`, () => ({ ...startView(listed, visit), results }));
  return { ...page("citizen/start", view.name, view), blanks: {} };
};

const views = oncePer<Listed, View & { readonly name: string }>();

export function startView(listed: Listed, visit: Visit) {
  const { definition } = listed.newest;
  return {
    ...summary(listed, visit),
    audience: words(definition.audience, visit),
    controller: words(definition.controller.name, visit),
    promise: visit.translate(`start.promise.${definition.access}`),
    calm: visit.translate(`start.calm.${definition.access}`),
    pages: definition.pages.filter((each) => !each.optional).length,
    results: null,
  };
}

export const begin: Handler = async (visit, world) => {
  const listed = await openSurvey(visit, world);
  if (isReply(listed)) return listed;
  if (!personIn(visit.session, listed, world)) {
    if (listed.newest.definition.access !== "open") return seeOther(entrance(listed));
    welcome(visit, world, listed, anybody(world.random));
  }
  return (await goOnFromParked(visit, world, visit.session)) ?? seeOther(`/s/${listed.survey.id}/consent`);
};

/** A text of the definition in the visit's language, or in the survey's first where it lacks that. */
export function words(text: Readonly<Record<string, string>>, visit: Pick<Visit, "language">): string {
  return text[visit.language] ?? Object.values(text)[0] ?? "";
}

/** The language that `words` are in: where it is not the page's, the page has to say so. */
function languageOf(text: Readonly<Record<string, string>>, visit: Pick<Visit, "language">): string {
  return visit.language in text ? visit.language : (Object.keys(text)[0] ?? visit.language);
}

/** A text's paragraphs: an empty line lies between two. */
export function paragraphsOf(text: string): readonly string[] {
  return text.split(/\n\s*\n/);
}

function summary(listed: Listed, visit: Visit) {
  const { definition } = listed.newest;
  return {
    address: `/s/${listed.survey.id}`,
    name: words(definition.title, visit),
    about: words(definition.summary, visit),
    spoken: languageOf(definition.title, visit),
    minutes: definition.minutes,
  };
}

/** `?from=PLACE` says where the invitation hung; it is a click the first time in a visit. */
export function countClick(visit: Visit, world: CitizenWorld, survey: string): void {
  const { from } = visit.query;
  if (from === undefined) return;
  visit.keep({ places: placesWith(visit.session.places, survey, placeFrom(from)) });
  countOnce(visit, world, survey, "clicked");
}

function admitSimulated(visit: Visit, world: CitizenWorld): void {
  const { pass } = visit.query;
  const survey = visit.params.survey ?? "";
  if (pass !== undefined && isSimulationPass(pass, world.keys.simulation, survey, visit.now))
    visit.keep({ simulates: survey });
}

/** On a kiosk the list of surveys is the one it was opened for. */
function kioskStart(visit: Visit): Reply | undefined {
  const survey = kioskSurvey(visit.session.places);
  if (survey === undefined) return undefined;
  const place = new URLSearchParams({ from: visit.session.places[survey] ?? "" });
  return seeOther(`/s/${survey}?${place}`);
}
