/**
 * Trimming: a few people in small groups can carry a large part of the whole weight, and their answers with it. Weights
 * above a cap are cut to it, and what was cut off is given to all others in equal parts, again and again until nothing is
 * above the cap. The estimates vary less then, and lean: the margins no longer hold, by as much as `departure`
 * (`raking.ts`) tells. So trimmed weights are shown beside the others and never in their place. The same as
 * `trimWeights(upper = cap, strict = TRUE)` of R's package survey.
 */
export interface Trimming {
  /** By cell, with the same sum as before. */
  readonly weights: Float64Array;
  /** How many people are at the cap. */
  readonly atCap: number;
}

/** What is above the cap by less than this part is at the cap. */
const CLOSE = 1e-12;

/**
 * `counts`: how many people have each weight. Null where the cap is too low to hold the whole: where it is not above the
 * mean weight. Throws RangeError for a cap that is not above 0.
 */
export function trim(counts: ArrayLike<number>, given: ArrayLike<number>, cap: number): Trimming | null {
  if (!(cap > 0 && cap < Infinity)) throw new RangeError(`A cap is a finite number above 0, not ${cap}.`);
  const weights = Float64Array.from(given);
  const people = total(counts, weights, () => 1);
  if (people === 0 || total(counts, weights, (weight) => weight) >= cap * people) return null;
  for (;;) {
    const excess = total(counts, weights, (weight) => Math.max(0, weight - cap));
    if (excess <= cap * CLOSE) break;
    const others = total(counts, weights, (weight) => (weight > cap ? 0 : 1));
    for (let cell = 0; cell < weights.length; cell += 1) {
      const weight = weights[cell] ?? 0;
      weights[cell] = weight > cap ? cap : weight + excess / others;
    }
  }
  return { weights, atCap: total(counts, weights, (weight) => (weight >= cap * (1 - CLOSE * 100) ? 1 : 0)) };
}

function total(counts: ArrayLike<number>, weights: ArrayLike<number>, of: (weight: number) => number): number {
  let sum = 0;
  for (let cell = 0; cell < counts.length; cell += 1) sum += (counts[cell] ?? 0) * of(weights[cell] ?? 0);
  return sum;
}
