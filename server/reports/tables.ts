/** The report as tidy tables, one fact a row, ids and not words: what `--csv` writes. Shares are fractions, unrounded. */
import type { CleaningRule } from "./cleaning.ts";
import type { CrossTable } from "./cross-table.ts";
import type { Item } from "./items.ts";
import type { Report } from "./report.ts";

export type Cell = string | number | null;

export interface Table {
  /** The file's name without its ending. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** All tables of a report; `by` only where the report has a cross table. */
export function tablesOf(report: Report, items: readonly Item[], rule: CleaningRule): readonly Table[] {
  const tables = [
    funnelTable(report),
    questionsTable(report, items),
    durationsTable(report),
    flagsTable(report, rule),
    segmentsTable(report, items),
  ];
  return report.by ? [...tables, crossedTable(report.by, items)] : tables;
}

function funnelTable({ funnel, excluded }: Report): Table {
  const { pages, view_rate, participation_rate, completion_rate } = funnel;
  const plain = (stage: string, count: number): readonly Cell[] => [stage, null, count, null, null];
  return {
    name: "funnel",
    columns: ["stage", "page", "count", "rate", "rate_of"],
    rows: [
      plain("shown", funnel.shown),
      ["clicked", null, funnel.clicked, view_rate, "shown"],
      plain("consent_shown", funnel.consent_shown),
      ["agreed", null, funnel.agreed, participation_rate, "consent_shown"],
      plain("declined", funnel.declined),
      plain("started", funnel.started),
      ...pages.map(({ page, reached }) => ["reached", page, reached, null, null]),
      ["sent", null, funnel.sent, completion_rate, "started"],
      plain("imported", funnel.imported),
      plain("released", funnel.released),
      plain("withdrawn", funnel.withdrawn),
      plain("excluded", excluded),
      plain("valid", funnel.valid),
    ],
  };
}

function questionsTable({ questions }: Report, items: readonly Item[]): Table {
  const rows = items.flatMap((item) => {
    const question = questions[item.id];
    if (!question) return [];
    const { asked, base, skipped } = question;
    if (!("options" in question)) return [[item.id, null, null, base, null, null, null, asked, skipped]];
    return item.options.flatMap(({ id }) => {
      const cell = question.options[id];
      return cell
        ? [[item.id, optionCell(item, id), cell.count, base, cell.share, cell.low, cell.high, asked, skipped]]
        : [];
    });
  });
  return {
    name: "questions",
    columns: ["question", "option", "count", "base", "share", "low", "high", "asked", "skipped"],
    rows,
  };
}

function durationsTable({ duration }: Report): Table {
  const { median_seconds, mean_seconds, sd_seconds } = duration;
  return {
    name: "durations",
    columns: ["median_seconds", "mean_seconds", "sd_seconds"],
    rows: [[median_seconds, mean_seconds, sd_seconds]],
  };
}

function flagsTable({ flags }: Report, rule: CleaningRule): Table {
  const left = (flag: string) => (rule.excludes.some((excluded) => excluded === flag) ? "yes" : "no");
  return {
    name: "flags",
    columns: ["flag", "count", "left_out"],
    rows: Object.entries(flags).map(([flag, count]) => [flag, count, left(flag)]),
  };
}

function segmentsTable({ segments }: Report, items: readonly Item[]): Table {
  const byId = new Map(items.map((item) => [item.id, item]));
  return {
    name: "segments",
    columns: [
      ...["question", "option", "by", "range", "noise"],
      ...["highest_segment", "highest_share", "highest_n", "lowest_segment", "lowest_share", "lowest_n"],
    ],
    rows: segments.map(({ question, option, by, range, noise, highest, lowest }) => [
      ...[question, optionCell(byId.get(question), option), by, range, noise],
      ...[highest.segment, highest.share, highest.n, lowest.segment, lowest.share, lowest.n],
    ]),
  };
}

function crossedTable(by: CrossTable, items: readonly Item[]): Table {
  const segments = items.find((item) => item.id === by.question)?.options ?? [];
  const rows = segments.flatMap((segment) =>
    items.flatMap((item) => {
      const crossed = by.segments[segment.id]?.[item.id];
      return item.options.flatMap(({ id }) => {
        const cell = crossed?.options[id];
        if (!crossed || !cell) return [];
        return [
          [
            by.question,
            segment.id,
            item.id,
            optionCell(item, id),
            cell.count,
            crossed.base,
            cell.share,
            cell.low,
            cell.high,
          ],
        ];
      });
    }),
  );
  return {
    name: "by",
    columns: ["by", "segment", "question", "option", "count", "base", "share", "low", "high"],
    rows,
  };
}

/** A scale's point goes out as the number it is: as text, -2 would look like a formula. */
function optionCell(item: Item | undefined, id: string): Cell {
  return item?.kind === "scale" ? Number(id) : id;
}
