/**
 * Figures as CSV (RFC 4180) that opens in a spreadsheet: a byte order mark, so that Kazakh letters stay letters, and no cell
 * that a spreadsheet would take for a formula. Words are in the page's language, ids and figures in none: shares are
 * fractions, unrounded but for the weighted (`weighted-digits.ts`).
 */
import { stringify } from "csv-stringify/sync";
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { type Item, itemsOf } from "../../reports/items.ts";
import { leastShown } from "../../reports/panel.ts";
import type { Report } from "../../reports/report.ts";
import { sampleWords } from "../../reports/sample-kind.ts";
import type { Segmentation } from "../../reports/segments.ts";
import { isHidden, withoutSmallCells } from "../../reports/small-cells.ts";
import type { StaffVisit } from "../world.ts";
import { codedItems, withCoded } from "./coded-table.ts";
import { funnelRows } from "./funnel-rows.ts";
import { guardedSegments } from "./guarded-segments.ts";
import { itemWords, optionWords } from "./question-table.ts";
import { figuresOf, sightIn, verdictWords } from "./segments-view.ts";
import { toldWeighted, weightedDigits } from "./weighted-digits.ts";

type Cell = string | number | null;

export function funnelCsv(report: Report, survey: PublishedSurvey, visit: StaffVisit): string {
  const columns = ["survey", "stage", "page", "name", "count", "rate", "base", "rateOf", "cleaning", "asOf"];
  const rows = funnelRows(report, survey, visit).map(({ stage, page, words, count, of }) => [
    ...[report.survey, stage, page, words, count],
    ...(of ? [of.rate, of.base, of.stage] : [null, null, null]),
    ...[report.cleaning, report.asOf],
  ]);
  return written(columns, rows, visit);
}

export function sharesCsv(report: Report, survey: PublishedSurvey, visit: StaffVisit): string {
  const columns = [
    ...["survey", "question", "questionText", "option", "optionText"],
    ...["count", "base", "share", "low", "high", "weightedShare", "weightedLow", "weightedHigh", "weightedSe"],
    ...["asked", "skipped", "note", "intervalNote", "cleaning", "asOf"],
  ];
  const items = [...itemsOf(survey), ...codedItems(report, visit)];
  const rows = items.flatMap((item) => itemRows(item, withCoded(report), survey, visit));
  return written(columns, rows, visit);
}

function itemRows(
  item: Item,
  report: Report,
  survey: PublishedSurvey,
  visit: StaffVisit,
): readonly (readonly Cell[])[] {
  const counted = report.questions[item.id];
  if (!counted) return [];
  const question = toldWeighted(item.id, counted, report, survey);
  const isRounded = weightedDigits(item.id, counted, report, survey)?.coarse === true;
  const { base, asked, skipped, options = {} } = withoutSmallCells(question, report.funnel.valid, leastShown(survey));
  return item.options.flatMap((option) => {
    const cell = options[option.id];
    if (!cell) return [];
    const { count, share, low, high, weighted } = isHidden(cell) ? NOTHING : cell;
    const weightedCells = [weighted?.share, weighted?.low, weighted?.high, weighted?.se].map((value) => value ?? null);
    const note = isHidden(cell)
      ? visit.translate("admin.report.hidden")
      : isRounded
        ? visit.translate("admin.csv.weightedRounded")
        : "";
    return [
      [
        ...[
          report.survey,
          item.id,
          itemWords(item, visit.language),
          option.id,
          optionWords(option, item, visit.language),
        ],
        ...[count, base, share, low, high, ...weightedCells, asked, skipped, note],
        ...[sampleWords(newestOf(survey).definition, visit.translate), report.cleaning, report.asOf],
      ],
    ];
  });
}

/** A row for each range that may be shown, and for each kind of figures. */
export function segmentsCsv(report: Report, survey: PublishedSurvey, visit: StaffVisit): string {
  const columns = [
    ...["survey", "question", "option", "by", "kind", "range", "noise"],
    ...["highest", "highestShare", "highestN", "lowest", "lowestShare", "lowestN"],
    ...["test", "statistic", "p", "pAdjusted", "verdict", "note", "cleaning", "asOf"],
  ];
  const rows = guardedSegments(report, survey).flatMap((row) =>
    (["unweighted", "weighted"] as const).flatMap((kind) =>
      kind === "weighted" && row.weighted === null ? [] : [segmentCells(kind, row, report, visit)],
    ),
  );
  return written(columns, rows, visit);
}

function segmentCells(
  kind: "unweighted" | "weighted",
  row: Segmentation,
  report: Report,
  visit: StaffVisit,
): readonly Cell[] {
  const { range, noise, highest, lowest, test, beyond_noise } = figuresOf(kind, row);
  return [
    ...[report.survey, row.question, row.option, row.by, visit.translate(`admin.csv.${kind}`), range, noise],
    ...[highest.segment, highest.share, highest.n, lowest.segment, lowest.share, lowest.n],
    ...[test?.method ?? null, test?.statistic ?? null, test?.p ?? null, test?.p_adjusted ?? null],
    ...[verdictWords(beyond_noise, visit)],
    ...[sightIn(kind, row, report) === "rounded" ? visit.translate("admin.csv.rounded") : ""],
    ...[report.cleaning, report.asOf],
  ];
}

const NOTHING = { count: null, share: null, low: null, high: null, weighted: null };

function written(columns: readonly string[], rows: readonly (readonly Cell[])[], visit: StaffVisit): string {
  const header = columns.map((column) => visit.translate(`admin.csv.${column}`));
  return stringify([header, ...rows.map((row) => [...row])], {
    bom: true,
    record_delimiter: "windows",
    escape_formulas: true,
  });
}
