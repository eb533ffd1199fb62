/** Wrong guesses, for a quarter of an hour. In memory: one server has the folder, so nothing of them need be written down. */
import type { Guesses } from "../storage.ts";

interface Window {
  readonly count: number;
  readonly until: number;
}

export function guessesInMemory(): Guesses {
  const windows = new Map<string, Window>();
  const nameOf = (key: Uint8Array) => Buffer.from(key).toString("base64");
  return {
    look: async (key, now) => {
      const open = windows.get(nameOf(key));
      return open && open.until > now ? open.count : 0;
    },
    count: async (key, now, until) => {
      const open = windows.get(nameOf(key));
      const counted = open && open.until > now ? { ...open, count: open.count + 1 } : { count: 1, until };
      windows.set(nameOf(key), counted);
      return counted.count;
    },
    takeBack: async (key) => {
      const open = windows.get(nameOf(key));
      if (!open) return;
      if (open.count > 1) windows.set(nameOf(key), { ...open, count: open.count - 1 });
      else windows.delete(nameOf(key));
    },
    forget: async (key) => void windows.delete(nameOf(key)),
    sweep: async (now) => {
      for (const [name, { until }] of windows) if (until <= now) windows.delete(name);
    },
  };
}
