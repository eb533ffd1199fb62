/**
 * Counts blocks of responses, each once and then forgotten, so that memory does not grow with their number. What remains is how
 * many of each stratum gave each answer, and of those whom the report's own rule keeps how answers to two questions go together.
 */
import type { Margin } from "../survey/margins.ts";
import { ANSWERED } from "./answer-codes.ts";
import { type CountTable, countCodes, countTable, widthOf, withRows } from "./count-table.ts";
import { countedDoubts, type Doubting } from "./counted-doubts.ts";
import type { Column, DataMatrix, Labels } from "./data-matrix.ts";
import type { Item } from "./items.ts";
import { openStrata, type Strata } from "./strata.ts";

export interface CountingOrder extends Doubting {
  readonly margins: readonly Margin[];
  /** Which rule's people are crossed and told by month, by its place. */
  readonly chosen: number;
  /** Whether the second is to be broken down by the first, a question of kind one. */
  readonly crossed: (by: Item, item: Item) => boolean;
}

/** A block of responses, and what was made of their open answers. */
export interface Block {
  readonly matrix: DataMatrix;
  readonly coded: readonly { readonly column: Column; readonly written: Uint8Array }[];
}

export interface SurveyCounts {
  readonly size: number;
  readonly strata: Strata;
  /** How many responses have these bits. */
  readonly bits: ReadonlyMap<number, number>;
  /** How many took so many seconds. */
  readonly durations: ReadonlyMap<number, number>;
  /** By item: people by stratum and code. */
  readonly items: readonly CountedItem[];
  readonly coded: readonly (CountedItem & { readonly written: CountTable })[];
  readonly words: Readonly<Record<Word, CountedWords>>;
  /** By item: people whom the chosen rule keeps, by month and code. */
  readonly monthly: readonly CountTable[];
  /** People whom the chosen rule keeps, by cell, code of the first and code of the second; undefined where they were not counted. */
  pair(first: number, second: number): CountTable | undefined;
}

export interface CountedItem {
  readonly item: Item;
  readonly table: CountTable;
  /** Of a number question: by value, people by stratum. */
  readonly values: ReadonlyMap<number, ReadonlyMap<number, number>>;
}

export type Word = "months" | "languages" | "channels";

export interface CountedWords {
  readonly words: readonly string[];
  /** By word: people by stratum. */
  readonly tables: readonly CountTable[];
}

const WORDS: readonly Word[] = ["months", "languages", "channels"];

export interface Counter {
  add(block: Block): void;
  finished(): SurveyCounts;
}

export function openCounter(items: readonly Item[], coded: readonly Item[], order: CountingOrder): Counter {
  const strata = openStrata(order.margins);
  const doubts = countedDoubts(order);
  const [own, codes] = [
    items.map(countedItem),
    coded.map((item) => ({ ...countedItem(item), written: countTable(2) })),
  ];
  const words = { months: countedWords(), languages: countedWords(), channels: countedWords() };
  const monthly = items.map((item) => countTable(widthOf(item)));
  const pairs = pairsOf(items, order.crossed);
  let size = 0;
  return {
    add({ matrix, coded: open }) {
      size += matrix.size;
      const rules = doubts.rulesIn(matrix);
      const places = strata.placesIn(matrix, rules);
      const rows = strata.rules.length;
      for (const [at, counted] of own.entries()) countItem(counted, matrix.columns[at], places, rows);
      for (const [at, counted] of codes.entries()) {
        countItem(counted, open[at]?.column, places, rows);
        countBytes(open[at]?.written, places, withRows(counted.written, rows));
      }
      for (const word of WORDS) words[word].count(matrix[word], places, rows);
      const isKept = rules.map((kept) => (kept >> order.chosen) & 1);
      countMonths(matrix, isKept, monthly);
      countPairs(matrix, isKept, places, strata.cells, pairs);
    },
    finished: () => ({
      ...{ size, strata, ...doubts.finished(), items: own, coded: codes, monthly },
      words: { months: words.months, languages: words.languages, channels: words.channels },
      pair: (first, second) => pairs.get(first)?.get(second),
    }),
  };
}

