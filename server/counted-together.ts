/**
 * What the processes of one machine count together and nobody writes down: wrong guesses and posts, networks and devices of the
 * day, who has left the line's inside. It lives in the process that starts the others, which ask it, so that a limit is one limit and a restart of one forgets
 * nothing.
 */
import type { Today } from "./citizen/today.ts";
import type { Line, Verbs } from "./line.ts";
import type { Guesses } from "./storage/storage.ts";

export interface Shared {
  readonly guesses: Guesses;
  readonly today: Today;
}

/** What the keeper's end of a line answers to. */
export function keeping({ guesses, today }: Shared): Verbs {
  return {
    "guesses.look": guesses.look,
    "guesses.count": guesses.count,
    "guesses.takeBack": guesses.takeBack,
    "guesses.forget": guesses.forget,
    "today.fromNetwork": today.fromNetwork,
    "today.fromDevice": today.fromDevice,
    "today.wantsIn": today.wantsIn,
    "today.leaves": today.leaves,
  };
}

/** The same at the other end. */
export function keptAt(line: Line): Shared {
  const asking =
    <Act extends (...given: never[]) => Promise<unknown>>(verb: string) =>
    (...given: Parameters<Act>) =>
      line.ask(verb, ...given) as ReturnType<Act>;
  return {
    guesses: {
      look: asking<Guesses["look"]>("guesses.look"),
      count: asking<Guesses["count"]>("guesses.count"),
      takeBack: asking<Guesses["takeBack"]>("guesses.takeBack"),
      forget: asking<Guesses["forget"]>("guesses.forget"),
      // The keeper sweeps by itself.
      sweep: async () => undefined,
    },
    today: {
      fromNetwork: asking<Today["fromNetwork"]>("today.fromNetwork"),
      fromDevice: asking<Today["fromDevice"]>("today.fromDevice"),
      wantsIn: asking<Today["wantsIn"]>("today.wantsIn"),
      leaves: asking<Today["leaves"]>("today.leaves"),
    },
  };
}
