/**
 * A flag is a fact: something about a response that gives reason to doubt it. A cleaning rule is a choice: which flags leave
 * a response out of the analysis. It deletes nothing, so any other choice can be made of the same responses, and a report
 * says which one was.
 */
import { FLAGS, type Flag } from "../records/flag.ts";

/** The stored flags, and those that only the durations of all responses together can tell. */
export type ReportFlag = Flag | ComputedFlag;
export type ComputedFlag = "far_from_median" | "fast_log_time" | "slow_log_time";

/** In the order reports list them: the two of the study first. */
export const REPORT_FLAGS: readonly ReportFlag[] = [
  "too_fast",
  "far_from_median",
  ...FLAGS.filter((flag) => flag !== "too_fast"),
  "fast_log_time",
  "slow_log_time",
];

export interface CleaningRule {
  readonly name: string;
  /** A response with one of these is left out. */
  readonly excludes: readonly ReportFlag[];
}

/** The published study's rule: under a minute, or more than 5 standard deviations from the median. */
export const STUDY: CleaningRule = { name: "study", excludes: ["too_fast", "far_from_median"] };

/**
 * The rules that a report sets side by side. `robust-log` leaves out the fast ones alone: whoever is slow may be old, or
 * listens to the page instead of reading it, and no rule of ours but the study's leaves anybody out for that.
 */
export const RULES: readonly CleaningRule[] = [
  STUDY,
  { name: "robust-log", excludes: ["fast_log_time"] },
  { name: "reading-floor", excludes: ["below_reading_floor"] },
  { name: "straight-lining", excludes: ["straight_lined"] },
  { name: "none", excludes: [] },
];

export const RULE_NAMES: readonly string[] = RULES.map((rule) => rule.name);

/** The rule of that name; undefined for a name that is none of `RULE_NAMES`. */
export function cleaningRule(name: string): CleaningRule | undefined {
  return RULES.find((rule) => rule.name === name);
}
