/** The report: one JSON for the command, the staff's pages and whoever reads either. Its keys and their order are the contract. */
import { monthOf } from "../records/month.ts";
import { newestOf, type PublishedSurvey } from "../records/survey.ts";
import type { MarginsRead } from "../survey/margins-reading.ts";
import { type ChecksReport, checksOf } from "./checks.ts";
import type { CleaningRule, ReportFlag } from "./cleaning.ts";
import { type CleaningReport, compareCleaning, rulesBeside } from "./cleaning-compared.ts";
import { type CodedReport, codedReports } from "./coded.ts";
import { type CountedSurvey, countSurvey } from "./count-survey.ts";
import { type CounterCube, cubeOf } from "./counter-cube.ts";
import type { SurveyCounts } from "./counting.ts";
import { type CrossTable, crossTable } from "./cross-table.ts";
import { type Durations, flagCounts } from "./doubts.ts";
import { type Counted, type Funnel, funnelOf } from "./funnel.ts";
import type { Reading } from "./gather.ts";
import type { Item } from "./items.ts";
import { type OverTime, overTime, recounted } from "./over-time.ts";
import { type RepresentationReport, representationOf } from "./representation.ts";
import { type SampleKind, sampleKindOf } from "./sample-kind.ts";
import { isSegmented, type Segmentation, segmentsOf } from "./segments.ts";
import { countingOf, selected } from "./selecting.ts";
import { measures, type QuestionReport, questionReport, type Sample } from "./shares.ts";
import { placesIn, type Tally } from "./tally.ts";
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
  const { rule, margins, by } = request;
  const rules = rulesBeside(rule);
  const chosen = rules.findIndex(({ name }) => name === rule.name);
  const crossed = (breakdown: Item, item: Item) => isSegmented(breakdown, item) || breakdown.id === by;
  return reportFrom(await countSurvey(reading, survey, { rules, chosen, margins, crossed }), survey, request);
}

async function reportFrom(made: CountedSurvey, survey: PublishedSurvey, request: ReportRequest): Promise<Report> {
  const { rule, now, by, margins } = request;
  const { version, definition } = newestOf(survey);
  const { counted, withdrawn } = made;
  const rules = made.rules.map((each, place) => {
    const its = selected(counted, place, margins);
    return { ...its, rule: each, bit: 1 << place, counting: countingOf(counted, its.selection) };
  });
  const own = rules.find((each) => each.rule.name === rule.name);
  if (!own) throw new Error("the report's own rule was not counted");
  const { selection, valid, excluded } = own;
  const { tallies } = own.counting;
  const sample = { isWeighted: selection.weights !== null, valid };
  const asOf = made.newestMonth ?? monthOf(now);
  const countedIn = (question: string) => {
    const at = counted.items.findIndex(({ item }) => item.id === question);
    const [found, tally] = [counted.items[at], tallies[at]];
    return found && tally && { item: found.item, tally };
  };
  const strata = selection.strata.map((place) => (place < placesIn(selection) ? 0 : 1));
  const cross = by === undefined ? undefined : crossTable(counted, selection, sample, by);
  const figures = {
    survey: survey.id,
    version,
    versions: survey.versions.map((published) => published.version),
    cleaning: rule.name,
    asOf,
    funnel: funnelOf(definition, { ...made, released: counted.size + withdrawn, excluded }),
    flags: flagCounts(counted.bits),
    excluded,
    duration: durationOf(made.durations),
    questions: questionsOf(counted, tallies, sample),
    segments: await segmentsOf(counted, selection, valid),
    weights: own.report,
    sample: { kind: sampleKindOf(definition) },
    weighting: own.remarks,
    cleaning_compared: compareCleaning(counted, rules, rule.name, groupQuestions(counted, margins)),
    representation: representationOf(own.people, margins, asOf, countedIn),
    over_time: overTime(definition, counted, { ...made, strata, cube: cubeOf(made.counts, request.before) }),
    coded: codedReports(made.coded, counted, selection, sample),
  };
  return { ...figures, checks: checksOf(figures), ...(cross ? { by: cross } : {}) };
}

/** A report of the same responses with what was counted since: counters go on while nothing is released. */
export function withCounts(
  report: Report,
  survey: PublishedSurvey,
  facts: { readonly counts: readonly Counted[]; readonly sent: number; readonly cube: CounterCube },
): Report {
  const { definition } = newestOf(survey);
  const { imported, released, withdrawn } = report.funnel;
  const { over_time, excluded } = report;
  return {
    ...report,
    funnel: funnelOf(definition, { ...facts, imported, released, withdrawn, excluded }),
    over_time: over_time && recounted(over_time, definition, facts),
  };
}

/** By whose groups a cleaning rule's evenness is judged: those of the population, or without margins of every single choice. */
function groupQuestions({ items }: SurveyCounts, margins: MarginsRead | undefined): readonly string[] {
  const read = margins && "margins" in margins ? margins.margins : undefined;
  const named = [...(read?.margins ?? []), ...(read?.watched ?? [])].map(({ question }) => question);
  return named.length > 0 ? named : items.flatMap(({ item }) => (item.kind === "one" ? [item.id] : []));
}

function questionsOf({ items }: SurveyCounts, tallies: readonly Tally[], sample: Sample): Report["questions"] {
  const reports = items.flatMap(({ item }, at) => {
    const tally = tallies[at];
    return tally ? [[item.id, questionReport(item, tally, sample)] as const] : [];
  });
  return Object.fromEntries(reports);
}

function durationOf(durations: Durations): Report["duration"] {
  const { median, mean, sd } = measures(durations);
  return { median_seconds: median, mean_seconds: mean, sd_seconds: sd };
}
