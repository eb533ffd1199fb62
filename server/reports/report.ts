/** The report: one JSON for the command, the staff's pages and whoever reads either. Its keys and their order are the contract. */
import { monthOf } from "../records/month.ts";
import { newestOf, type PublishedSurvey } from "../records/survey.ts";
import type { CleaningRule, ReportFlag } from "./cleaning.ts";
import { type CrossTable, crossTable } from "./cross-table.ts";
import { type Funnel, funnelOf } from "./funnel.ts";
import { type Durations, type Gathered, gather, type Reading } from "./gather.ts";
import { type Segmentation, segmentsOf } from "./segments.ts";
import { measures, type QuestionReport, questionReport } from "./shares.ts";

export interface Report {
  readonly survey: string;
  /** Of the newest definition. */
  readonly version: string;
  /** All published, oldest first. */
  readonly versions: readonly string[];
  /** The cleaning rule's name. */
  readonly cleaning: string;
  /** The newest response's month; without responses the present one. */
  readonly asOf: string;
  readonly funnel: Funnel;
  readonly flags: Readonly<Record<ReportFlag, number>>;
  /** Left out by the cleaning rule. */
  readonly excluded: number;
  readonly duration: {
    readonly median_seconds: number | null;
    readonly mean_seconds: number | null;
    readonly sd_seconds: number | null;
  };
  /** By question id, a grid's rows as `id.row`. */
  readonly questions: Readonly<Record<string, QuestionReport>>;
  readonly segments: readonly Segmentation[];
  /** Null: there are no margins to weight by. */
  readonly weights: null;
  /** Only where it was asked for. */
  readonly by?: CrossTable;
}

export interface ReportRequest {
  readonly rule: CleaningRule;
  readonly now: Date;
  /** A question of kind one to make a cross table by. */
  readonly by?: string;
}

/** Reads and counts a survey's responses and makes the report of them. */
export async function reportOn(reading: Reading, survey: PublishedSurvey, request: ReportRequest): Promise<Report> {
  return reportFrom(await gather(reading, survey, request.rule), survey, request);
}

async function reportFrom(
  gathered: Gathered,
  survey: PublishedSurvey,
  { rule, now, by }: ReportRequest,
): Promise<Report> {
  const { version, definition } = newestOf(survey);
  const { items, tallies, present, excluded, withdrawn } = gathered;
  const cross = by === undefined ? undefined : crossTable(items, tallies.crossing, by);
  return {
    survey: survey.id,
    version,
    versions: survey.versions.map((published) => published.version),
    cleaning: rule.name,
    asOf: gathered.newestMonth ?? monthOf(now),
    funnel: funnelOf(definition, { ...gathered, released: present + withdrawn }),
    flags: gathered.flags,
    excluded,
    duration: durationOf(gathered.durations),
    questions: questionsOf(gathered),
    segments: await segmentsOf(items, tallies.crossing),
    weights: null,
    ...(cross ? { by: cross } : {}),
  };
}

function questionsOf({ items, tallies }: Gathered): Report["questions"] {
  const reports = items.flatMap((item, at) => {
    const tally = tallies.items[at];
    return tally ? [[item.id, questionReport(item, tally)] as const] : [];
  });
  return Object.fromEntries(reports);
}

function durationOf(durations: Durations): Report["duration"] {
  const { median, mean, sd } = measures(durations);
  return { median_seconds: median, mean_seconds: mean, sd_seconds: sd };
}
