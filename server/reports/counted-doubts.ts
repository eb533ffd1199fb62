/** Flags and durations counted while blocks of responses go by, and which cleaning rules keep each response. */
import type { DataMatrix } from "./data-matrix.ts";

export interface Doubting {
  /** The rules' bits, by response's bits (`doubts.ts`): a bit for each rule that keeps it. */
  readonly kept: (bits: number) => number;
  /** The bits of a response with these flags and this duration, NaN where unknown. */
  readonly bitsOf: (flags: number, seconds: number) => number;
}

/** How many have the same flags and took the same time: few differ in both, and for all of them a rule is asked once. */
export function countedDoubts({ kept, bitsOf }: Doubting) {
  const alike = new Map<
    number,
    { readonly bits: number; readonly rules: number; readonly seconds: number; count: number }
  >();
  const known = (flags: number, seconds: number) => {
    const key = flags * LONGEST + (Number.isNaN(seconds) ? -1 : seconds);
    const found = alike.get(key);
    if (found) return found;
    const bits = bitsOf(flags, seconds);
    const made = { bits, rules: kept(bits), seconds, count: 0 };
    alike.set(key, made);
    return made;
  };
  return {
    /** By row: a bit for each rule that keeps it. */
    rulesIn({ size, flags, durations }: DataMatrix): Uint8Array {
      const rules = new Uint8Array(size);
      for (let row = 0; row < size; row += 1) {
        const same = known(flags[row] ?? 0, durations[row] ?? Number.NaN);
        same.count += 1;
        rules[row] = same.rules;
      }
      return rules;
    },
    finished() {
      const [bits, durations] = [new Map<number, number>(), new Map<number, number>()];
      for (const same of alike.values()) {
        bits.set(same.bits, (bits.get(same.bits) ?? 0) + same.count);
        if (!Number.isNaN(same.seconds)) durations.set(same.seconds, (durations.get(same.seconds) ?? 0) + same.count);
      }
      return { bits, durations };
    },
  };
}

/** More seconds than any duration has: a number of flags and seconds together is still exact. */
const LONGEST = 2 ** 37;
