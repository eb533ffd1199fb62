/**
 * What was kept lately, in memory alone. Two halves: what is kept goes to the younger, and the older is forgotten once the younger is a
 * minute old or full.
 */
export interface Lately<Value> {
  find(key: string): Value | undefined;
  keep(key: string, value: Value): void;
  forget(key: string): void;
  /** Called often, even while nobody asks. `now` in milliseconds. */
  turn(now: number): void;
}

/** Milliseconds after which the older half is forgotten. */
const HALF = 60_000;

/** `most`: in each half. */
export function openLately<Value>(most: number): Lately<Value> {
  let [young, old] = [new Map<string, Value>(), new Map<string, Value>()];
  let turned = 0;
  return {
    find: (key) => young.get(key) ?? old.get(key),
    keep: (key, value) => {
      if (young.size >= most && !young.has(key)) [young, old] = [new Map(), young];
      young.set(key, value);
      old.delete(key);
    },
    forget: (key) => {
      young.delete(key);
      old.delete(key);
    },
    turn: (now) => {
      const since = Math.abs(now - turned);
      if (since < HALF) return;
      [young, old] = [new Map(), since < 2 * HALF ? young : new Map()];
      turned = now;
    },
  };
}
