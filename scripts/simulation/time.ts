/** Two clocks for walks to pass on: one that jumps from event to event, and the one on the wall. */
import { setTimeout as pause } from "node:timers/promises";
import TinyQueue from "tinyqueue";
import { broken, ended, NOTHING_YET, type Tally } from "./tally.ts";
import type { Walk } from "./walk.ts";

export interface Arrival {
  /** Milliseconds on the clock in question. */
  readonly at: number;
  readonly begin: () => Walk;
}

export interface Watch {
  readonly signal: AbortSignal;
  /** Told after every walk that ends. */
  readonly progress: (tally: Tally) => void;
}

/** An event of the simulation: a walk's next press, or a first one. */
interface Event {
  readonly at: number;
  readonly walk: Walk;
}

/**
 * Discrete-event simulation: always the walk whose next press comes first, with the clock set to that very moment, and
 * nothing else under way meanwhile; so every time that the server reads is exactly the citizen's. `arrivals`: in order.
 */
export async function inSimulatedTime(
  arrivals: readonly Arrival[],
  setClock: (at: number) => Promise<void>,
  { signal, progress }: Watch,
): Promise<Tally> {
  const due = new TinyQueue<Event>([], (one, other) => one.at - other.at);
  let tally = NOTHING_YET;
  let arrived = 0;
  while (!signal.aborted) {
    const arriving = arrivals[arrived];
    if (arriving && arriving.at <= (due.peek()?.at ?? Number.POSITIVE_INFINITY)) {
      due.push({ at: arriving.at, walk: arriving.begin() });
      arrived += 1;
    }
    const event = due.pop();
    if (!event) break;
    await setClock(event.at);
    const outcome = await pressed(event.walk);
    if ("pause" in outcome) {
      due.push({ at: event.at + outcome.pause, walk: event.walk });
      continue;
    }
    tally = outcome.end(tally);
    progress(tally);
  }
  return tally;
}

/** Every walk for itself on the wall's clock, as many at once as their times demand. `at` counts from now. */
export async function inRealTime(arrivals: readonly Arrival[], { signal, progress }: Watch): Promise<Tally> {
  let tally = NOTHING_YET;
  const waited = (milliseconds: number) => pause(milliseconds, true, { signal }).catch(() => false);
  const walkOne = async ({ at, begin }: Arrival) => {
    if (!(await waited(at))) return;
    const walk = begin();
    for (;;) {
      const outcome = await pressed(walk);
      if ("end" in outcome) {
        tally = outcome.end(tally);
        return progress(tally);
      }
      if (!(await waited(outcome.pause))) return;
    }
  };
  await Promise.all(arrivals.map(walkOne));
  return tally;
}

/** One press, and what comes of it: the milliseconds to the next, or the walk's end as an entry in the tally. */
type Pressed = { readonly pause: number } | { readonly end: (tally: Tally) => Tally };

async function pressed(walk: Walk): Promise<Pressed> {
  try {
    const step = await walk.next();
    if (!step.done) return { pause: step.value * 1000 };
    const fate = step.value;
    return { end: (tally) => ended(tally, fate) };
  } catch (error) {
    return { end: (tally) => broken(tally, error) };
  }
}
