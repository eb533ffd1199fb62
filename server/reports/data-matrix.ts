/**
 * The responses of a survey as statisticians keep them: a row a response, a column an item, and in each cell the code of the
 * answer. Read once; every figure, under whatever cleaning rule and weights, is then counted from arrays of small numbers:
 * a million responses of the national survey take some 40 MB.
 */
import type { CountedResponse } from "../records/response.ts";
import type { Answers } from "../survey/answer.ts";
import { answerTo, type Item } from "./items.ts";

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

export interface MatrixBuilder {
  /** `asked`: the positions, among the items, of those on its journey; answers to others are not looked at. */
  add(response: CountedResponse, asked: readonly number[]): void;
  finished(): DataMatrix;
}

const FIRST_ROOM = 1024;

export function buildMatrix(items: readonly Item[]): MatrixBuilder {
  let size = 0;
  let room = FIRST_ROOM;
  const columns = items.map(createColumn);
  const durations = growing((length) => new Float64Array(length));
  const flags = growing((length) => new Uint16Array(length));
  const [months, languages, channels] = [createLabels(), createLabels(), createLabels()];
  const all = [durations, flags, months, languages, channels, ...columns];
  return {
    add(response, asked) {
      if (size === room) {
        room *= 2;
        for (const column of all) column.grow(room);
      }
      for (const at of asked) columns[at]?.set(size, response.answers);
      durations.array[size] = response.duration ?? Number.NaN;
      flags.array[size] = response.flags;
      months.set(size, response.month);
      languages.set(size, response.language);
      channels.set(size, response.channel);
      size += 1;
    },
    finished: () => ({
      size,
      columns: columns.map((column) => column.finished(size)),
      durations: durations.array.subarray(0, size),
      flags: flags.array.subarray(0, size),
      months: months.finished(size),
      languages: languages.finished(size),
      channels: channels.finished(size),
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
  return {
    grow: codes.grow,
    set(row: number, word: string) {
      const place = places.get(word) ?? places.size;
      if (place === places.size) places.set(word, place);
      codes.array[row] = place;
    },
    finished: (size: number): Labels => ({ words: [...places.keys()], codes: codes.array.subarray(0, size) }),
  };
}

function createColumn(item: Item) {
  const codes = growing(small(item.options.length + ANSWERED));
  const words = item.kind === "several" ? Math.ceil(item.options.length / 32) : 0;
  const chosen = Array.from({ length: words }, () => growing((length) => new Uint32Array(length)));
  const values = growing((length) => new Float64Array(item.kind === "number" ? length : 0));
  const places = new Map<string | number, number>(
    item.options.map(({ id }, at) => [item.kind === "scale" ? Number(id) : id, at]),
  );

  function choose(row: number, options: readonly string[]): boolean {
    let any = false;
    for (const option of options) {
      const place = places.get(option);
      const set = chosen[(place ?? 0) >> 5];
      if (place === undefined || !set) continue;
      set.array[row] = (set.array[row] ?? 0) | (1 << (place & 31));
      any = true;
    }
    return any;
  }

  /** What is no option of the item counts as no answer. */
  function codeOf(row: number, answer: string | number | readonly string[] | undefined): number {
    if (answer === undefined) return SKIPPED;
    if (item.kind === "several")
      return choose(row, typeof answer === "object" ? answer : [String(answer)]) ? ANSWERED : SKIPPED;
    if (item.kind === "text") return ANSWERED;
    if (item.kind === "number") {
      values.array[row] = typeof answer === "number" ? answer : Number.NaN;
      return ANSWERED;
    }
    const place = typeof answer === "object" ? places.get(answer[0] ?? "") : places.get(answer);
    return place === undefined ? SKIPPED : ANSWERED + place;
  }

  return {
    grow(room: number) {
      codes.grow(room);
      for (const set of chosen) set.grow(room);
      if (item.kind === "number") values.grow(room);
    },
    set(row: number, answers: Answers) {
      codes.array[row] = codeOf(row, answerTo(item, answers));
    },
    finished: (size: number): Column => ({
      item,
      codes: codes.array.subarray(0, size),
      chosen: chosen.map((set) => set.array.subarray(0, size)),
      values: values.array.subarray(0, size),
    }),
  };
}
