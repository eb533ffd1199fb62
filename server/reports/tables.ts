/** The report as tidy tables, one fact a row, ids and not words: what `--csv` writes. Shares are fractions, unrounded. */
import type { CleaningRule } from "./cleaning.ts";
import type { CrossTable } from "./cross-table.ts";
import type { Item } from "./items.ts";
import { inEnglish } from "./printed-words.ts";
import type { Report } from "./report.ts";
import type { Say } from "./sample-kind.ts";
import type { Segmentation, WeightedSegmentation } from "./segments.ts";
import type { MeanError, OptionShare } from "./shares.ts";
import { noteWords } from "./weighting-words.ts";
import { isRefusal, type WeightsReport } from "./weights-report.ts";

export type Cell = string | number | null;

export interface Table {
  /** The file's name without its ending. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** How each of the languages says a text, by its code; English among them. */
export type Spoken = readonly (readonly [code: string, say: Say])[];

/** All tables of a report; `by` only where the report has a cross table, `weights` only where it has weights. */
export function tablesOf(
  report: Report,
  items: readonly Item[],
  rule: CleaningRule,
  languages: Spoken,
): readonly Table[] {
  const note = languages.find(([code]) => code === "en")?.[1](`admin.report.sample.${report.sample.kind}`) ?? "";
  return [
    funnelTable(report),
    questionsTable(report, items, note),
    measuresTable(report, items, note),
    durationsTable(report),
    flagsTable(report, rule),
    segmentsTable(report, items),
    ...(report.weights ? [weightsTable(report.weights)] : []),
    ...(report.by ? [crossedTable(report.by, items)] : []),
    notesTable(report, languages),
  ];
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

const SHARE_COLUMNS = ["count", "base", "share", "low", "high"];
const WEIGHTED_COLUMNS = ["weighted_share", "weighted_low", "weighted_high", "weighted_se"];

function questionsTable({ questions }: Report, items: readonly Item[], note: string): Table {
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
function measuresTable({ questions }: Report, items: readonly Item[], note: string): Table {
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

/** The margins: what the sample is, and what it was weighted to. */
function weightsTable({ margins }: WeightsReport): Table {
  return {
    name: "weights",
    columns: [
      "question",
      "group",
      "options",
      "responses",
      "sample_share",
      "population_share",
      "date",
      "universe",
      "source",
    ],
    rows: margins.flatMap(({ question, groups, date, universe, source }) =>
      groups.map(({ id, options, n, share, target }) => [
        ...[question, id, options.join("|"), n, share, target, date, inEnglish(universe), inEnglish(source)],
      ]),
    ),
  };
}

/** What has to be read with the figures, in every language. */
function notesTable({ sample, weights, weighting }: Report, languages: Spoken): Table {
  const names = { question: (id: string) => id, group: (_question: string, id: string) => id };
  const about = (subject: string, words: (code: string, say: Say) => string) =>
    languages.map(([code, say]): readonly Cell[] => [subject, code, words(code, say)]);
  const summary = weights ? Object.entries(weights).filter(([, value]) => !Array.isArray(value)) : [];
  return {
    name: "notes",
    columns: ["about", "language", "note"],
    rows: [
      ...about("intervals", (_code, say) => say(`admin.report.sample.${sample.kind}`)),
      ...about("weights", (_code, say) => say(weights?.converged ? "admin.weights.meaning" : "admin.weights.none")),
      ...summary.map(([name, value]): readonly Cell[] => [`weights ${name}`, null, String(value)]),
      ...(weighting?.notes ?? []).flatMap((note) =>
        about(isRefusal(note) ? "refusal" : "warning", (code, say) => noteWords(note, code, say, names)),
      ),
    ],
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

const END_COLUMNS = ["highest_segment", "highest_share", "highest_n", "lowest_segment", "lowest_share", "lowest_n"];
const TEST_COLUMNS = ["test", "statistic", "df", "p", "p_adjusted", "verdict"];
const RANGE_COLUMNS = ["range", "noise", ...END_COLUMNS, ...TEST_COLUMNS];

/** A row for each kind of figures: unweighted, and weighted where anything is. */
function segmentsTable({ segments }: Report, items: readonly Item[]): Table {
  const byId = new Map(items.map((item) => [item.id, item]));
  return {
    name: "segments",
    columns: ["question", "option", "by", "kind", ...RANGE_COLUMNS],
    rows: segments.flatMap((row) => {
      const named = [row.question, optionCell(byId.get(row.question), row.option), row.by];
      return [
        [...named, "unweighted", ...rangeCells(row)],
        ...(row.weighted ? [[...named, "weighted", ...rangeCells(row.weighted)]] : []),
      ];
    }),
  };
}

function rangeCells({
  range,
  noise,
  highest,
  lowest,
  test,
  beyond_noise,
}: Omit<WeightedSegmentation, "highest" | "lowest"> & Pick<Segmentation, "highest" | "lowest">): readonly Cell[] {
  return [
    ...[range, noise],
    ...[highest.segment, highest.share, highest.n, lowest.segment, lowest.share, lowest.n],
    ...(test
      ? [test.method, test.statistic, test.df.join(" and "), test.p, test.p_adjusted]
      : [null, null, null, null, null]),
    beyond_noise ? "beyond noise" : "cannot be told from noise",
  ];
}

function crossedTable(by: CrossTable, items: readonly Item[]): Table {
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

/** A scale's point goes out as the number it is: as text, -2 would look like a formula. */
function optionCell(item: Item | undefined, id: string): Cell {
  return item?.kind === "scale" ? Number(id) : id;
}
