/**
 * What may be told of a survey while it happens: sums over everybody, of counters that are written every few seconds apart from
 * sends, and of the stores. Answers are not among them: those wait for their batch, and the report for its day.
 */
import type { DayCount } from "../../records/funnel.ts";
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { type Funnel, funnelOf } from "../../reports/funnel.ts";
import type { StaffStorage } from "../../storage/storage.ts";

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

export async function pulseOf(survey: PublishedSurvey, storage: StaffStorage, at: Date): Promise<Pulse> {
  const { id } = survey;
  const [counts, sent, imported, stored, withdrawn, waiting, trouble] = await Promise.all([
    storage.counters.daily(id),
    storage.participations.count(id),
    storage.responses.countImported(id),
    storage.responses.count(id),
    storage.withdrawals.count(id),
    storage.urn.count(id),
    storage.urn.trouble(id),
  ]);
  const facts = { counts, sent, imported, released: stored + withdrawn, withdrawn, excluded: 0 };
  return {
    at,
    counts,
    waiting,
    trouble: trouble !== undefined,
    funnel: funnelOf(newestOf(survey).definition, facts),
  };
}
