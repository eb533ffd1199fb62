/** The staff's first page: the surveys, and how far each has come. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { page, seeOther } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { surveyFacts, waitingWords } from "../survey-facts.ts";
import type { StaffHandler, StaffVisit, StaffWorld } from "../world.ts";

export const showSurveys: StaffHandler = async (visit, world) => {
  if (visit.member?.role === "auditor") return seeOther("/admin/audit");
  const published = await world.storage.surveys.all();
  const surveys = await Promise.all(published.map((survey) => surveyCard(survey, visit, world)));
  return page("admin/dashboard/surveys", visit.translate("admin.dashboard.title"), {
    surveys,
    any: surveys.length > 0,
    mayAct: visit.member?.role === "administrator",
  });
};

async function surveyCard(survey: PublishedSurvey, visit: StaffVisit, world: StaffWorld) {
  const figures = figuresIn(visit.language);
  const { sent, stored } = await world.counts.now(survey.id, visit.now);
  return {
    address: `/admin/surveys/${survey.id}`,
    ...surveyFacts(survey, visit),
    sent: figures.whole(sent),
    released: figures.whole(stored),
    waiting: await waitingWords(survey, visit, world, figures),
  };
}
