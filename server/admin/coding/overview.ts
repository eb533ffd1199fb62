/** Which open questions a survey has, how far their coding has come, how far coders agree, and the coded shares. */
import type { Report } from "../../reports/report.ts";
import { page } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { codedTable } from "../report/coded-table.ts";
import { itemWords } from "../report/question-table.ts";
import { headView } from "../report/report-view.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffVisit, type StaffWorld } from "../world.ts";
import { reviewWords } from "./reviewed.ts";
import { addressOf, hasTooFew, progressOf, type Standing, standingsOf } from "./standing.ts";

export const showCoding: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  const standings = await standingsOf(visit, world);
  if (!survey || !standings) return refuse("unknown-survey");
  const title = visit.translate("admin.place.coding");
  const head = surveyHead(survey, visit, "coding", title);
  const report = standings.length > 0 ? await world.reports.of(survey, visit.now) : undefined;
  return page("admin/coding/overview", `${title} – ${head.name}`, {
    ...head,
    asOf: report ? headView(report, visit).asOf : "",
    none: standings.length === 0,
    codes: visit.member?.role === "analyst",
    questions: report
      ? await Promise.all(standings.map((standing) => questionView(standing, report, visit, world)))
      : [],
  });
};

async function questionView(standing: Standing, report: Report, visit: StaffVisit, world: StaffWorld) {
  const { item, frame, open, survey } = standing;
  const { whole } = figuresIn(visit.language);
  const { texts, final, half, disputed } = progressOf(standing);
  const few = hasTooFew(standing);
  return {
    id: item.id,
    words: itemWords(item, visit.language),
    address: addressOf(standing),
    frame: frame ? visit.translate("admin.coding.frameIs", { number: frame.number, count: frame.codes.length }) : "",
    few: few ? visit.translate("admin.coding.few", { count: open.responses }) : "",
    progress: few
      ? ""
      : visit.translate("admin.coding.standing", { texts: whole(texts), final: whole(final), count: texts }),
    half: half > 0 ? visit.translate("admin.coding.half", { count: half }) : "",
    disputed: disputed > 0 ? visit.translate("admin.coding.disputed", { count: disputed }) : "",
    toCode: frame !== undefined && !few,
    leaving: await reviewWords(standing, visit, world),
    table: few ? null : codedTable(item.id, report, survey, visit),
  };
}
