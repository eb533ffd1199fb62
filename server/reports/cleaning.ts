/** A cleaning rule is a named choice of which flags leave a response out of the analysis. It deletes nothing. */
import { FLAGS, type Flag } from "../records/flag.ts";

/** The stored flags and the one that only the whole distribution of durations can tell. */
export type ReportFlag = Flag | "far_from_median";

/** In the order reports list them: the two of the study first. */
export const REPORT_FLAGS: readonly ReportFlag[] = [
  "too_fast",
  "far_from_median",
  ...FLAGS.filter((flag) => flag !== "too_fast"),
];

export interface CleaningRule {
  readonly name: string;
  /** A response with one of these is left out. */
  readonly excludes: readonly ReportFlag[];
}

/** The published study's rule: under a minute, or more than 5 standard deviations from the median. */
export const STUDY: CleaningRule = { name: "study", excludes: ["too_fast", "far_from_median"] };

const RULES: readonly CleaningRule[] = [STUDY, { name: "none", excludes: [] }];

export const RULE_NAMES: readonly string[] = RULES.map((rule) => rule.name);

/** The rule of that name; undefined for a name that is none of `RULE_NAMES`. */
export function cleaningRule(name: string): CleaningRule | undefined {
  return RULES.find((rule) => rule.name === name);
}
