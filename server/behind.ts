/**
 * Whether this process is behind: how late its own timer comes tells how long a request waits before anybody looks at it, whatever
 * the reason: too many citizens, or a machine that carries less today than was planned.
 */

import type { Behind } from "./records/queue.ts";

export interface Lateness {
  behind(): Behind;
  stop(): void;
}

/** Milliseconds between two looks. */
const EVERY = 100;
/** Milliseconds that a look is late on the average of about the last second. */
const SOMEWHAT = 150;
/** The same, where keeping the line closed was not enough: those who come are too many by themselves. */
const FAR = 500;
/** What a look weighs in that average. */
const WEIGHT = 0.1;

/** `now`: a clock that nobody sets, in milliseconds. */
export function watchLateness(now: () => number): Lateness {
  let expected = now() + EVERY;
  let late = 0;
  const watching = setInterval(() => {
    const at = now();
    late = latenessAfter(late, Math.max(0, at - expected));
    expected = at + EVERY;
  }, EVERY);
  watching.unref();
  return { behind: () => howFar(late), stop: () => clearInterval(watching) };
}

/** `late`: milliseconds on the average. */
export function howFar(late: number): Behind {
  if (late > FAR) return "far";
  return late > SOMEWHAT ? "somewhat" : "no";
}

/** One long pause counts for as many looks as it took the place of. */
export function latenessAfter(before: number, late: number): number {
  const kept = (1 - WEIGHT) ** (1 + late / EVERY);
  return before * kept + late * (1 - kept);
}
