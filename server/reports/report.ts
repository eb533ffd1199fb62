/** The report: one JSON for the command, the staff's pages and whoever reads either. Its keys and their order are the contract. */
import type { Count } from "../records/funnel.ts";
import { monthOf } from "../records/month.ts";
import { newestOf, type PublishedSurvey } from "../records/survey.ts";
import type { MarginsRead } from "../survey/margins-reading.ts";
import { type ChecksReport, checksOf } from "./checks.ts";
import type { CleaningRule, ReportFlag } from "./cleaning.ts";
import { type CleaningReport, compareCleaning, countingOf } from "./cleaning-compared.ts";
import { type CodedReport, codedReports } from "./coded.ts";
import { type CrossTable, crossTable } from "./cross-table.ts";
import type { DataMatrix } from "./data-matrix.ts";
import { type Cleaned, clean, doubtsIn } from "./doubts.ts";
import { type Funnel, funnelOf } from "./funnel.ts";
import { type Durations, type Gathered, gather, type Reading } from "./gather.ts";
import { type OverTime, overTime, recounted } from "./over-time.ts";
import { type RepresentationReport, representationOf } from "./representation.ts";
import { type SampleKind, sampleKindOf } from "./sample-kind.ts";
import { type Segmentation, segmentsOf } from "./segments.ts";
import { measures, type QuestionReport, questionReport, type Sample } from "./shares.ts";
import type { Tally } from "./tally.ts";
import { weigh } from "./weighting.ts";
import type { WeightingReport, WeightsReport } from "./weights-report.ts";

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
  /** What coders made of open answers, by question; each on its own, never crossed. */
  readonly coded: Readonly<Record<string, CodedReport>>;
  readonly segments: readonly Segmentation[];
  /** Null: there are no margins to weight by, or they were refused. */
  readonly weights: WeightsReport | null;
  /** Whose answers these are: none was drawn by chance. */
  readonly sample: { readonly kind: SampleKind };
  /** Beside the weights: refusals, warnings, what was left out. Null without margins. */
  readonly weighting: WeightingReport | null;
  /** Every share under every cleaning rule. Like the next two null of a panel, whose members differences would name. */
  readonly cleaning_compared: CleaningReport | null;
  /** The sample beside the population; null without margins, too. */
  readonly representation: RepresentationReport | null;
  readonly over_time: OverTime | null;
  readonly checks: ChecksReport;
  /** Only where it was asked for. */
  readonly by?: CrossTable;
}

export interface ReportRequest {
  readonly rule: CleaningRule;
  readonly now: Date;
  /** Counts by day, language and place are told of the days before this one; of all where it is not said. */
  readonly before?: string;
  /** A question of kind one to make a cross table by. */
  readonly by?: string;
  /** Of the survey's population, or what is wrong with their file. */
  readonly margins?: MarginsRead | undefined;
}

/** Reads and counts a survey's responses and makes the report of them. */
export async function reportOn(reading: Reading, survey: PublishedSurvey, request: ReportRequest): Promise<Report> {
  return reportFrom(await gather(reading, survey), survey, request);
}

async function reportFrom(gathered: Gathered, survey: PublishedSurvey, request: ReportRequest): Promise<Report> {
  const { rule, now, by, margins } = request;
  const { version, definition } = newestOf(survey);
  const { matrix, withdrawn } = gathered;
  const doubts = doubtsIn(matrix, gathered.durations);
  const cleaned = clean(doubts, rule);
  const { selection, report, remarks } = weigh(matrix, cleaned, margins);
  const sample = { isWeighted: selection.weights !== null, valid: cleaned.valid };
  const counting = countingOf(matrix, selection);
  const counted = counting.tallies;
  const asOf = gathered.newestMonth ?? monthOf(now);
  const tallyOf = (item: string) => counted[matrix.columns.findIndex((column) => column.item.id === item)];
  const countedUnder = (kept: Cleaned) =>
    kept === cleaned ? counting : countingOf(matrix, weigh(matrix, kept, margins).selection);
  const cross = by === undefined ? undefined : crossTable(matrix, selection, sample, by);
  const made = {
    survey: survey.id,
    version,
    versions: survey.versions.map((published) => published.version),
    cleaning: rule.name,
    asOf,
    funnel: funnelOf(definition, { ...gathered, released: matrix.size + withdrawn, excluded: cleaned.excluded }),
    flags: doubts.counts,
    excluded: cleaned.excluded,
    duration: durationOf(gathered.durations),
    questions: questionsOf(matrix, counted, sample),
    segments: await segmentsOf(matrix, selection),
    weights: report,
    sample: { kind: sampleKindOf(definition) },
    weighting: remarks,
    cleaning_compared: compareCleaning(
      matrix,
      doubts,
      { rule, cleaned },
      countedUnder,
      groupQuestions(gathered, margins),
    ),
    representation: representationOf(matrix, cleaned, margins, asOf, tallyOf),
    over_time: overTime(definition, matrix, { ...gathered, kept: cleaned.kept, before: request.before }),
    coded: codedReports(gathered.coded, selection, sample),
  };
  return { ...made, checks: checksOf(made), ...(cross ? { by: cross } : {}) };
}

/** A report of the same responses with what was counted since: counters go on while nothing is released. */
export function withCounts(
  report: Report,
  survey: PublishedSurvey,
  facts: { readonly counts: readonly Count[]; readonly sent: number; readonly before?: string },
): Report {
  const { definition } = newestOf(survey);
  const { imported, released, withdrawn } = report.funnel;
  const { over_time, excluded } = report;
  return {
    ...report,
    funnel: funnelOf(definition, { ...facts, imported, released, withdrawn, excluded }),
    over_time: over_time && recounted(over_time, definition, { ...facts, before: facts.before }),
  };
}

/** By whose groups a cleaning rule's evenness is judged: those of the population, or without margins of every single choice. */
function groupQuestions({ items }: Gathered, margins: MarginsRead | undefined): readonly string[] {
  const read = margins && "margins" in margins ? margins.margins : undefined;
  const named = [...(read?.margins ?? []), ...(read?.watched ?? [])].map(({ question }) => question);
  return named.length > 0 ? named : items.filter(({ kind }) => kind === "one").map(({ id }) => id);
}

function questionsOf(matrix: DataMatrix, counted: readonly Tally[], sample: Sample): Report["questions"] {
  const reports = matrix.columns.flatMap(({ item }, at) => {
    const tally = counted[at];
    return tally ? [[item.id, questionReport(item, tally, sample)] as const] : [];
  });
  return Object.fromEntries(reports);
}

function durationOf(durations: Durations): Report["duration"] {
  const { median, mean, sd } = measures(durations);
  return { median_seconds: median, mean_seconds: mean, sd_seconds: sd };
}
