/** Shares and measures as tidy tables, and the cross table. */
import type { CrossTable } from "./cross-table.ts";
import type { Item } from "./items.ts";
import type { Report } from "./report.ts";
import type { MeanError, OptionShare } from "./shares.ts";
import { type Cell, optionCell, type Table } from "./table.ts";

const SHARE_COLUMNS = ["count", "base", "share", "low", "high"];
const WEIGHTED_COLUMNS = ["weighted_share", "weighted_low", "weighted_high", "weighted_se"];

/** An option a row. */
export function questionsTable({ questions }: Pick<Report, "questions">, items: readonly Item[], note: string): Table {
  const rows = items.flatMap((item) => {
    const question = questions[item.id];
    if (!question) return [];
    const { asked, base, skipped } = question;
    const nothing = [null, null, null, null];
    if (!("options" in question))
      return [[item.id, null, null, base, null, null, null, ...nothing, asked, skipped, null]];
    return item.options.flatMap(({ id }) => {
      const cell = question.options[id];
      return cell
        ? [[item.id, optionCell(item, id), ...shareCells(cell, base), ...weightedCells(cell), asked, skipped, note]]
        : [];
    });
  });
  return {
    name: "questions",
    columns: ["question", "option", ...SHARE_COLUMNS, ...WEIGHTED_COLUMNS, "asked", "skipped", "interval_note"],
    rows,
  };
}

function shareCells({ count, share, low, high }: OptionShare, base: number): readonly Cell[] {
  return [count, base, share, low, high];
}

function weightedCells({ weighted }: OptionShare): readonly Cell[] {
  return [weighted?.share ?? null, weighted?.low ?? null, weighted?.high ?? null, weighted?.se ?? null];
}

/** Scales and numbers: a measure a row. */
export function measuresTable({ questions }: Report, items: readonly Item[], note: string): Table {
  const rows = items.flatMap((item): readonly (readonly Cell[])[] => {
    const question = questions[item.id];
    if (!question || !("mean" in question)) return [];
    const { base, mean, sd, median, mean_error, weighted } = question;
    const row = (measure: string, value: number | null, more: readonly Cell[] = [null, null, null, null]) => [
      ...[item.id, measure, value, ...more.slice(0, 3), base, more[3] ?? null],
    ];
    const bounds = ({ se, low, high }: MeanError) => [se, low, high, note];
    return [
      row("mean", mean, bounds(mean_error)),
      ...(weighted ? [row("weighted_mean", weighted.mean, bounds(weighted))] : []),
      row("sd", sd),
      row("median", median),
      ...("quantiles" in question ? Object.entries(question.quantiles).map(([name, value]) => row(name, value)) : []),
      ...("top_two" in question && question.top_two ? topTwoRows(row, question.top_two, note) : []),
    ];
  });
  return {
    name: "measures",
    columns: ["question", "measure", "value", "se", "low", "high", "base", "interval_note"],
    rows,
  };
}

function topTwoRows(
  row: (measure: string, value: number | null, more: readonly Cell[]) => readonly Cell[],
  { share, low, high, weighted }: OptionShare,
  note: string,
): readonly (readonly Cell[])[] {
  return [
    row("top_two_share", share, [null, low, high, note]),
    ...(weighted
      ? [row("weighted_top_two_share", weighted.share, [weighted.se, weighted.low, weighted.high, note])]
      : []),
  ];
}

/** A row for each option in each segment. */
export function crossedTable(by: CrossTable, items: readonly Item[]): Table {
  const segments = items.find((item) => item.id === by.question)?.options ?? [];
  const rows = segments.flatMap((segment) =>
    items.flatMap((item) => {
      const crossed = by.segments[segment.id]?.[item.id];
      return item.options.flatMap(({ id }) => {
        const cell = crossed?.options[id];
        if (!crossed || !cell) return [];
        const named = [by.question, segment.id, item.id, optionCell(item, id)];
        return [[...named, ...shareCells(cell, crossed.base), ...weightedCells(cell)]];
      });
    }),
  );
  return {
    name: "by",
    columns: ["by", "segment", "question", "option", ...SHARE_COLUMNS, ...WEIGHTED_COLUMNS],
    rows,
  };
}
