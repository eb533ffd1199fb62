/**
 * The part of the dashboard that is told live: totals of this moment. Every figure that moves has a key; the page marks its place
 * with it, and what is sent over the stream are new words by key.
 */

import { dayOf } from "../../records/month.ts";
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { type DaysCompared, daysCompared } from "../../reports/days-compared.ts";
import type { Report } from "../../reports/report.ts";
import { SMALL } from "../../reports/small-cells.ts";
import { type Stop, stopsOf } from "../../reports/stops.ts";
import { type Figures, figuresIn, inLanguage } from "../figures.ts";
import { funnelRows } from "../report/funnel-rows.ts";
import type { StaffVisit } from "../world.ts";
import type { Pulse } from "./pulse.ts";

/** `answers`: the report of the responses, where it is there; without it nobody knows how many are valid. */
export function totalsView(pulse: Pulse, answers: Report | undefined, survey: PublishedSurvey, visit: StaffVisit) {
  const figures = figuresIn(visit.language);
  const { definition } = newestOf(survey);
  const today = dayOf(pulse.at);
  const days = daysCompared(definition, pulse.counts, today);
  return {
    asOf: figures.moment(pulse.at),
    numbers: numbersView(pulse, days, visit, figures),
    funnel: funnelView(pulse, answers, survey, visit, figures),
    stops: stopsOf(pulse.funnel, definition, pulse.counts).map((stop) => stopView(stop, survey, visit, figures)),
    days: days.map((row) => dayView(row, visit, figures)),
    daysNote: visit.translate("admin.dash.daysText", { day: figures.day(today) }),
  };
}

export type TotalsView = ReturnType<typeof totalsView>;

/** What the stream says: words by key, and lengths of bars. */
export function toldLive({ asOf, numbers, funnel, stops, days }: TotalsView) {
  const counted = [...numbers, ...funnel.rows, ...stops];
  return {
    words: Object.fromEntries([
      ["as-of", asOf],
      ...counted.map(({ key, count }) => [key, count]),
      ...[...funnel.rows, ...stops].map(({ key, rate }) => [`${key}-rate`, rate]),
      ...days.map(({ key, today }) => [key, today]),
    ]),
    widths: Object.fromEntries([...funnel.rows, ...stops].map(({ key, width }) => [key, width])),
  };
}

function numbersView({ funnel, waiting }: Pulse, days: readonly DaysCompared[], visit: StaffVisit, figures: Figures) {
  const started = days.find(({ stage }) => stage === "started")?.today ?? 0;
  return [
    { key: "sent", count: figures.whole(funnel.sent) },
    { key: "completion", count: figures.percent(funnel.completion_rate) },
    { key: "today", count: fewOr(started, visit, figures) },
    { key: "waiting", count: figures.whole(waiting) },
  ].map(({ key, count }) => ({
    key,
    count,
    words: visit.translate(`admin.dash.number.${key}.words`),
    text: visit.translate(`admin.dash.number.${key}.text`),
  }));
}

function funnelView(
  { funnel }: Pulse,
  answers: Report | undefined,
  survey: PublishedSurvey,
  visit: StaffVisit,
  { whole, percent }: Figures,
) {
  const excluded = answers?.excluded ?? 0;
  const now = { ...funnel, valid: funnel.valid - excluded };
  const rows = funnelRows({ funnel: now, excluded }, survey, visit).filter(
    ({ stage }) => answers !== undefined || (stage !== "valid" && stage !== "excluded"),
  );
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return {
    rows: rows.map(({ stage, page, words, count, of }) => ({
      key: ["funnel", stage, page].filter((part) => part !== "").join("-"),
      words,
      count: whole(count),
      rate: of ? percent(of.rate) : "",
      of: of?.words ?? "",
      width: widthOf(count, most),
    })),
  };
}

function stopView(
  { at, page, came, left, share }: Stop,
  survey: PublishedSurvey,
  visit: StaffVisit,
  { whole, percent }: Figures,
) {
  return {
    key: at === "page" ? `stop-page-${page}` : `stop-${at}`,
    words: stopWords({ at, page }, survey, visit),
    came: whole(came),
    count: whole(left),
    rate: percent(share),
    width: widthOf(left, Math.max(1, came)),
  };
}

/** Where it is that people stop. */
export function stopWords({ at, page }: Pick<Stop, "at" | "page">, survey: PublishedSurvey, visit: StaffVisit): string {
  const found = newestOf(survey).definition.pages.find(({ id }) => id === page);
  return visit.translate(`admin.dash.stop.${at}`, { page: found ? inLanguage(found.title, visit.language) : page });
}

function dayView(
  { stage, today, weekAgo, week, weekBefore, change, hidden }: DaysCompared,
  visit: StaffVisit,
  figures: Figures,
) {
  const past = (count: number) => (hidden ? visit.translate("admin.report.hidden") : figures.whole(count));
  return {
    key: `today-${stage}`,
    words: visit.translate(stage === "last_page" ? "admin.time.last" : `admin.stage.${stage}`),
    today: fewOr(today, visit, figures),
    weekAgo: past(weekAgo),
    week: past(week),
    weekBefore: past(weekBefore),
    change: figures.change(hidden ? null : change),
  };
}

/** Today's count from 1 to 9 is only said to be small. It cannot be hidden: whoever watches the totals sees them grow. */
function fewOr(count: number, visit: StaffVisit, { whole }: Figures): string {
  return count > 0 && count < SMALL ? visit.translate("admin.dash.few", { least: SMALL }) : whole(count);
}

function widthOf(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(2)}%`;
}
