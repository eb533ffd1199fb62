/** Every response's flags as facts, and what a cleaning rule makes of them. */
import { FLAGS } from "../records/flag.ts";
import { farFromMedian } from "../statistics/far-from-median.ts";
import { robustLogZ } from "../statistics/robust-z.ts";
import { type CleaningRule, type ComputedFlag, REPORT_FLAGS, type ReportFlag } from "./cleaning.ts";
import type { DataMatrix } from "./data-matrix.ts";
import type { Durations } from "./gather.ts";

/** Iglewicz and Hoaglin's limit of the robust z (`statistics/robust-z.ts`). */
const UNUSUAL = 3.5;

const COMPUTED: readonly ComputedFlag[] = ["far_from_median", "fast_log_time", "slow_log_time"];
const BITS: readonly ReportFlag[] = [...FLAGS, ...COMPUTED];

export interface Doubts {
  /** By row of the matrix: the stored flags' bits, and above them those of the computed ones. */
  readonly bits: Uint16Array;
  /** How many rows have each flag. */
  readonly counts: Readonly<Record<ReportFlag, number>>;
}

/** Looks at every response once; a rule is then a look at its bits. */
export function doubtsIn(matrix: DataMatrix, durations: Durations): Doubts {
  const bits = new Uint16Array(matrix.size);
  const timed = timeBits(durations);
  const times = new Float64Array(BITS.length);
  for (let row = 0; row < matrix.size; row += 1) {
    const all = (matrix.flags[row] ?? 0) | (timed.get(matrix.durations[row] ?? Number.NaN) ?? 0);
    bits[row] = all;
    if (all !== 0)
      for (let bit = 0; bit < BITS.length; bit += 1) if ((all & (1 << bit)) !== 0) times[bit] = (times[bit] ?? 0) + 1;
  }
  const counts = Object.fromEntries(REPORT_FLAGS.map((flag) => [flag, times[BITS.indexOf(flag)] ?? 0]));
  return { bits, counts: counts as Record<ReportFlag, number> };
}

/** The computed flags of each duration that occurs. */
function timeBits(durations: Durations): ReadonlyMap<number, number> {
  const isFar = farFromMedian(durations);
  const z = robustLogZ(durations);
  return new Map(
    [...durations.keys()].map((seconds) => {
      const flags: ComputedFlag[] = isFar(seconds) ? ["far_from_median"] : [];
      // No time at all has no logarithm, and nothing is faster.
      const unusual = z === null ? 0 : (z(seconds) ?? -Infinity);
      if (unusual < -UNUSUAL) flags.push("fast_log_time");
      if (unusual > UNUSUAL) flags.push("slow_log_time");
      return [seconds, bitsOf(flags)];
    }),
  );
}

function bitsOf(flags: readonly ReportFlag[]): number {
  return flags.reduce((bits, flag) => bits | (1 << BITS.indexOf(flag)), 0);
}

export interface Cleaned {
  /** By row of the matrix: 1 where the rule keeps it. */
  readonly kept: Uint8Array;
  readonly valid: number;
  readonly excluded: number;
}

/** Leaves out the rows that the rule leaves out. */
export function clean({ bits }: Pick<Doubts, "bits">, rule: CleaningRule): Cleaned {
  const excluding = bitsOf(rule.excludes);
  const kept = new Uint8Array(bits.length);
  let valid = 0;
  for (let row = 0; row < bits.length; row += 1) {
    if (((bits[row] ?? 0) & excluding) !== 0) continue;
    kept[row] = 1;
    valid += 1;
  }
  return { kept, valid, excluded: bits.length - valid };
}
