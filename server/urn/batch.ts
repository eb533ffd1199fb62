/** Which of those that wait are released together, and what a batch must not tell. */
import { OTHER, type Response } from "../records/response.ts";

/**
 * How many of `waiting` are due: K each time 2K wait, taken together as one batch, so that at least K always stay
 * behind to hide among. K = 1 switches pooling off.
 */
export function batchSize(waiting: number, pool: number): number {
  if (pool === 1) return waiting;
  return waiting < 2 * pool ? 0 : Math.floor((waiting - pool) / pool) * pool;
}

/** What fewer than K of a batch have in common would point at them: their language, version or channel becomes "other". */
export function withoutRareGroups(batch: readonly Response[], pool: number): readonly Response[] {
  const language = commonest(
    batch.map((response) => response.language),
    pool,
  );
  const version = commonest(
    batch.map((response) => response.version),
    pool,
  );
  const channel = commonest(
    batch.map((response) => response.channel),
    pool,
  );
  return batch.map((response) => ({
    ...response,
    language: language(response.language),
    version: version(response.version),
    channel: channel(response.channel),
  }));
}

/** Gives back what at least `pool` of `values` share, and "other" for the rest. */
function commonest(values: readonly string[], pool: number): (value: string) => string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return (value) => ((counts.get(value) ?? 0) < pool ? OTHER : value);
}
