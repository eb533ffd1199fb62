/** The charts of a survey beside those of its questions: the funnel, where people stop, the days, and the sample by the population. */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { itemsOf } from "../../reports/items.ts";
import { sightOf } from "../../reports/panel.ts";
import type { Report } from "../../reports/report.ts";
import { sampleWords } from "../../reports/sample-kind.ts";
import { stopsOf } from "../../reports/stops.ts";
import type { CountsNow } from "../counts-desk.ts";
import { pulseOf } from "../dashboard/pulse.ts";
import { stopWords } from "../dashboard/totals-view.ts";
import { type Figures, figuresIn, inLanguage } from "../figures.ts";
import { type Bar, barChart } from "../report/bar-chart.ts";
import { funnelRows } from "../report/funnel-rows.ts";
import { guardedRepresentation } from "../report/guarded-representation.ts";
import { daysDrawn, guardedTime } from "../report/guarded-time.ts";
import { namesIn } from "../report/weights-view.ts";
import type { StaffVisit } from "../world.ts";
import type { Drawing } from "./chart-drawing.ts";

/** A chart without its source line. */
export interface SurveyChart extends Drawing {
  readonly n: string;
  /** Its figures are of journeys at this moment, which no cleaning rule touches. */
  readonly live: boolean;
}

interface Charted {
  readonly report: Report;
  readonly counts: CountsNow;
  readonly survey: PublishedSurvey;
  readonly visit: StaffVisit;
}

/** A question's id has no underscore: these are told apart from it. Undefined where there is none, or nothing to draw. */
export function surveyChart(name: string, charted: Charted): SurveyChart | undefined {
  if (name === "_funnel") return funnelChart(charted);
  if (sightOf(charted.survey) !== "everything") return undefined;
  if (name === "_stops") return stopsChart(charted);
  if (name === "_days") return daysChart(charted);
  const [, question] = /^_people-(.+)$/.exec(name) ?? [];
  return question === undefined ? undefined : peopleChart(question, charted);
}

function funnelChart({ report, survey, visit }: Charted): SurveyChart {
  const figures = figuresIn(visit.language);
  const rows = funnelRows(report, survey, visit);
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const bars = rows.map(({ words, count, of }) =>
    countBar(
      of && of.rate !== null ? `${words} – ${figures.percent(of.rate)} ${of.words}` : words,
      count,
      most,
      figures.whole(count),
    ),
  );
  return {
    ...{ title: visit.translate("admin.report.funnel"), desc: visit.translate("admin.chart.funnel") },
    chart: barChart(bars, countOn(most, figures)),
    notes: [visit.translate("admin.chart.funnel"), visit.translate("admin.chart.nAsked")],
    ...{ n: figures.whole(report.funnel.consent_shown), live: true },
  };
}

function stopsChart({ counts, survey, visit }: Charted): SurveyChart | undefined {
  const figures = figuresIn(visit.language);
  const { funnel, counts: daily } = pulseOf(survey, counts, visit.now);
  const stops = stopsOf(funnel, newestOf(survey).definition, daily);
  if (stops.length === 0) return undefined;
  const bars = stops.map((stop): Bar => {
    const values = {
      where: stopWords(stop, survey, visit),
      left: figures.whole(stop.left),
      came: figures.whole(stop.came),
    };
    const label = visit.translate("admin.chart.stop", values);
    return { label, value: figures.percent(stop.share), share: stop.share, low: null, high: null };
  });
  return {
    ...{ title: visit.translate("admin.dash.stopsTitle"), desc: visit.translate("admin.chart.stops") },
    chart: barChart(bars, figures.round),
    notes: [visit.translate("admin.chart.stops"), visit.translate("admin.chart.nAsked")],
    ...{ n: figures.whole(funnel.consent_shown), live: true },
  };
}

function daysChart({ report, survey, visit }: Charted): SurveyChart | undefined {
  const figures = figuresIn(visit.language);
  const time = guardedTime(report, survey);
  const days = time ? daysDrawn(time) : [];
  if (days.length === 0) return undefined;
  const most = Math.max(...days.map(({ started }) => started ?? 0));
  const hidden = visit.translate("admin.report.hidden");
  const bars = days.map(({ day, started }) =>
    countBar(figures.day(day), started, most, started === null ? hidden : figures.whole(started)),
  );
  const told = days.reduce((sum, { started }) => sum + (started ?? 0), 0);
  return {
    ...{ title: visit.translate("admin.chart.daysTitle"), desc: visit.translate("admin.chart.days") },
    chart: barChart(bars, countOn(most, figures)),
    notes: [visit.translate("admin.chart.days"), visit.translate("admin.time.intro")],
    ...{ n: figures.whole(told), live: true },
  };
}

function peopleChart(question: string, { report, survey, visit }: Charted): SurveyChart | undefined {
  const figures = figuresIn(visit.language);
  const margin = guardedRepresentation(report, survey)?.margins.find((each) => each.question === question);
  if (!margin || margin.groups.every(({ share }) => share === null)) return undefined;
  const names = namesIn(itemsOf(survey), visit.language);
  const bars = margin.groups.map(({ id, label, share, low, high, target }): Bar => {
    const group = label ? inLanguage(label, visit.language) : names.group(question, id);
    const values = { group, target: figures.percent(target) };
    return {
      label: visit.translate("admin.chart.group", values),
      value: figures.percent(share),
      share,
      low,
      high,
      mark: target,
    };
  });
  const told = {
    universe: inLanguage(margin.universe, visit.language),
    source: inLanguage(margin.source, visit.language),
  };
  const base = figures.whole(margin.base);
  return {
    ...{
      title: `${names.question(question)} – ${visit.translate("admin.tables.name.representation")}`,
      desc: visit.translate("admin.chart.people"),
    },
    chart: barChart(bars, figures.round),
    notes: [
      visit.translate("admin.chart.people"),
      visit.translate("admin.people.of", { ...told, date: figures.day(margin.date), base }),
      sampleWords(newestOf(survey).definition, visit.translate),
    ],
    ...{ n: base, live: false },
  };
}

/** Its length is a part of the longest one's. */
function countBar(label: string, count: number | null, most: number, value: string): Bar {
  return { label, value, share: count === null ? null : count / most, low: null, high: null };
}

function countOn(most: number, { whole }: Figures) {
  return (share: number) => whole(Math.round(share * most));
}
