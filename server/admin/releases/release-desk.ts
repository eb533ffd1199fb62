/**
 * Where releases are looked at and made: away from the event loop that serves citizens (`release-thread.ts` at the top hands in
 * threads), one at a time. What is being made lives in this process; a release whose making was cut short is made by asking again.
 */
import { setTimeout } from "node:timers/promises";
import type { PublishedSurvey } from "../../records/survey.ts";
import type { Assessment } from "../../releasing/assessing.ts";
import type { Stage } from "../../releasing/making.ts";
import type { WhyNot } from "../../releasing/not-released.ts";
import type { ReleaseOrder } from "../../releasing/order.ts";
import type { Outcome, ReleaseMaking } from "../../releasing/release-making.ts";
import type { StaffStorage } from "../../storage/storage.ts";
import { keptUntilChanged } from "../kept-until-changed.ts";
import { type ReadMargins, stateOf } from "../report-desk.ts";

export interface ReleaseDesk {
  /** Undefined: it takes longer, and whoever asks again gets it. `who`: a member of staff; one assessment is kept for each. */
  assess(order: ReleaseOrder, who: string, now: Date): Promise<Outcome<Assessment> | undefined>;
  /** Begins to make it, unless it is being made. `job`: a name to ask for it by. `ended`: told what came of it. */
  begin(job: string, order: ReleaseOrder, now: Date, ended: (end: End) => Promise<void>): void;
  /** Undefined where this process makes or made no such thing. */
  job(job: string): Job | undefined;
}

export type Job =
  | { readonly state: "making"; readonly stage: Stage; readonly done: number; readonly total: number }
  | { readonly state: "made"; readonly id: string }
  | { readonly state: "refused"; readonly why: WhyNot }
  | { readonly state: "failed" };

/** A release's id, or why there is none. */
export type End = { readonly id: string } | { readonly why: WhyNot };

/** How long a page waits for an assessment before it says that it takes longer. */
const PATIENCE = 8000;

export function openReleaseDesk(
  storage: StaffStorage,
  margins: ReadMargins,
  making: ReleaseMaking,
  failed: (error: unknown) => void,
): ReleaseDesk {
  const assessments = keptUntilChanged<Outcome<Assessment>>();
  const jobs = new Map<string, Job>();
  let last: Promise<unknown> = Promise.resolve();
  const make = async (job: string, order: ReleaseOrder, now: Date): Promise<End> => {
    const occasion = { margins: await margins(order.survey), now };
    const outcome = await making.make(order, occasion, (stage, done, total) =>
      jobs.set(job, { state: "making", stage, done, total }),
    );
    if ("refused" in outcome) {
      jobs.set(job, { state: "refused", why: outcome.refused });
      return { why: outcome.refused };
    }
    jobs.set(job, { state: "made", id: outcome.made });
    return { id: outcome.made };
  };
  return {
    assess: async (order, who, now) => {
      const read = await margins(order.survey);
      const state = [
        await stateOf(order.survey, storage),
        await releasesOf(order.survey, storage),
        read,
        plain(order),
        await decidedOf(order, storage),
      ];
      const assessment = assessments(`${order.survey.id} ${who}`, JSON.stringify(state), () =>
        making.assess(order, { margins: read, now }),
      );
      return Promise.race([assessment, setTimeout(PATIENCE, undefined, { ref: false })]);
    },
    begin: (job, order, now, ended) => {
      if (jobs.get(job)?.state === "making") return;
      jobs.set(job, { state: "making", stage: "reading", done: 0, total: 0 });
      last = last
        .then(() => make(job, order, now))
        .then(ended)
        .catch((error: unknown) => {
          failed(error);
          jobs.set(job, { state: "failed" });
        });
    },
    job: (job) => jobs.get(job),
  };
}

async function releasesOf({ id }: PublishedSurvey, { releases }: StaffStorage): Promise<readonly string[]> {
  return (await releases.of(id)).map((release) => release.id);
}

/** What was decided of the words that are to go with it. */
async function decidedOf({ survey, words }: ReleaseOrder, { textReviews }: StaffStorage) {
  return words ? textReviews.of(survey.id) : [];
}

function plain({ survey: _survey, ...order }: ReleaseOrder) {
  return order;
}