function countedItem(item: Item) {
  return { item, table: countTable(widthOf(item)), values: new Map<number, Map<number, number>>() };
}

function countedWords() {
  const words: string[] = [];
  const tables: CountTable[] = [];
  return {
    ...{ words, tables },
    count(labels: Labels, places: Int32Array, rows: number) {
      for (const word of labels.words.slice(words.length)) {
        words.push(word);
        tables.push(countTable(1));
      }
      for (const table of tables) withRows(table, rows);
      for (let row = 0; row < places.length; row += 1) {
        const [counts, place] = [tables[labels.codes[row] ?? 0]?.counts, places[row] ?? 0];
        if (counts) counts[place] = (counts[place] ?? 0) + 1;
      }
    },
  };
}

function countItem(
  { item, table, values }: ReturnType<typeof countedItem>,
  column: Column | undefined,
  places: Int32Array,
  rows: number,
): void {
  if (!column) return;
  countCodes(column, places, withRows(table, rows));
  if (item.kind !== "number") return;
  for (let row = 0; row < places.length; row += 1) {
    const value = column.values[row] ?? Number.NaN;
    if ((column.codes[row] ?? 0) < ANSWERED || Number.isNaN(value)) continue;
    const counts = values.get(value) ?? new Map<number, number>();
    if (counts.size === 0) values.set(value, counts);
    const place = places[row] ?? 0;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
}

function countBytes(bytes: Uint8Array | undefined, places: Int32Array, { width, counts }: CountTable): void {
  for (let row = 0; row < places.length; row += 1) {
    const at = (places[row] ?? 0) * width + (bytes?.[row] ?? 0);
    counts[at] = (counts[at] ?? 0) + 1;
  }
}

/** Rows that do not count are counted at the first place, where nobody looks. */
function countMonths({ columns, months }: DataMatrix, isKept: Uint8Array, tables: readonly CountTable[]) {
  const places = new Int32Array(isKept.length);
  for (let row = 0; row < places.length; row += 1)
    places[row] = (isKept[row] ?? 0) === 0 ? 0 : (months.codes[row] ?? 0) + 1;
  for (const [at, column] of columns.entries()) {
    const table = tables[at];
    if (table && column.item.options.length > 0) countCodes(column, places, withRows(table, months.words.length + 1));
  }
}

type Pairs = ReadonlyMap<number, ReadonlyMap<number, CountTable>>;

/** Two questions of kind one are counted once, in their order: either way of breaking down is read out of it. */
function pairsOf(items: readonly Item[], crossed: CountingOrder["crossed"]): Pairs {
  const isCounted = (by: Item, at: number, item: Item, place: number) =>
    at !== place &&
    by.kind === "one" &&
    item.options.length > 0 &&
    (crossed(by, item) || (item.kind === "one" && crossed(item, by))) &&
    (item.kind !== "one" || at < place);
  return new Map(
    items.map((by, at) => [
      at,
      new Map(
        items.flatMap((item, place) => (isCounted(by, at, item, place) ? [[place, countTable(widthOf(item))]] : [])),
      ),
    ]),
  );
}

function countPairs(
  { columns }: DataMatrix,
  isKept: Uint8Array,
  strata: Int32Array,
  cells: readonly number[],
  pairs: Pairs,
): void {
  const kept = new Int32Array(strata.length);
  for (let row = 0; row < kept.length; row += 1)
    kept[row] = (isKept[row] ?? 0) === 0 ? 0 : (cells[strata[row] ?? 0] ?? 0) + 1;
  const rows = cells.reduce((most, cell) => Math.max(most, cell + 2), 1);
  const places = new Int32Array(kept.length);
  for (const [first, tables] of pairs) {
    const by = columns[first];
    if (!by || tables.size === 0) continue;
    const width = widthOf(by.item);
    for (let row = 0; row < places.length; row += 1) places[row] = (kept[row] ?? 0) * width + (by.codes[row] ?? 0);
    for (const [second, table] of tables) {
      const column = columns[second];
      if (column) countCodes(column, places, withRows(table, rows * width));
    }
  }
}
