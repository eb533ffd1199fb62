/**
 * The responses of a survey as statisticians keep them: a row a response, a column an item, and in each cell the code of the
 * answer. A release needs all of them; a report
 * counts them block by block.
 */
import type { CountedResponse } from "../records/response.ts";
import { answerWriter, type CellWriter } from "./answer-codes.ts";
import type { Item } from "./items.ts";

/** Of a cell: the item was not on the response's journey; it was, and was not answered; it was answered. */
export const NOT_ASKED = 0;
export const SKIPPED = 1;
/** The first option of an item with one answer; the next option is one more. Of other kinds: answered. */
export const ANSWERED = 2;

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
  /** Begins a row whose answers are then written item by item: `codes` are those of nothing answered, by item. `duration`: NaN where unknown. */
  begin(alike: AlikeIn, duration: number, flags: number, codes: Uint8Array): void;
  /** By item, into the row that was begun last. */
  readonly writers: readonly CellWriter[];
  /** Takes back the row that was begun last. */
  takeBack(): void;
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
  const columns = items.map((item) => createColumn(item, table));
  const answers = columns.map(({ item, writer }) => answerWriter(item, writer));
  const durations = growing((length) => new Float64Array(length));
  const flags = growing((length) => new Uint16Array(length));
  const [months, languages, channels] = [createLabels(), createLabels(), createLabels()];
  const all = [durations, flags, months, languages, channels, ...columns];

  const begin: MatrixBuilder["begin"] = (alike, duration, bits, codes) => {
    if (table.size === table.room) {
      table.room *= 2;
      for (const column of all) column.grow(table.room);
    }
    const row = table.size;
    durations.array[row] = duration;
    flags.array[row] = bits;
    months.array[row] = alike.month;
    languages.array[row] = alike.language;
    channels.array[row] = alike.channel;
    for (let at = 0; at < columns.length; at += 1) columns[at]?.clear(row, codes[at] ?? NOT_ASKED);
    table.size += 1;
  };
  const alike: MatrixBuilder["alike"] = ({ month, language, channel }) => ({
    month: months.place(month),
    language: languages.place(language),
    channel: channels.place(channel),
  });
  return {
    add(response, asked) {
      const codes = startOf(items.length, asked);
      begin(alike(response), response.duration ?? Number.NaN, response.flags, codes);
      for (const at of asked) answers[at]?.(response.answers);
    },
    ...{ begin, alike },
    writers: columns.map(({ writer }) => writer),
    takeBack: () => {
      table.size -= 1;
    },
    size: () => table.size,
    clear: () => {
      table.size = 0;
    },
    finished: () => ({
      size: table.size,
      columns: columns.map((column) => column.finished(table.size)),
      durations: durations.array.subarray(0, table.size),
      flags: flags.array.subarray(0, table.size),
      months: months.finished(table.size),
      languages: languages.finished(table.size),
      channels: channels.finished(table.size),
    }),
  };
}

/** The codes of somebody who was asked these items and answered none. */
export function startOf(items: number, asked: readonly number[]): Uint8Array {
  const codes = new Uint8Array(items).fill(NOT_ASKED);
  for (const at of asked) codes[at] = SKIPPED;
  return codes;
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

/** `table.size`: the rows so far, the one that is being written included. */
function createColumn(item: Item, table: { readonly size: number }) {
  const codes = growing(small(item.options.length + ANSWERED));
  const sets = item.kind === "several" ? Math.ceil(item.options.length / 32) : 0;
  const chosen = Array.from({ length: sets }, () => growing((length) => new Uint32Array(length)));
  const values = growing((length) => new Float64Array(item.kind === "number" ? length : 0));
  const row = () => table.size - 1;
  const writer: CellWriter = {
    answer(option) {
      codes.array[row()] = ANSWERED + option;
    },
    choose(option) {
      codes.array[row()] = ANSWERED;
      const set = chosen[option >> 5];
      if (set) set.array[row()] = (set.array[row()] ?? 0) | (1 << (option & 31));
    },
    value(number) {
      codes.array[row()] = ANSWERED;
      values.array[row()] = number;
    },
  };
  return {
    ...{ item, writer },
    grow(room: number) {
      codes.grow(room);
      for (const set of chosen) set.grow(room);
      if (item.kind === "number") values.grow(room);
    },
    clear(at: number, code: number) {
      codes.array[at] = code;
      for (let set = 0; set < sets; set += 1) (chosen[set]?.array ?? [])[at] = 0;
      if (item.kind === "number") values.array[at] = Number.NaN;
    },
    finished: (size: number): Column => ({
      item,
      codes: codes.array.subarray(0, size),
      chosen: chosen.map((set) => set.array.subarray(0, size)),
      values: values.array.subarray(0, size),
    }),
  };
}
