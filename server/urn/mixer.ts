/**
 * The mixer: takes sealed responses out of the urn in random batches and lays them down in random order under fresh
 * keys, so that nothing joins a row of the urn, and with it a participation, to a response. It alone opens the urn.
 */
import { OTHER, type Response } from "../records/response.ts";
import { type Random, shuffled } from "../records/world.ts";
import type { MixerStorage, ReleasedRow } from "../storage/storage.ts";
import { openResponse } from "./open.ts";

export interface Mixer {
  readonly storage: MixerStorage;
  readonly keys: { urnPublic(survey: string): Uint8Array; urnPrivate(survey: string): Uint8Array };
  /** K of `PIKIR_POOL`; 1 switches pooling off. */
  readonly pool: number;
  readonly random: Random;
}

/** Releases what is due in every survey; resolves to the number of responses released. */
export async function mix(mixer: Mixer): Promise<number> {
  let released = 0;
  for (const survey of await mixer.storage.surveys.all()) {
    // Nobody is behind a simulated citizen, so there is nobody to hide.
    const pool = survey.simulated ? 1 : mixer.pool;
    released += await releaseFrom(survey.id, pool, mixer);
  }
  return released;
}

/**
 * How many of `waiting` are due: K each time 2K wait, taken together as one batch, so that at least K always stay
 * behind to hide among.
 */
export function batchSize(waiting: number, pool: number): number {
  if (pool === 1) return waiting;
  return waiting < 2 * pool ? 0 : Math.floor((waiting - pool) / pool) * pool;
}

/** What fewer than K of a batch have in common would point at them: their language, version or channel becomes "other". */
export function withoutRareGroups(batch: readonly Response[], pool: number): readonly Response[] {
  const counted = (of: (response: Response) => string) => {
    const counts = new Map<string, number>();
    for (const response of batch) counts.set(of(response), (counts.get(of(response)) ?? 0) + 1);
    return (value: string) => ((counts.get(value) ?? 0) < pool ? OTHER : value);
  };
  const language = counted((response) => response.language);
  const version = counted((response) => response.version);
  const channel = counted((response) => response.channel);
  return batch.map((response) => ({
    ...response,
    language: language(response.language),
    version: version(response.version),
    channel: channel(response.channel),
  }));
}

async function releaseFrom(survey: string, pool: number, { storage, keys, random }: Mixer): Promise<number> {
  if (batchSize(await storage.urn.count(survey), pool) === 0) return 0;
  const waiting = shuffled(await storage.urn.keys(survey), random);
  const taken = waiting.slice(0, batchSize(waiting.length, pool));
  const rows = await storage.urn.rows(survey, taken);
  const opened = await Promise.all(
    rows.map((row) => openResponse(row.sealed, keys.urnPublic(survey), keys.urnPrivate(survey))),
  );
  const fresh = withoutRareGroups(opened, pool).map((response): ReleasedRow => ({ key: random.bytes(16), ...response }));
  await storage.urn.release(survey, taken, shuffled(fresh, random));
  return taken.length;
}
