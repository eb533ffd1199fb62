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
import { type Selection, unweighted } from "./tally.ts";
import type { TrimmedReport, WeightingNote, WeightingReport, WeightsReport } from "./weights-report.ts";

export interface Weighting {
  /** By row of the matrix, 1 on average over those kept; null where nothing is weighted. */
  readonly weights: Float64Array | null;
  /** Who counts, and for how much: the same weights by cells, or everybody alike. */
  readonly selection: Selection;
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
  const alike = { weights: null, selection: unweighted(kept), report: null };
  const refused = (leftOut: Margins["left-out"], ...notes: readonly WeightingNote[]): Weighting => ({
    ...alike,
    remarks: { left_out: leftOut, trimmed: null, notes },
  });
  if (!read) return { ...alike, remarks: null };
  if ("faults" in read) return refused([], { kind: "faulty", faults: read.faults.map(describeFault) });
  const { margins } = read;
  const leftOut = margins["left-out"];
  if (valid === 0) return refused(leftOut, { kind: "nobody" });
  const grouped = margins.margins.map((margin) => groupedBy(margin, matrix, kept, margins.least));
  const notes = grouped.flatMap(({ notes }) => notes);
  const empty = notes.filter(({ kind }) => kind === "empty");
  if (empty.length > 0) return refused(leftOut, ...empty);
  return raked(matrix, { kept, valid }, margins, grouped, notes);
}

function raked(
  matrix: DataMatrix,
  { kept, valid }: { readonly kept: Uint8Array; readonly valid: number },
  margins: Margins,
  grouped: readonly GroupedMargin[],
  notes: readonly WeightingNote[],
): Weighting {
  const { cells, places } = cellsOf(matrix.size, kept, grouped);
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
  if (!found.converged) return { weights: null, selection: unweighted(kept), report, remarks };
  const weights = new Float64Array(matrix.size);
  for (let row = 0; row < weights.length; row += 1) weights[row] = found.weights[places[row] ?? -1] ?? 0;
  return { weights, selection: { places, weights: found.weights }, report, remarks };
}

/**
 * People who are alike in all margins, counted; in an order that the answers give and not the rows, which lie in the order of their
 * random keys: a sum of fractions depends on the order in its last digits. Margin by margin the cells so far are split by its
 * groups, and those in which anybody is are numbered anew.
 */
function cellsOf(size: number, kept: Uint8Array, grouped: readonly GroupedMargin[]) {
  const { places } = unweighted(kept);
  let counts: readonly number[] = [];
  let members: readonly (readonly number[])[] = [[]];
  for (const { groups, targets } of grouped) {
    const [none, width] = [members.length, targets.length + 1];
    const people = new Int32Array(none * width);
    for (let row = 0; row < size; row += 1) {
      const place = places[row] ?? none;
      if (place === none) continue;
      const cell = place * width + (groups[row] ?? -1) + 1;
      places[row] = cell;
      people[cell] = (people[cell] ?? 0) + 1;
    }
    const filled = [...people.keys()].filter((cell) => people[cell] !== 0);
    renumber(places, kept, filled, people.length);
    counts = filled.map((cell) => people[cell] ?? 0);
    members = filled.map((cell) => [...(members[Math.floor(cell / width)] ?? []), (cell % width) - 1]);
  }
  const groups = grouped.map((_, margin) => Int16Array.from(members, (groups) => groups[margin] ?? -1));
  return { cells: { counts, groups }, places };
}

/** Gives the cells of `filled` their position there, and rows that do not count the number after the last. */
function renumber(places: Int32Array, kept: Uint8Array, filled: readonly number[], cells: number): void {
  const positions = new Int32Array(cells);
  for (const [position, cell] of filled.entries()) positions[cell] = position;
  for (let row = 0; row < places.length; row += 1)
    places[row] = kept[row] === 1 ? (positions[places[row] ?? 0] ?? 0) : filled.length;
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
