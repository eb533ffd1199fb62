/** The part of the dashboard that rests on released answers: as of the last report, which says when it was made. */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { itemsOf } from "../../reports/items.ts";
import type { Report } from "../../reports/report.ts";
import { sampleWords } from "../../reports/sample-kind.ts";
import { figuresIn } from "../figures.ts";
import { peopleView } from "../report/people-view.ts";
import { headlineTable } from "../report/question-table.ts";
import { flagRows, headlineOf } from "../report/report-view.ts";
import { timeView } from "../report/time-view.ts";
import type { Present } from "../report-desk.ts";
import type { StaffVisit } from "../world.ts";

export function answersView({ report, madeAt, making }: Present, survey: PublishedSurvey, visit: StaffVisit) {
  const figures = figuresIn(visit.language);
  const made = report && report.funnel.released > 0 ? viewOf(report, survey, visit) : null;
  return {
    making,
    answers: made,
    daysDrawn: made?.daysDrawn ?? false,
    madeAt:
      report && madeAt
        ? visit.translate("admin.dash.madeAt", {
            at: figures.moment(madeAt),
            valid: figures.whole(report.funnel.valid),
          })
        : "",
    nothing: report !== undefined && report.funnel.released === 0,
  };
}

function viewOf(report: Report, survey: PublishedSurvey, visit: StaffVisit) {
  const headline = headlineOf(survey, itemsOf(survey));
  const time = timeView(report, survey, visit);
  const people = peopleView(report, survey, visit);
  return {
    headline: (headline && headlineTable(headline, report, survey, visit)) ?? null,
    sample: sampleWords(newestOf(survey).definition, visit.translate),
    people: people && { missing: people.missing, missingNone: people.missingNone, charts: people.charts },
    without: visit.translate("admin.people.none", { survey: survey.id }),
    flags: flagRows(report, visit),
    tables: (time?.tables ?? []).filter(({ id }) => id !== "day"),
    daysDrawn: time?.daysDrawn ?? false,
    channels: time?.channels ?? [],
    contradicts: report.checks.failed.length > 0,
  };
}
