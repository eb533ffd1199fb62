/** What staff see of a panel while it is open: how many took part, and when there will be more. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { newestOf } from "../../records/survey.ts";
import { page } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { waitingWords } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import type { StaffReply, StaffVisit, StaffWorld } from "../world.ts";

export async function openPanel(survey: PublishedSurvey, visit: StaffVisit, world: StaffWorld): Promise<StaffReply> {
  const { storage } = world;
  const withdrawn = await storage.withdrawals.count(survey.id);
  const funnel = {
    sent: await storage.participations.count(survey.id),
    imported: await storage.responses.countImported(survey.id),
    released: (await storage.responses.count(survey.id)) + withdrawn,
    withdrawn,
  };
  if (visit.wantsJson) {
    const versions = survey.versions.map(({ version }) => version);
    return {
      kind: "json",
      value: { survey: survey.id, version: newestOf(survey).version, versions, panel: true, funnel },
    };
  }
  const figures = figuresIn(visit.language);
  const head = surveyHead(survey, visit, "dashboard");
  const totals = Object.entries(funnel).map(([stage, count]) => ({
    words: visit.translate(`admin.stage.${stage}`),
    count: figures.whole(count),
  }));
  const waiting = await waitingWords(survey, visit, world, figures);
  return page("admin/report/panel", head.name, { ...head, totals, waiting });
}
