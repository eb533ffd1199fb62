/** What a response answered as codes, item by item: the row of a data matrix before it is one. */
import type { Answers } from "../survey/answer.ts";
import { answerTo, type Item } from "./items.ts";

/** Of a cell: the item was not on the response's journey; it was, and was not answered; it was answered. */
export const NOT_ASKED = 0;
export const SKIPPED = 1;
/** The first option of an item with one answer; the next option is one more. Of other kinds: answered. */
export const ANSWERED = 2;

export interface AnswerRow {
  /** By item. */
  readonly codes: Uint16Array;
  /** Of several answers, in sets of 32 options: a bit where it was chosen. */
  readonly chosen: Uint32Array;
  /** By item: the place of its first set. */
  readonly sets: Uint16Array;
  /** By item: of a number question the number; NaN where there is none. */
  readonly values: Float64Array;
}

export function answerRow(items: readonly Item[]): AnswerRow {
  const sets = new Uint16Array(items.length);
  let all = 0;
  for (const [at, item] of items.entries()) {
    sets[at] = all;
    all += setsOf(item);
  }
  const values = new Float64Array(items.length).fill(Number.NaN);
  return { codes: new Uint16Array(items.length), chosen: new Uint32Array(all), sets, values };
}

/** How many sets of 32 an item's options take. */
export function setsOf({ kind, options }: Item): number {
  return kind === "several" ? Math.ceil(options.length / 32) : 0;
}

/** The codes of somebody who was asked these items and answered none. */
export function startOf(items: number, asked: readonly number[]): Uint16Array {
  const codes = new Uint16Array(items).fill(NOT_ASKED);
  for (const at of asked) codes[at] = SKIPPED;
  return codes;
}

/** Forgets what the row held. `start`: the codes of nothing answered. */
export function begin({ codes, chosen, values }: AnswerRow, start: Uint16Array): void {
  codes.set(start);
  chosen.fill(0);
  values.fill(Number.NaN);
}

/** One of several. */
export function choose({ codes, chosen, sets }: AnswerRow, at: number, option: number): void {
  const set = (sets[at] ?? 0) + (option >> 5);
  codes[at] = ANSWERED;
  chosen[set] = (chosen[set] ?? 0) | (1 << (option & 31));
}

/** Writes what was answered to the item at this place; what is no option of it counts as no answer. */
export function answerWriter(item: Item, at: number): (answers: Answers, row: AnswerRow) => void {
  const places = new Map<string | number, number>(
    item.options.map(({ id }, place) => [item.kind === "scale" ? Number(id) : id, place]),
  );
  return (answers, row) => {
    const answer = answerTo(item, answers);
    if (answer === undefined) return;
    if (item.kind === "text") row.codes[at] = ANSWERED;
    else if (item.kind === "number") {
      row.codes[at] = ANSWERED;
      row.values[at] = typeof answer === "number" ? answer : Number.NaN;
    } else if (item.kind === "several") {
      for (const option of typeof answer === "object" ? answer : [String(answer)]) {
        const place = places.get(option);
        if (place !== undefined) choose(row, at, place);
      }
    } else {
      const place = places.get(typeof answer === "object" ? (answer[0] ?? "") : answer);
      if (place !== undefined) row.codes[at] = ANSWERED + place;
    }
  };
}
