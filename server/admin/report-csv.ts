/**
 * Figures as CSV (RFC 4180) that opens in a spreadsheet: a byte order mark, so that Kazakh letters stay letters, and no cell
 * that a spreadsheet would take for a formula. Words are in the page's language, ids and figures in none: shares are
 * fractions, unrounded.
 */
import { stringify } from "csv-stringify/sync";
import type { PublishedSurvey } from "../records/survey.ts";
import { type Item, itemsOf } from "../reports/items.ts";
import { leastShown } from "../reports/panel.ts";
import type { Report } from "../reports/report.ts";
import { isHidden, withoutSmallCells } from "../reports/small-cells.ts";
import { funnelRows } from "./funnel-rows.ts";
import { itemWords, optionWords } from "./question-table.ts";
import type { StaffVisit } from "./world.ts";

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
    ...["count", "base", "share", "low", "high", "asked", "skipped", "note", "cleaning", "asOf"],
  ];
  const rows = itemsOf(survey).flatMap((item) => itemRows(item, report, survey, visit));
  return written(columns, rows, visit);
}

function itemRows(
  item: Item,
  report: Report,
  survey: PublishedSurvey,
  visit: StaffVisit,
): readonly (readonly Cell[])[] {
  const question = report.questions[item.id];
  if (!question) return [];
  const { base, asked, skipped, options = {} } = withoutSmallCells(question, report.funnel.valid, leastShown(survey));
  return item.options.flatMap((option) => {
    const cell = options[option.id];
    if (!cell) return [];
    const [count, share, low, high] = isHidden(cell)
      ? [null, null, null, null]
      : [cell.count, cell.share, cell.low, cell.high];
    const note = isHidden(cell) ? visit.translate("admin.report.hidden") : "";
    return [
      [
        ...[
          report.survey,
          item.id,
          itemWords(item, visit.language),
          option.id,
          optionWords(option, item, visit.language),
        ],
        ...[count, base, share, low, high, asked, skipped, note, report.cleaning, report.asOf],
      ],
    ];
  });
}

function written(columns: readonly string[], rows: readonly (readonly Cell[])[], visit: StaffVisit): string {
  const header = columns.map((column) => visit.translate(`admin.csv.${column}`));
  return stringify([header, ...rows.map((row) => [...row])], {
    bom: true,
    record_delimiter: "windows",
    escape_formulas: true,
  });
}
