/**
 * A join by duration: a draft's row comes when a person begins and goes when they send, so the copies' times bound how long it
 * took, and a response says how long it took. Who watches the network to the second knows more than any copy tells: what
 * that would come to is told without a verdict, for it is beyond what is promised.
 */
import type { Group } from "../evidence.ts";
import type { Observation, SeenRow } from "../observation.ts";
import type { Result } from "../result.ts";
import type { Case, Join } from "./case.ts";
import { matched } from "./matching.ts";

const DURATION = 6;

export const durations: Join = (the) => {
  const bounds = boundsByDraft(the.evidence.observations.filter(({ copy }) => copy.kind === "live"));
  const fits = (person: number, response: SeenRow) => {
    const draft = the.evidence.traces.get(person)?.draft;
    const bound = draft && bounds.get(draft.id);
    const duration = response.values[DURATION];
    return bound === undefined || typeof duration !== "number" || (duration <= bound.most && duration >= bound.least);
  };
  const open = the.evidence.groups.filter(({ closing }) => !closing);
  const bounded = [...the.evidence.traces.values()].filter(({ draft }) => draft && bounds.has(draft.id)).length;
  const result: Result = matched({ join: "duration between copies", groups: open, fits }, the);
  return [{ ...result, note: `${bounded} drafts seen in copies` }, watchedToTheSecond(open, the)];
};

/** A step of 5 seconds either side, for the way the network takes. */
function watchedToTheSecond(groups: readonly Group[], the: Case): Result {
  const fits = (person: number, response: SeenRow) => {
    const sent = the.loot.sends[person];
    const duration = response.values[DURATION];
    return (
      sent !== undefined && typeof duration === "number" && Math.abs(duration - (sent.at - sent.begun.at) / 1000) <= 5
    );
  };
  const { right = 0, of = 0 } = matched({ join: "", groups, fits }, the);
  return { join: "duration seen on the network", note: `no promise; ${right.toFixed(1)} of ${of} right` };
}

/** Seconds: at least from the first to the last copy that shows it, at most from the copy before to the copy after. */
function boundsByDraft(observations: readonly Observation[]) {
  const shown = new Map<string, { first: number; last: number }>();
  for (const [at, { rows }] of observations.entries()) {
    for (const { table, key } of rows)
      if (table === "draft") shown.set(key, { first: shown.get(key)?.first ?? at, last: at });
  }
  const time = (at: number) => (observations[at]?.copy.at ?? Number.NaN) / 1000;
  return new Map(
    [...shown].map(([key, { first, last }]) => {
      const most = time(last + 1) - time(first - 1);
      // Steps of a minute at the most for such journeys (records/duration.ts), and consent is given before the first page.
      return [
        key,
        { least: time(last) - time(first) - 60, most: Number.isNaN(most) ? Number.POSITIVE_INFINITY : most },
      ];
    }),
  );
}
