/**
 * Classes of records that agree on all key variables (k-anonymity: P. Samarati and L. Sweeney, 1998), counted strictly:
 * skipped, not asked and withheld are values like any other. Counting a withheld value as one that could be anything, as
 * sdcMicro does, leaves records alone for whoever takes the file as it is.
 */

/** One variable, by record: codes from 0, under `size`. */
export interface Coded {
  readonly codes: ArrayLike<number>;
  readonly size: number;
}

export interface Classes {
  /** By record: its class, from 0 in the order in which the classes are met. */
  readonly of: Int32Array;
  /** By class: how many records it holds. */
  readonly counts: readonly number[];
  /** By class: the first record of it. */
  readonly first: readonly number[];
}

/** The classes of `records` records; without keys all of them are one. */
export function classesOf(records: number, keys: readonly Coded[]): Classes {
  let of = new Int32Array(records);
  for (const key of keys) of = refined(of, key);
  const counts: number[] = [];
  const first: number[] = [];
  for (let record = 0; record < records; record += 1) {
    const found = of[record] ?? 0;
    counts[found] = (counts[found] ?? 0) + 1;
    first[found] ??= record;
  }
  return { of, counts, first };
}

function refined(coarse: Int32Array, { codes, size }: Coded): Int32Array<ArrayBuffer> {
  const places = new Map<number, number>();
  const fine = new Int32Array(coarse.length);
  for (let record = 0; record < coarse.length; record += 1) {
    const pair = (coarse[record] ?? 0) * size + (codes[record] ?? 0);
    const place = places.get(pair) ?? places.size;
    if (place === places.size) places.set(pair, place);
    fine[record] = place;
  }
  return fine;
}

/** A sensitive variable, by record; `isAnswer` tells answers from the reasons for having none. */
export interface Sensitive {
  readonly codes: ArrayLike<number>;
  isAnswer(code: number): boolean;
}

/** By class: the different answers to a sensitive question in it. Having none is no answer, and makes no class more diverse. */
export function answersIn(classes: Classes, { codes, isAnswer }: Sensitive): readonly ReadonlySet<number>[] {
  const found = classes.counts.map(() => new Set<number>());
  for (const [record, place] of classes.of.entries()) {
    const code = codes[record] ?? 0;
    if (isAnswer(code)) found[place]?.add(code);
  }
  return found;
}

/**
 * Whether a class gives nobody's answer away: it has at least `l` different ones to each sensitive question (distinct
 * l-diversity: A. Machanavajjhala and others, 2007), or none, of which there is nothing to learn.
 */
export function isDiverse(answers: readonly ReadonlySet<number>[], l: number): boolean {
  return answers.every(({ size }) => size === 0 || size >= l);
}
