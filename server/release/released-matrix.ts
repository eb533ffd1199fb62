/**
 * The records of a release: those that the cleaning rule keeps, in a random order, with key variables as the gate leaves them. It is
 * a data matrix like the one it comes from, so that reports and weights are computed from what is released and from nothing else.
 */
import { ANSWERED } from "../reports/answer-codes.ts";
import type { Column, DataMatrix, Labels } from "../reports/data-matrix.ts";
import type { Item } from "../reports/items.ts";
import type { KeyLadder } from "./key-ladder.ts";
import { LEFT_OUT } from "./key-ladder.ts";
import { WITHHELD } from "./local-suppression.ts";
import { DURATION_BANDS } from "./policy.ts";
import type { Proposal } from "./proposals.ts";

export interface Repair {
  readonly ladders: readonly KeyLadder[];
  readonly proposal: Proposal;
  /** By record, in the order of the release: its class as asked. */
  readonly classOf: ArrayLike<number>;
}

/** The code of a withheld answer: one more than any answer of the item has. */
function withheldCode({ options }: Pick<Item, "options">): number {
  return ANSWERED + Math.max(1, options.length);
}

/**
 * `records`: the rows of the matrix, in the order of the release. `leftOut`: ids of questions that are not in it; open text never
 * is. `least`: so many records must share a month, language, channel or band of durations for it to be told.
 */
export function releasedMatrix(
  matrix: DataMatrix,
  records: Int32Array,
  repair: Repair,
  { leftOut, least }: { readonly leftOut: ReadonlySet<string>; readonly least: number },
): DataMatrix {
  const columns = matrix.columns.filter(({ item }) => item.kind !== "text" && !leftOut.has(item.question));
  return {
    size: records.length,
    columns: columns.flatMap((column) => columnOf(column, records, repair)),
    durations: inSharedBands(
      picked(matrix.durations, records, (length) => new Float64Array(length)),
      least,
    ),
    flags: picked(matrix.flags, records, (length) => new Uint16Array(length)),
    months: shared(matrix.months, records, least),
    languages: shared(matrix.languages, records, least),
    channels: shared(matrix.channels, records, least),
  };
}

function columnOf(column: Column, records: Int32Array, repair: Repair): readonly Column[] {
  const key = repair.ladders.findIndex(({ question }) => question === column.item.id);
  const ladder = repair.ladders[key];
  const level = ladder?.levels[repair.proposal.levels[key] ?? 0];
  if (level?.name === LEFT_OUT) return [];
  if (!ladder || !level) return [pickedColumn(column, records)];
  const item = level.groups ? { ...column.item, options: level.groups } : column.item;
  const plain = pickedColumn(column, records);
  const codes = new Uint16Array(records.length);
  const chosen = plain.chosen.map((bits) => bits.slice());
  const hidden = withheldCode(item);
  for (let record = 0; record < codes.length; record += 1) {
    const code = repair.proposal.codes[repair.classOf[record] ?? 0]?.[key] ?? 0;
    codes[record] = code === WITHHELD ? hidden : Math.min(code, mostOf(column.item, code));
    if (code === WITHHELD) for (const bits of chosen) bits[record] = 0;
  }
  return [{ item, codes, chosen, values: plain.values }];
}

/** A set of several answers is one of many values as a key, and simply answered as an answer. */
function mostOf({ kind }: Item, code: number): number {
  return kind === "several" ? ANSWERED : code;
}

function pickedColumn({ item, codes, chosen, values }: Column, records: Int32Array): Column {
  return {
    item,
    codes: picked(codes, records, (length) => new Uint16Array(length)),
    chosen: chosen.map((bits) => picked(bits, records, (length) => new Uint32Array(length))),
    values: item.kind === "number" ? picked(values, records, (length) => new Float64Array(length)) : values,
  };
}

type Numbers = Float64Array | Uint16Array | Uint32Array;

function picked<T extends Numbers>(from: ArrayLike<number>, records: Int32Array, make: (length: number) => T): T {
  const found = make(records.length);
  for (const [at, row] of records.entries()) found[at] = from[row] ?? 0;
  return found;
}

/** The word that stands for one that too few share. */
export const TOO_FEW = "";

function shared({ words, codes }: Labels, records: Int32Array, least: number): Labels {
  const counts = words.map(() => 0);
  for (const row of records) counts[codes[row] ?? 0] = (counts[codes[row] ?? 0] ?? 0) + 1;
  const told = hideFew(counts, least);
  const all = [TOO_FEW, ...words.filter((_, at) => told[at])];
  const places = words.map((word, at) => (told[at] ? all.indexOf(word) : 0));
  const found = new Uint16Array(records.length);
  for (const [at, row] of records.entries()) found[at] = places[codes[row] ?? 0] ?? 0;
  return { words: all, codes: found };
}

/** A duration whose band too few share. */
export const HIDDEN_DURATION = -1;

/** How many bands begin at or before a duration: 1 for the first; 0 where nobody measured it. */
export function bandOf(seconds: number): number {
  return DURATION_BANDS.filter((from) => from <= seconds).length;
}

function inSharedBands(durations: Float64Array, least: number): Float64Array {
  const counts = [0, ...DURATION_BANDS.map(() => 0)];
  for (const seconds of durations) counts[bandOf(seconds)] = (counts[bandOf(seconds)] ?? 0) + 1;
  const told = hideFew(counts, least);
  return durations.map((seconds) => (told[bandOf(seconds)] ? seconds : HIDDEN_DURATION));
}

/** Which are told: those that enough share. Hidden ones are enough together, or the smallest of the others joins them. */
function hideFew(counts: readonly number[], least: number): readonly boolean[] {
  const told = counts.map((count) => count >= least);
  const hidden = () => counts.reduce((sum, count, at) => sum + (told[at] ? 0 : count), 0);
  while (hidden() > 0 && hidden() < least && told.includes(true)) {
    const smallest = Math.min(...counts.filter((_, at) => told[at]));
    told[counts.findIndex((count, at) => told[at] && count === smallest)] = false;
  }
  return told;
}
