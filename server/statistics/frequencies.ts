/**
 * A frequency table: each value that occurs, and how many times. A million answers on a scale of five are five rows,
 * and everything computed from the answers can be computed from the rows, so no figure here needs an array of answers.
 */
export type Frequencies = ReadonlyMap<number, number> | readonly (readonly [value: number, times: number])[];

/** Squares of anything larger could overflow, and a report would print Infinity. No answer comes near it. */
const LARGEST_VALUE = 1e100;

/** The table of a list of values. */
export function frequenciesOf(values: Iterable<number>): ReadonlyMap<number, number> {
  const frequencies = new Map<number, number>();
  for (const value of values) frequencies.set(value, (frequencies.get(value) ?? 0) + 1);
  return frequencies;
}

/**
 * How many values the table stands for: n. Rows that occur 0 times are welcome, and a value may have several rows.
 * Throws RangeError where a value is not a finite number, or a row occurs a negative or broken number of times.
 */
export function sizeOf(frequencies: Frequencies): number {
  let size = 0;
  for (const [value, times] of frequencies) {
    if (!(Math.abs(value) <= LARGEST_VALUE)) throw new RangeError(`A value must be a finite number, not ${value}.`);
    if (!Number.isSafeInteger(times) || times < 0)
      throw new RangeError(`A value occurs a whole number of times, 0 or more, not ${times}.`);
    size += times;
  }
  return size;
}

/** The sum of `term` over all values, each as many times as it occurs. */
export function sumOver(frequencies: Frequencies, term: (value: number) => number): number {
  let sum = 0;
  for (const [value, times] of frequencies) sum += times * term(value);
  return sum;
}
