/** What every page of the staff's area says of a survey: its name, its state, and what waits in its urn. */
import { dayOf } from "../records/month.ts";
import { newestOf, type PublishedSurvey, stateOf } from "../records/survey.ts";
import { type Figures, figuresIn, inLanguage } from "./figures.ts";
import type { StaffVisit, StaffWorld } from "./world.ts";

/** The survey that the address names; undefined where there is none. */
export async function surveyOf(visit: StaffVisit, world: StaffWorld): Promise<PublishedSurvey | undefined> {
  const published = await world.storage.surveys.all();
  return published.find(({ id }) => id === visit.params.survey);
}

export function surveyFacts(survey: PublishedSurvey, visit: StaffVisit) {
  return {
    id: survey.id,
    name: inLanguage(newestOf(survey).definition.title, visit.language),
    state: stateWords(survey, visit),
    simulated: survey.simulated,
  };
}

/** How many sent responses lie in the urn, and what they wait for. */
export async function waitingWords(
  survey: PublishedSurvey,
  visit: StaffVisit,
  world: StaffWorld,
  figures: Figures,
): Promise<string> {
  const { urn } = world.storage;
  if ((await urn.trouble(survey.id)) !== undefined) return visit.translate("admin.urnTrouble");
  const count = await urn.count(survey.id);
  if (count === 0) return visit.translate("admin.waitingNone");
  const values = { count, waiting: figures.whole(count), batch: figures.whole(2 * world.pool) };
  return visit.translate(world.pool === 1 ? "admin.waitingUnpooled" : "admin.waiting", values);
}

function stateWords(survey: PublishedSurvey, visit: StaffVisit): string {
  const state = stateOf(survey, dayOf(visit.now));
  if (state.state !== "not-yet-open") return visit.translate(`admin.state.${state.state}`);
  return visit.translate("admin.state.not-yet-open", { date: figuresIn(visit.language).day(state.opens) });
}
