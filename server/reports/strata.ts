/**
 * People who are alike in all that cleaning rules and weights go by are one stratum: each rule keeps all of them or none, and they
 * weigh the same. So responses are counted stratum by stratum, once, and every figure under every rule, weighted or not, is made
 * of whole numbers; these add up to the same in whatever order the rows lie.
 */
import type { Margin } from "../survey/margins.ts";
import { ANSWERED } from "./answer-codes.ts";
import type { DataMatrix } from "./data-matrix.ts";

/** What people are alike in. */
export interface Strata {
  /** By stratum: a bit for each rule that keeps its people. */
  readonly rules: readonly number[];
  /** By stratum: its cell, which are the people alike in all margins. */
  readonly cells: readonly number[];
  /** By margin, by cell: the group of the margins' file; -1 where it is not known. */
  readonly groups: readonly (readonly number[])[];
}

export interface StrataBuilder extends Strata {
  /** By row of a block: its stratum. `rules`: a bit for each rule that keeps the row. */
  placesIn(block: DataMatrix, rules: Uint8Array): Int32Array;
}

export function openStrata(margins: readonly Margin[]): StrataBuilder {
  const cells = distinct();
  const strata = distinct();
  const groups: number[][] = margins.map(() => []);
  const [rules, cellOf]: [number[], number[]] = [[], []];
  const width = margins.reduce((product, margin) => product * (margin.groups.length + 1), 1);
  const cellAt = (key: number): number =>
    cells.place(key, () => {
      for (const [margin, group] of groupsIn(key, margins).entries()) groups[margin]?.push(group);
    });
  return {
    ...{ rules, groups },
    cells: cellOf,
    placesIn(block, kept) {
      const keys = keysIn(block, margins);
      const places = new Int32Array(block.size);
      for (let row = 0; row < places.length; row += 1) {
        const [key, keeping] = [keys[row] ?? 0, kept[row] ?? 0];
        places[row] = strata.place(keeping * width + key, () => {
          rules.push(keeping);
          cellOf.push(cellAt(key));
        });
      }
      return places;
    },
  };
}

/** Numbers keys in the order in which they come. */
function distinct() {
  const places = new Map<number, number>();
  return {
    place(key: number, isNew: () => void): number {
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, places.size);
      isNew();
      return places.size - 1;
    },
  };
}

/** By row: its group in each margin as one number. */
function keysIn({ size, columns }: DataMatrix, margins: readonly Margin[]): Float64Array {
  const keys = new Float64Array(size);
  for (const { question, groups } of margins) {
    const column = columns.find(({ item }) => item.id === question);
    const places = (column?.item.options ?? []).map(({ id }) =>
      groups.findIndex(({ options }) => options.includes(id)),
    );
    // By code, which no row is outside of: looking beside an array is slow a million times.
    const digits = Int16Array.from([...Array<number>(ANSWERED).fill(-1), ...places], (group) => group + 1);
    const codes = column?.codes;
    for (let row = 0; row < size; row += 1)
      keys[row] = (keys[row] ?? 0) * (groups.length + 1) + (digits[codes?.[row] ?? 0] ?? 0);
  }
  return keys;
}

function groupsIn(key: number, margins: readonly Margin[]): readonly number[] {
  let rest = key;
  return margins
    .toReversed()
    .map(({ groups }) => {
      const digit = rest % (groups.length + 1);
      rest = (rest - digit) / (groups.length + 1);
      return digit - 1;
    })
    .toReversed();
}

/** Whom one rule keeps, by cell. */
export function peopleIn(
  strata: Strata,
  counts: ArrayLike<number>,
  rule: number,
): { readonly counts: Int32Array; readonly groups: Strata["groups"] } {
  const people = new Int32Array(Math.max(0, ...strata.cells.map((cell) => cell + 1)));
  for (const [stratum, cell] of strata.cells.entries())
    if (((strata.rules[stratum] ?? 0) & (1 << rule)) !== 0) people[cell] = (people[cell] ?? 0) + (counts[stratum] ?? 0);
  return { counts: people, groups: strata.groups };
}
