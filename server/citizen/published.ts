/** Which surveys have public results, looked up again every few seconds: each start page asks. */
import type { Clock } from "../records/world.ts";
import type { CitizenStorage } from "../storage/storage.ts";

/** Whether a survey has public results. */
export type Published = (survey: string) => Promise<boolean>;

const LOOK_AGAIN = 5000;

export function openPublished(results: Pick<CitizenStorage["results"], "surveys">, clock: Clock): Published {
  let known: ReadonlySet<string> = new Set();
  let looked = Number.NEGATIVE_INFINITY;
  return async (survey) => {
    const now = clock().getTime();
    if (Math.abs(now - looked) >= LOOK_AGAIN) {
      known = new Set(await results.surveys());
      looked = now;
    }
    return known.has(survey);
  };
}
