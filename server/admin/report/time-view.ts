/** How the survey went, as the page shows it: where people left, by day, language, place and channel, and shares by month. */
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { itemsOf } from "../../reports/items.ts";
import type { Report } from "../../reports/report.ts";
import { type Figures, figuresIn, inLanguage } from "../figures.ts";
import type { StaffVisit } from "../world.ts";
import { daysDrawn, type GuardedCounts, type GuardedTime, guardedTime } from "./guarded-time.ts";
import { originWords } from "./origin-words.ts";
import { itemWords, optionWords } from "./question-table.ts";
import { headlineOf } from "./report-view.ts";

/** Null of a panel. */
export function timeView(report: Report, survey: PublishedSurvey, visit: StaffVisit) {
  const time = guardedTime(report, survey);
  if (!time) return null;
  const figures = figuresIn(visit.language);
  const page = (id: string) => pageWords(survey, id, visit.language);
  const { most_left: most } = time;
  return {
    mostLeft: most
      ? visit.translate("admin.time.mostLeft", {
          page: page(most.page),
          left: figures.whole(most.left),
          reached: figures.whole(most.reached),
          share: figures.percent(most.share),
        })
      : "",
    lastPage: time.last_page === null ? "" : visit.translate("admin.time.lastPage", { page: page(time.last_page) }),
    dropOff: time.drop_off.map(({ page: id, reached, left, share }) => ({
      words: page(id),
      reached: figures.whole(reached),
      left: figures.whole(left),
      share: figures.percent(share),
    })),
    tables: stageTables(time, visit, figures, newestOf(survey).definition.access === "codes"),
    daysDrawn: daysDrawn(time).length > 0,
    channels: time.channels.map(({ channel, valid }) => ({
      words: channel === "web" || channel === "other" ? visit.translate(`admin.time.${channel}`) : channel,
      valid: shown(valid, visit, figures),
    })),
    ...monthsView(time, report, survey, visit, figures),
  };
}

function stageTables(
  { days, languages, places }: GuardedTime,
  visit: StaffVisit,
  figures: Figures,
  withCodes: boolean,
) {
  const { language, place } = originWords(visit);
  // Of rounded counts, so no more precise than a percent.
  const rough = (share: number | null) => (share === null ? figures.percent(null) : figures.round(share));
  const tables = [
    {
      id: "language",
      rows: languages.map((row) => ({ words: language(row.language), ...stageCells(row, visit, figures, rough) })),
    },
    {
      id: "place",
      rows: places.map((row) => ({ words: place(row.place), ...stageCells(row, visit, figures, rough) })),
    },
    { id: "day", rows: days.map((row) => ({ words: figures.day(row.day), ...stageCells(row, visit, figures) })) },
  ];
  return tables
    .filter(({ rows }) => rows.length > 0)
    .map(({ id, rows }) => ({
      id,
      rows,
      head: visit.translate(`admin.time.${id}`),
      caption: visit.translate(
        withCodes && id === "place" ? "admin.time.placesOfCodesCaption" : `admin.time.${id}sCaption`,
      ),
    }));
}

function stageCells(
  row: Omit<GuardedCounts<"day">, "day">,
  visit: StaffVisit,
  figures: Figures,
  rate = figures.percent,
) {
  return {
    shown: shown(row.shown, visit, figures),
    clicked: shown(row.clicked, visit, figures),
    started: shown(row.started, visit, figures),
    last: shown(row.last_page, visit, figures),
    share: rate(row.to_last_page),
  };
}

function shown(count: number | null, visit: StaffVisit, { whole }: Figures): string {
  return count === null ? visit.translate("admin.report.hidden") : whole(count);
}

/** The main question's shares by month; the others are in the JSON. */
function monthsView(time: GuardedTime, report: Report, survey: PublishedSurvey, visit: StaffVisit, figures: Figures) {
  const headline = headlineOf(survey, itemsOf(survey));
  const rows = time.shares.filter(({ question }) => question === headline?.id);
  const isHidden = headline !== undefined && time.hidden.includes(headline.id);
  const isOne = report.over_time?.months.length === 1;
  return {
    months: (rows[0]?.months ?? []).map(({ month, base }) => ({
      words: figures.month(month),
      base: figures.whole(base),
    })),
    monthsCaption: headline
      ? visit.translate("admin.time.sharesCaption", { question: itemWords(headline, visit.language) })
      : "",
    monthRows: rows.map(({ option, months }) => {
      const found = headline?.options.find(({ id }) => id === option);
      return {
        words: headline && found ? optionWords(found, headline, visit.language) : option,
        cells: months.map(({ share, low, high }) => ({
          share: figures.percent(share),
          interval: figures.interval(low, high),
        })),
      };
    }),
    monthsNote: isHidden
      ? visit.translate("admin.time.sharesHidden")
      : isOne
        ? visit.translate("admin.time.oneMonth")
        : "",
  };
}

/** A page that only an older version had is called by its id. */
function pageWords(survey: PublishedSurvey, id: string, language: string): string {
  const found = newestOf(survey).definition.pages.find((page) => page.id === id);
  return found ? inLanguage(found.title, language) : id;
}
