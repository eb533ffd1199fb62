/**
 * What may be told of a survey while it happens: sums over everybody, of counters that are written every few seconds apart from
 * sends, and of the stores. Answers are not among them: those wait for their batch, and the report for its day.
 */
import type { DayCount } from "../../records/funnel.ts";
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { type Funnel, funnelOf } from "../../reports/funnel.ts";
import type { CountsNow } from "../counts-desk.ts";

export interface Pulse {
  readonly at: Date;
  readonly counts: readonly DayCount[];
  /** Sent ones lie in it until they are released. */
  readonly waiting: number;
  /** The urn cannot be opened. */
  readonly trouble: boolean;
  /** What a cleaning rule leaves out is not known of this moment: `valid` counts those left out as well. */
  readonly funnel: Funnel;
}

export function pulseOf(
  survey: PublishedSurvey,
  { daily: counts, sent, imported, stored, withdrawn, waiting, trouble }: CountsNow,
  at: Date,
): Pulse {
  const facts = { counts, sent, imported, released: stored + withdrawn, withdrawn, excluded: 0 };
  return { at, counts, waiting, trouble, funnel: funnelOf(newestOf(survey).definition, facts) };
}
