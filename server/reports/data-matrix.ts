/**
 * The responses of a survey as statisticians keep them: a row a response, a column an item, and in each cell the code of the
 * answer. A release needs all of them; a report
 * counts them block by block.
 */
import type { CountedResponse } from "../records/response.ts";
import { ANSWERED, type AnswerRow, answerRow, answerWriter, begin, setsOf, startOf } from "./answer-codes.ts";
import type { Item } from "./items.ts";

export interface Column {
  readonly item: Item;
  /** By response. */
  readonly codes: Uint8Array | Uint16Array;
  /** Of several answers: by option, in sets of 32, a bit where it was chosen. */
  readonly chosen: readonly Uint32Array[];
  /** Of a number question: the number; NaN where there is none. */
  readonly values: Float64Array;
}

export interface DataMatrix {
  readonly size: number;
  /** In the order of the items. */
  readonly columns: readonly Column[];
  /** Seconds; NaN where nobody measured. */
  readonly durations: Float64Array;
  /** Bits in the order of `FLAGS`. */
  readonly flags: Uint16Array;
  readonly months: Labels;
  readonly languages: Labels;
  readonly channels: Labels;
}

/** A column of words, each kept once. */
export interface Labels {
  readonly words: readonly string[];
  /** By response: the place of its word. */
  readonly codes: Uint8Array | Uint16Array;
}

/** Three words that many responses have alike, by their places. */
export interface AlikeIn {
  readonly month: number;
  readonly language: number;
  readonly channel: number;
}

export interface MatrixBuilder {
  /** `asked`: the positions, among the items, of those on its journey; answers to others are not looked at. */
  add(response: CountedResponse, asked: readonly number[]): void;
  /** What `append` makes the next row of. */
  readonly row: AnswerRow;
  /** `duration`: NaN where unknown. */
  append(alike: AlikeIn, duration: number, flags: number): void;
  alike(words: Pick<CountedResponse, "month" | "language" | "channel">): AlikeIn;
  /** How many rows there are. */
  size(): number;
  finished(): DataMatrix;
  /** Forgets all rows; a matrix that was finished before is written over. */
  clear(): void;
}

const FIRST_ROOM = 1024;

export function buildMatrix(items: readonly Item[]): MatrixBuilder {
  const table = { size: 0, room: FIRST_ROOM };
  const row = answerRow(items);
  const answers = items.map(answerWriter);
  const codes = items.map(({ options }) => growing(small(options.length + ANSWERED)));
  const chosen = Array.from(row.chosen, () => growing((length) => new Uint32Array(length)));
  const values = items.map(({ kind }) => growing((length) => new Float64Array(kind === "number" ? length : 0)));
  const numbers = items.flatMap(({ kind }, at) => (kind === "number" ? [at] : []));
  const durations = growing((length) => new Float64Array(length));
  const flags = growing((length) => new Uint16Array(length));
  const [months, languages, channels] = [createLabels(), createLabels(), createLabels()];
  const all = [durations, flags, months, languages, channels, ...codes, ...chosen, ...values];

  const append: MatrixBuilder["append"] = (alike, duration, bits) => {
    if (table.size === table.room) {
      table.room *= 2;
      for (const column of all) column.grow(table.room);
    }
    const at = table.size;
    durations.array[at] = duration;
    flags.array[at] = bits;
    months.array[at] = alike.month;
    languages.array[at] = alike.language;
    channels.array[at] = alike.channel;
    for (let item = 0; item < codes.length; item += 1) (codes[item]?.array ?? [])[at] = row.codes[item] ?? 0;
    for (let set = 0; set < chosen.length; set += 1) (chosen[set]?.array ?? [])[at] = row.chosen[set] ?? 0;
    for (const item of numbers) (values[item]?.array ?? [])[at] = row.values[item] ?? Number.NaN;
    table.size += 1;
  };
  const alike: MatrixBuilder["alike"] = ({ month, language, channel }) => ({
    month: months.place(month),
    language: languages.place(language),
    channel: channels.place(channel),
  });
  const columnOf = (item: Item, at: number): Column => ({
    item,
    codes: (codes[at]?.array ?? new Uint8Array()).subarray(0, table.size),
    chosen: chosen
      .slice(row.sets[at], (row.sets[at] ?? 0) + setsOf(item))
      .map((set) => set.array.subarray(0, table.size)),
    values: (values[at]?.array ?? new Float64Array()).subarray(0, table.size),
  });
  return {
    add(response, asked) {
      begin(row, startOf(items.length, asked));
      for (const at of asked) answers[at]?.(response.answers, row);
      append(alike(response), response.duration ?? Number.NaN, response.flags);
    },
    ...{ row, append, alike },
    size: () => table.size,
    clear: () => {
      table.size = 0;
    },
    finished: () => ({
      size: table.size,
      columns: items.map(columnOf),
      durations: durations.array.subarray(0, table.size),
      flags: flags.array.subarray(0, table.size),
      months: months.finished(table.size),
      languages: languages.finished(table.size),
      channels: channels.finished(table.size),
    }),
  };
}

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

function growing<T extends Numbers>(make: (length: number) => T) {
  const column = {
    array: make(FIRST_ROOM),
    grow(room: number) {
      const larger = make(room);
      larger.set(column.array);
      column.array = larger;
    },
  };
  return column;
}

function small(most: number): (length: number) => Uint8Array | Uint16Array {
  return most < 256 ? (length) => new Uint8Array(length) : (length) => new Uint16Array(length);
}

function createLabels() {
  const places = new Map<string, number>();
  const codes = growing((length) => new Uint16Array(length));
  return Object.assign(codes, {
    place(word: string): number {
      const place = places.get(word) ?? places.size;
      places.set(word, place);
      return place;
    },
    finished: (size: number): Labels => ({ words: [...places.keys()], codes: codes.array.subarray(0, size) }),
  });
}
