/** The report as tidy tables, one fact a row, ids and not words: what `--csv` writes. Shares are fractions, unrounded. */
import type { CleaningRule } from "./cleaning.ts";
import { cleaningTables } from "./cleaning-tables.ts";
import { type CodedReport, codedId, codedItem } from "./coded.ts";
import type { Item } from "./items.ts";
import { inEnglish } from "./printed-words.ts";
import { crossedTable, measuresTable, questionsTable } from "./question-tables.ts";
import type { Report } from "./report.ts";
import { representationTables } from "./representation-tables.ts";
import type { Say } from "./sample-kind.ts";
import { segmentsTable } from "./segment-table.ts";
import type { Cell, Table } from "./table.ts";
import { timeTables } from "./time-tables.ts";
import { noteWords } from "./weighting-words.ts";
import { isRefusal, type WeightsReport } from "./weights-report.ts";

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
    ...codedTables(report, note),
    durationsTable(report),
    flagsTable(report, rule),
    segmentsTable(report, items),
    ...(report.weights ? [weightsTable(report.weights)] : []),
    ...(report.by ? [crossedTable(report.by, items)] : []),
    ...(report.cleaning_compared ? cleaningTables(report.cleaning_compared, items) : []),
    ...(report.representation ? representationTables(report.representation) : []),
    ...(report.over_time ? timeTables(report.over_time, items) : []),
    checksTable(report),
    notesTable(report, languages),
  ];
}

/** Open answers as coders sorted them; only where there is a frame. */
function codedTables({ coded }: Report, note: string): readonly Table[] {
  const entries = Object.entries(coded);
  const questions = Object.fromEntries(entries.map(([id, report]) => [codedId(id), report]));
  const items = entries.map(([id, report]) => codedItem(id, report));
  const { columns, rows } = questionsTable({ questions }, items, note);
  const rules = new Map(entries.map(([id, report]) => [codedId(id), ruleCells(report)]));
  return items.length === 0
    ? []
    : [
        {
          name: "coded",
          columns: [...columns, ...RULE_COLUMNS],
          rows: rows.map((row) => [...row, ...(rules.get(String(row[0])) ?? [])]),
        },
      ];
}

const RULE_COLUMNS = ["written", "frame", "coders", "coded_by_both", "kappa", "kappa_low", "kappa_high"];

/** Who coded, and how far they agree: of more than one pair of coders a figure each, with bars between. */
function ruleCells({ written, frame, coders, agreement }: CodedReport): readonly Cell[] {
  const each = (figure: "n" | "kappa" | "low" | "high"): Cell => {
    const [one = null, ...others] = agreement.map((pair) => pair[figure]);
    return others.length === 0 ? one : [one, ...others].join("|");
  };
  return [written, frame, coders, each("n"), each("kappa"), each("low"), each("high")];
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

/** No row: every sum came out. */
function checksTable({ checks }: Report): Table {
  return {
    name: "checks",
    columns: ["check", "of", "expected", "found"],
    rows: checks.failed.map(({ check, of, expected, found }) => [check, of, expected, found]),
  };
}
