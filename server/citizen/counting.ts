/**
 * The funnel's counts, added up in memory and written now and then, never with a send. In a quiet hour one writing can
 * still be one person's step, so nothing is counted here that depends on answers (`held-counts.ts`).
 */
import { Refusal } from "../records/fault.ts";
import type { Count } from "../records/funnel.ts";
import type { Counters } from "../storage/counters.ts";

export interface Counting {
  count(what: Omit<Count, "count">): void;
  /** Writes what has come together. Where nothing can be kept just now, the counts wait for the next time. */
  flush(): Promise<void>;
}

/** Different counts held between two writings; beyond them places are no longer told apart. */
const MOST_GATHERED = 5000;

export function openCounting(counters: Pick<Counters, "add">): Counting {
  let gathered = new Map<string, Count>();
  const add = (given: Count) => {
    // The addresses are open: whoever invents places by the thousand fills one line with them, not the memory.
    const count = gathered.size < MOST_GATHERED ? given : { ...given, place: "other" };
    const key = JSON.stringify([count.survey, count.day, count.stage, count.page, count.language, count.place]);
    gathered.set(key, { ...count, count: count.count + (gathered.get(key)?.count ?? 0) });
  };
  return {
    count: (what) => add({ ...what, count: 1 }),
    flush: async () => {
      if (gathered.size === 0) return;
      const counts = [...gathered.values()];
      gathered = new Map();
      try {
        await counters.add(counts);
      } catch (error) {
        if (error instanceof Refusal) counts.forEach(add);
        throw error;
      }
    },
  };
}
