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
import type { DataMatrix } from "./data-matrix.ts";
import { type GroupedMargin, groupedBy, type People } from "./margin-groups.ts";
import { openStrata, peopleIn } from "./strata.ts";
import type { TrimmedReport, WeightingNote, WeightingReport, WeightsReport } from "./weights-report.ts";

/** Weights of people, by cell: those alike in all margins. */
export interface PeopleWeighed {
  /** By cell: the place of its weight. */
  readonly places: Int32Array;
  /** 1 on average over the people; null where nothing is weighted, and all places are 0. */
  readonly weights: Float64Array | null;
  /** Of the raking, converged or not. */
  readonly report: WeightsReport | null;
  /** Null without margins. */
  readonly remarks: WeightingReport | null;
}

export interface Weighting extends Pick<PeopleWeighed, "report" | "remarks"> {
  /** By row of the matrix, 1 on average over those kept; null where nothing is weighted. */
  readonly weights: Float64Array | null;
}

/** A weight above this is warned of, and is what trimming would cut to. */
const LARGE_WEIGHT = 5;
const LARGE_DESIGN_EFFECT = 2;

/** Of rows. `kept`: by row, 1 where it counts. */
export function weigh(
  matrix: DataMatrix,
  { kept, valid }: { readonly kept: Uint8Array; readonly valid: number },
  read: MarginsRead | undefined,
): Weighting {
  const strata = openStrata(marginsIn(read));
  const places = strata.placesIn(matrix, kept);
  const counts = new Int32Array(strata.cells.length);
  for (const place of places) counts[place] = (counts[place] ?? 0) + 1;
  const found = weighPeople(peopleIn(strata, counts, 0), valid, read);
  const { report, remarks, weights: its } = found;
  if (!its) return { weights: null, report, remarks };
  const weights = Float64Array.from(places, (place, row) =>
    kept[row] === 1 ? (its[found.places[strata.cells[place] ?? 0] ?? 0] ?? 0) : 0,
  );
  return { weights, report, remarks };
}

/** The margins of a file that has no faults. */
export function marginsIn(read: MarginsRead | undefined): Margins["margins"] {
  return read && "margins" in read ? read.margins.margins : [];
}

/** `people`: in the file's margins. `valid`: how many they are. */
export function weighPeople(people: People, valid: number, read: MarginsRead | undefined): PeopleWeighed {
  const alike = { places: new Int32Array(people.counts.length), weights: null, report: null };
  const refused = (leftOut: Margins["left-out"], ...notes: readonly WeightingNote[]): PeopleWeighed => ({
    ...alike,
    remarks: { left_out: leftOut, trimmed: null, notes },
  });
  if (!read) return { ...alike, remarks: null };
  if ("faults" in read) return refused([], { kind: "faulty", faults: read.faults });
  const { margins } = read;
  const leftOut = margins["left-out"];
  if (valid === 0) return refused(leftOut, { kind: "nobody" });
  const grouped = margins.margins.map((margin, at) => groupedBy(margin, at, people, margins.least));
  const notes = grouped.flatMap(({ notes }) => notes);
  const empty = notes.filter(({ kind }) => kind === "empty");
  if (empty.length > 0) return refused(leftOut, ...empty);
  return raked(people, valid, margins, grouped, notes);
}

function raked(
  people: People,
  valid: number,
  margins: Margins,
  grouped: readonly GroupedMargin[],
  notes: readonly WeightingNote[],
): PeopleWeighed {
  const { cells, places } = cellsOf(people, grouped);
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
  if (!found.converged) return { places: new Int32Array(places.length), weights: null, report, remarks };
  return { places, weights: found.weights, report, remarks };
}

/**
 * People who are alike in all margins once small groups were joined; in an order that the answers give and not the rows, which lie in
 * the order of their random keys: a sum of fractions depends on the order in its last digits. Margin by margin the cells so far
 * are split by its groups, and those in which anybody is are numbered anew. `places`: by cell of the people.
 */
function cellsOf({ counts: given }: People, grouped: readonly GroupedMargin[]) {
  const places = new Int32Array(given.length);
  let counts: readonly number[] = [];
  let members: readonly (readonly number[])[] = [[]];
  for (const { groups, targets } of grouped) {
    const width = targets.length + 1;
    const people = new Int32Array(members.length * width);
    for (let at = 0; at < places.length; at += 1) {
      const cell = (places[at] ?? 0) * width + (groups[at] ?? -1) + 1;
      places[at] = cell;
      people[cell] = (people[cell] ?? 0) + (given[at] ?? 0);
    }
    const filled = [...people.keys()].filter((cell) => people[cell] !== 0);
    // Where nobody is, any number will do.
    for (let at = 0; at < places.length; at += 1) places[at] = Math.max(0, filled.indexOf(places[at] ?? 0));
    counts = filled.map((cell) => people[cell] ?? 0);
    members = filled.map((cell) => [...(members[Math.floor(cell / width)] ?? []), (cell % width) - 1]);
  }
  const groups = grouped.map((_, margin) => Int16Array.from(members, (groups) => groups[margin] ?? -1));
  return { cells: { counts, groups }, places };
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
