/**
 * The files are written anew once a day, at the first quiet stretch of the day (UTC: the day turns at five in the morning
 * in Kazakhstan): it makes sends wait for a moment, and so should find none.
 */
import { dayOf } from "../records/month.ts";
import type { Clock } from "../records/world.ts";
import type { Storage } from "../storage/storage.ts";

/** Nothing came into any urn for so long. */
const QUIET = 10 * 60_000;

/** To be called about once a minute; resolves to whether the storage was compacted. */
export function compactingAtQuietTimes(
  storage: Pick<Storage, "surveys" | "urn" | "compact">,
  clock: Clock,
): () => Promise<boolean> {
  let waiting: string | undefined;
  let quietSince = clock().getTime();
  let compactedOn = "";
  return async () => {
    const now = clock();
    const found = await waitingIn(storage);
    if (waiting !== undefined && found !== waiting) quietSince = now.getTime();
    waiting = found;
    if (dayOf(now) === compactedOn || now.getTime() - quietSince < QUIET) return false;
    await storage.compact();
    compactedOn = dayOf(now);
    return true;
  };
}

/** How many wait in each urn, as one text: another one tells of a send or of a release. */
async function waitingIn({ surveys, urn }: Pick<Storage, "surveys" | "urn">): Promise<string> {
  const published = await surveys.all();
  const counts = await Promise.all(published.map(({ id }) => urn.count(id)));
  return counts.join(" ");
}
