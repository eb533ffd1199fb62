/**
 * Weights for a survey's valid responses, by raking to the margins of its population; or, where there can be none, why.
 * Nothing is weighted in silence: what stands in the way is a refusal, and what makes the weights doubtful a warning, both
 * in the report.
 */
import { designEffect, kishSize } from "../statistics/effective-size.ts";
import { departure, type RakingCells, rake } from "../statistics/raking.ts";
import { trim } from "../statistics/trimming.ts";
import { weighed } from "../statistics/weighed.ts";
import type { Margins } from "../survey/margins.ts";
import type { MarginsRead } from "../survey/margins-reading.ts";
import { describeFault } from "../survey/reading.ts";
import type { DataMatrix } from "./data-matrix.ts";
import { type GroupedMargin, groupedBy } from "./margin-groups.ts";
import type { CellWeights } from "./tally.ts";
import type { TrimmedReport, WeightingNote, WeightingReport, WeightsReport } from "./weights-report.ts";

export interface Weighting {
  /** By row of the matrix, 1 on average over those kept; null where nothing is weighted. */
  readonly weights: Float64Array | null;
  /** The same by cells, as they are counted. Null where nothing is weighted. */
  readonly cells: CellWeights | null;
  /** Of the raking, converged or not. */
  readonly report: WeightsReport | null;
  /** Null without margins. */
  readonly remarks: WeightingReport | null;
}

/** A weight above this is warned of, and is what trimming would cut to. */
const LARGE_WEIGHT = 5;
const LARGE_DESIGN_EFFECT = 2;

/** `kept`: by row, 1 where it counts. */
export function weigh(
  matrix: DataMatrix,
  { kept, valid }: { readonly kept: Uint8Array; readonly valid: number },
  read: MarginsRead | undefined,
): Weighting {
  if (!read) return { weights: null, cells: null, report: null, remarks: null };
  if ("faults" in read) return refused([], { kind: "faulty", faults: read.faults.map(describeFault) });
  const { margins } = read;
  const leftOut = margins["left-out"];
  if (valid === 0) return refused(leftOut, { kind: "nobody" });
  const grouped = margins.margins.map((margin) => groupedBy(margin, matrix, kept, margins.least));
  const notes = grouped.flatMap(({ notes }) => notes);
  const empty = notes.filter(({ kind }) => kind === "empty");
  if (empty.length > 0)
    return { weights: null, cells: null, report: null, remarks: { left_out: leftOut, trimmed: null, notes: empty } };
  return raked(matrix, { kept, valid }, margins, grouped, notes);
}

function refused(leftOut: Margins["left-out"], note: WeightingNote): Weighting {
  return { weights: null, cells: null, report: null, remarks: { left_out: leftOut, trimmed: null, notes: [note] } };
}

function raked(
  matrix: DataMatrix,
  { kept, valid }: { readonly kept: Uint8Array; readonly valid: number },
  margins: Margins,
  grouped: readonly GroupedMargin[],
  notes: readonly WeightingNote[],
): Weighting {
  const { cells, cellOf } = cellsOf(matrix.size, kept, grouped);
  const targets = grouped.map((margin) => margin.targets);
  const found = rake(cells, targets);
  // Groups without people were told before.
  if (found.outcome === "empty") throw new Error("a margin has an empty group");
  const all = weighed(eachWeight(cells.counts, found.weights));
  const [min, max] = [Math.min(...found.weights), Math.max(...found.weights)];
  const report: WeightsReport = {
    method: "raking",
    margins: grouped.map((margin) => margin.report),
    iterations: found.sweeps,
    converged: found.converged,
    n: valid,
    n_effective: kishSize(all),
    design_effect: designEffect(all) ?? 1,
    min,
    max,
  };
  const doubts: readonly WeightingNote[] = [
    ...(found.converged ? [] : [{ kind: "not-converged" as const, sweeps: found.sweeps, worst: found.worst }]),
    ...(max > LARGE_WEIGHT ? [{ kind: "large-weight" as const, max }] : []),
    ...(report.design_effect > LARGE_DESIGN_EFFECT
      ? [
          {
            kind: "large-design-effect" as const,
            design_effect: report.design_effect,
            n: valid,
            n_effective: report.n_effective,
          },
        ]
      : []),
  ];
  const remarks = {
    left_out: margins["left-out"],
    trimmed: max > LARGE_WEIGHT ? trimmedReport(cells, found.weights, targets) : null,
    notes: [...notes, ...doubts],
  };
  if (!found.converged) return { weights: null, cells: null, report, remarks };
  const weights = new Float64Array(matrix.size);
  for (let row = 0; row < weights.length; row += 1) weights[row] = found.weights[cellOf[row] ?? -1] ?? 0;
  return { weights, cells: { of: cellOf, weights: found.weights }, report, remarks };
}

/**
 * People who are alike in all margins, counted; in an order that the answers give and not the rows, which lie in the order of their
 * random keys: a sum of fractions depends on the order in its last digits.
 */
function cellsOf(size: number, kept: Uint8Array, grouped: readonly GroupedMargin[]) {
  const keys = new Float64Array(size).fill(-1);
  const people = new Map<number, number>();
  for (let row = 0; row < size; row += 1) {
    if (kept[row] !== 1) continue;
    let key = 0;
    for (const margin of grouped) key = key * (margin.targets.length + 1) + (margin.groups[row] ?? -1) + 1;
    keys[row] = key;
    people.set(key, (people.get(key) ?? 0) + 1);
  }
  const cells = [...people].sort(([a], [b]) => a - b);
  const places = new Map(cells.map(([key], cell) => [key, cell]));
  const cellOf = Int32Array.from(keys, (key) => places.get(key) ?? -1);
  const groups = grouped.map(({ targets }, at) => {
    // The key's digits are the groups, the last margin's the last.
    const after = grouped.slice(at + 1).reduce((all, margin) => all * (margin.targets.length + 1), 1);
    return Int16Array.from(cells, ([key]) => (Math.floor(key / after) % (targets.length + 1)) - 1);
  });
  return { cells: { counts: cells.map(([, count]) => count), groups }, cellOf };
}

function* eachWeight(counts: ArrayLike<number>, weights: Float64Array): Iterable<number> {
  for (const [cell, weight] of weights.entries()) for (let i = 0; i < (counts[cell] ?? 0); i += 1) yield weight;
}

function trimmedReport(
  cells: RakingCells,
  weights: Float64Array,
  targets: readonly (readonly number[])[],
): TrimmedReport | null {
  const trimmed = trim(cells.counts, weights, LARGE_WEIGHT);
  if (!trimmed) return null;
  const all = weighed(eachWeight(cells.counts, trimmed.weights));
  return {
    cap: LARGE_WEIGHT,
    at_cap: trimmed.atCap,
    n_effective: kishSize(all),
    design_effect: designEffect(all) ?? 1,
    departure: Math.max(...targets.map((shares, margin) => departure(cells, trimmed.weights, margin, shares))),
  };
}
