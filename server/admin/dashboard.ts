/** The staff's first page: the surveys, and how far each has come. */
import { dayOf } from "../records/month.ts";
import { newestOf, type PublishedSurvey, stateOf } from "../records/survey.ts";
import { page, seeOther } from "../web/reply.ts";
import { type Figures, figuresIn, inLanguage } from "./figures.ts";
import type { StaffHandler, StaffVisit, StaffWorld } from "./world.ts";

export const showDashboard: StaffHandler = async (visit, world) => {
  if (visit.member?.role === "auditor") return seeOther("/admin/audit");
  const published = await world.storage.surveys.all();
  const surveys = await Promise.all(published.map((survey) => surveyCard(survey, visit, world)));
  return page("admin/dashboard", visit.translate("admin.dashboard.title"), { surveys, any: surveys.length > 0 });
};

async function surveyCard(survey: PublishedSurvey, visit: StaffVisit, world: StaffWorld) {
  const { participations, responses } = world.storage;
  const figures = figuresIn(visit.language);
  return {
    address: `/admin/surveys/${survey.id}`,
    ...surveyFacts(survey, visit),
    sent: figures.whole(await participations.count(survey.id)),
    released: figures.whole(await responses.count(survey.id)),
    waiting: await waitingWords(survey, visit, world, figures),
  };
}

/** What every page says of a survey. */
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
