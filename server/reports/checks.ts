/**
 * The report held against itself: each check is a sum that has to come out, and none is computed from the figure that it
 * checks. A report of ours should pass them all; where one fails there is a fault in the program, and the report says so
 * instead of leaving it for a reader to find.
 */
import type { CleaningReport } from "./cleaning-compared.ts";
import type { Funnel } from "./funnel.ts";
import type { OverTime } from "./over-time.ts";
import type { RepresentationReport } from "./representation.ts";
import type { QuestionReport } from "./shares.ts";

export interface ChecksReport {
  /** How many sums were looked at. */
  readonly made: number;
  readonly failed: readonly FailedCheck[];
}

export interface FailedCheck {
  readonly check: "counts" | "mean" | "margin" | "watched" | "months" | "rules";
  /** The item, margin, month or rule. */
  readonly of: string;
  readonly expected: number;
  readonly found: number;
}

/** The parts of a report that say the same thing twice. */
interface Checked {
  readonly questions: Readonly<Record<string, QuestionReport>>;
  readonly representation: RepresentationReport | null;
  readonly over_time: OverTime | null;
  readonly cleaning_compared: CleaningReport | null;
  readonly funnel: Funnel;
  readonly excluded: number;
}

export function checksOf(report: Checked): ChecksReport {
  const all = [
    ...Object.entries(report.questions).flatMap(([id, question]) => questionChecks(id, question)),
    ...representationChecks(report),
    ...(report.over_time?.months.length
      ? [check("months", "all", report.funnel.valid, sum(report.over_time.months.map(({ valid }) => valid)))]
      : []),
    ...ruleChecks(report),
  ];
  return {
    made: all.length,
    failed: all.filter(({ expected, found }) => Math.abs(expected - found) > 1e-6 * Math.max(1, Math.abs(expected))),
  };
}

function questionChecks(id: string, question: QuestionReport): readonly FailedCheck[] {
  if (!("options" in question)) return [];
  const options = Object.entries(question.options);
  const counted = sum(options.map(([, { count }]) => count));
  if (question.kind === "several") return [];
  const counts = check("counts", id, question.base, counted);
  if (question.kind !== "scale" || question.mean === null) return [counts];
  // GRIM of our own figures: the mean's sum is that of the points.
  const points = sum(options.map(([point, { count }]) => Number(point) * count));
  return [counts, check("mean", id, points, question.mean * question.base)];
}

/** A margin's group and the question's own table are the same people. */
function representationChecks({ representation, questions }: Checked): readonly FailedCheck[] {
  const countIn = (question: string, options: readonly string[]) => {
    const table = questions[question];
    const cells = table && "options" in table ? table.options : {};
    return sum(options.map((option) => cells[option]?.count ?? 0));
  };
  return [
    ...(representation?.margins ?? []).flatMap(({ question, groups }) =>
      groups.map(({ id, options, n }) => check("margin", `${question} ${id}`, countIn(question, options), n)),
    ),
    ...(representation?.watched ?? []).map(({ id, question, options, n }) =>
      check("watched", id, countIn(question, options), n),
    ),
  ];
}

/** What a rule leaves out and what it keeps are everybody; the report's own rule leaves out what the report says. */
function ruleChecks({ cleaning_compared, funnel, excluded }: Checked): readonly FailedCheck[] {
  return (cleaning_compared?.rules ?? []).flatMap((rule) => [
    check("rules", rule.name, funnel.released - funnel.withdrawn, rule.excluded + rule.valid),
    ...(rule.chosen ? [check("rules", rule.name, excluded, rule.excluded)] : []),
  ]);
}

function check(kind: FailedCheck["check"], of: string, expected: number, found: number): FailedCheck {
  return { check: kind, of, expected, found };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
