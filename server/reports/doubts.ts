/** Every response's flags as facts, and what a cleaning rule makes of them. */
import { FLAGS } from "../records/flag.ts";
import { farFromMedian } from "../statistics/far-from-median.ts";
import { robustLogZ } from "../statistics/robust-z.ts";
import { type CleaningRule, type ComputedFlag, REPORT_FLAGS, type ReportFlag } from "./cleaning.ts";
import type { DataMatrix } from "./data-matrix.ts";

/** Iglewicz and Hoaglin's limit of the robust z (`statistics/robust-z.ts`). */
const UNUSUAL = 3.5;

const COMPUTED: readonly ComputedFlag[] = ["far_from_median", "fast_log_time", "slow_log_time"];
const BITS: readonly ReportFlag[] = [...FLAGS, ...COMPUTED];

/** How often each duration, in seconds, occurs. */
export type Durations = ReadonlyMap<number, number>;

export interface Doubts {
  /** By row of the matrix: the stored flags' bits, and above them those of the computed ones. */
  readonly bits: Uint16Array;
  /** How many rows have each flag. */
  readonly counts: Readonly<Record<ReportFlag, number>>;
}

/** Looks at every response once; a rule is then a look at its bits. */
export function doubtsIn(matrix: DataMatrix, durations: Durations): Doubts {
  const bits = new Uint16Array(matrix.size);
  const bitsOfRow = bitsBeside(durations);
  const times = new Map<number, number>();
  for (let row = 0; row < matrix.size; row += 1) {
    const all = bitsOfRow(matrix.flags[row] ?? 0, matrix.durations[row] ?? Number.NaN);
    bits[row] = all;
    times.set(all, (times.get(all) ?? 0) + 1);
  }
  return { bits, counts: flagCounts(times) };
}

/** Of a response with these flags and this duration (NaN where unknown): their bits, and those that the durations of all tell of its own. */
export function bitsBeside(durations: Durations): (flags: number, seconds: number) => number {
  const isFar = farFromMedian(durations);
  const z = robustLogZ(durations);
  const known = new Map<number, number>();
  const look = (seconds: number): number => {
    const flags: ComputedFlag[] = isFar(seconds) ? ["far_from_median"] : [];
    // No time at all has no logarithm, and nothing is faster.
    const unusual = z === null ? 0 : (z(seconds) ?? -Infinity);
    if (unusual < -UNUSUAL) flags.push("fast_log_time");
    if (unusual > UNUSUAL) flags.push("slow_log_time");
    return bitsOf(flags);
  };
  return (flags, seconds) => {
    if (Number.isNaN(seconds)) return flags;
    const bits = known.get(seconds) ?? look(seconds);
    known.set(seconds, bits);
    return flags | bits;
  };
}

/** How many have each flag, of how many have these bits. */
export function flagCounts(bits: ReadonlyMap<number, number>): Record<ReportFlag, number> {
  const counts = Object.fromEntries(REPORT_FLAGS.map((flag) => [flag, 0])) as Record<ReportFlag, number>;
  for (const [all, count] of bits)
    for (const [bit, flag] of BITS.entries()) if ((all & (1 << bit)) !== 0) counts[flag] += count;
  return counts;
}

/** By a response's bits: a bit for each of the rules that keeps it. */
export function keptBy(rules: readonly CleaningRule[]): (bits: number) => number {
  const excluding = rules.map(({ excludes }) => bitsOf(excludes));
  const known = Uint8Array.from({ length: 1 << BITS.length }, (_, bits) =>
    excluding.reduce((kept, left, rule) => ((bits & left) === 0 ? kept | (1 << rule) : kept), 0),
  );
  return (bits) => known[bits] ?? 0;
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
