/** Which open questions a survey has, how far their coding has come, how far coders agree, and the coded shares. */
import { type CodedReport, codedId, codedItem } from "../../reports/coded.ts";
import { leastShown } from "../../reports/panel.ts";
import type { Report } from "../../reports/report.ts";
import { page } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { itemWords, questionTable } from "../report/question-table.ts";
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
  const coded = report.coded[item.id];
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
    table: coded && !few ? codedView(item.id, coded, { ...report }, survey, visit) : null,
  };
}

/** The table as every other question's, with what its base is; undefined small cells are hidden by the same guard. */
function codedView(
  question: string,
  coded: CodedReport,
  report: Report,
  survey: Standing["survey"],
  visit: StaffVisit,
) {
  const { whole, decimal } = figuresIn(visit.language);
  const item = codedItem(question, coded);
  const table = questionTable(item, { ...report, questions: { [codedId(question)]: coded } }, survey, visit);
  const enough = coded.base >= leastShown(survey);
  return {
    ...table,
    rows: (table?.rows ?? []).map((row, at) => ({
      ...row,
      words: item.options[at]?.label ? row.words : visit.translate("admin.coding.unclear"),
    })),
    of: visit.translate("admin.coding.of", {
      base: enough ? whole(coded.base) : `< ${leastShown(survey)}`,
      written: whole(coded.written),
    }),
    agreement: coded.agreement.map(({ n, kappa, observed, low, high }) =>
      kappa === null
        ? visit.translate("admin.coding.kappaNone", { n: whole(n) })
        : visit.translate("admin.coding.kappa", {
            n: whole(n),
            kappa: decimal(kappa),
            low: decimal(low),
            high: decimal(high),
            observed: figuresIn(visit.language).percent(observed),
          }),
    ),
  };
}
