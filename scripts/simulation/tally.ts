/** What came of a run. */
import { Unexpected } from "./browser.ts";
import type { Fate } from "./citizens.ts";
import { addedUp, type FlaggedByKind } from "./flagged.ts";

export interface Tally {
  /** How many walks ended in each way. */
  readonly fates: Readonly<Partial<Record<Fate, number>>>;
  readonly requests: number;
  /** Where a witness saw it. */
  readonly flagged: FlaggedByKind;
  /** Walks that something else came between than was expected. */
  readonly unexpected: number;
  /** What the first of them met. */
  readonly met: readonly string[];
}

const DESCRIBED = 5;

export const NOTHING_YET: Tally = { fates: {}, requests: 0, flagged: {}, unexpected: 0, met: [] };

export function ended(tally: Tally, fate: Fate): Tally {
  return { ...tally, fates: { ...tally.fates, [fate]: (tally.fates[fate] ?? 0) + 1 } };
}

export function broken(tally: Tally, error: unknown): Tally {
  const said = error instanceof Unexpected ? error.message : String(error instanceof Error ? error.stack : error);
  return { ...tally, unexpected: tally.unexpected + 1, met: [...tally.met, said].slice(0, DESCRIBED) };
}

export function added(one: Tally, other: Tally): Tally {
  const fates: Partial<Record<Fate, number>> = { ...one.fates };
  for (const [fate, count] of Object.entries(other.fates) as [Fate, number][]) fates[fate] = (fates[fate] ?? 0) + count;
  return {
    fates,
    requests: one.requests + other.requests,
    flagged: addedUp(one.flagged, other.flagged),
    unexpected: one.unexpected + other.unexpected,
    met: [...one.met, ...other.met].slice(0, DESCRIBED),
  };
}

/** How many walks are over. */
export function walked(tally: Tally): number {
  return Object.values(tally.fates).reduce((sum, count) => sum + count, tally.unexpected);
}
