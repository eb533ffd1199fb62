/**
 * A share of people, and the interval around it that is meant to hold the share one would find by asking everybody.
 *
 * The interval every textbook starts with (Wald: p plus or minus 1.96 standard errors) takes the standard error at the
 * share observed. Where 0 of 30 say yes it has no width, as if 30 answers proved that nobody would. E. B. Wilson,
 * "Probable inference, the law of succession, and statistical inference", JASA 22 (1927) 209-212, asks the other way
 * round: which true shares P make the observed p no surprise, that is |p - P| <= z sqrt(P (1 - P) / n)? The ends are the
 * roots of a quadratic equation in P. They never leave 0 to 1, and hold what they promise better than Wald's at every n
 * (Brown, Cai and DasGupta, "Interval estimation for a binomial proportion", Statistical Science 16 (2001) 101-133).
 *
 * The interval says how far chance alone may have moved a share. It does not say that whoever answered is like whoever
 * did not: for a survey that people choose to take, it is a statement under a model, and has to be labelled as one.
 */

/** Of a 95% interval: the standard normal quantile at 0.975. */
export const Z_95 = 1.959963984540054;

/** Fractions between 0 and 1, `low <= share <= high`. All null where nobody was asked: there is no share of nothing. */
export type Interval =
  | { readonly share: number; readonly low: number; readonly high: number }
  | { readonly share: null; readonly low: null; readonly high: null };

const OF_NOTHING: Interval = { share: null, low: null, high: null };

/** `count` of `base`, between 0 and 1; null where the base is 0. Refuses what `wilson` refuses. */
export function shareOf(count: number, base: number): number | null {
  for (const number of [count, base])
    if (!Number.isSafeInteger(number)) throw new RangeError(`People come in whole numbers, not ${number}.`);
  if (count < 0 || count > base) throw new RangeError(`A count of ${count} is impossible among ${base}.`);
  return base === 0 ? null : count / base;
}

/**
 * The Wilson score interval, without continuity correction, of `count` people among `base`: R's
 * `prop.test(count, base, correct = FALSE)$conf.int`. `z`: the normal quantile of the level, 95% unless told.
 *
 * Exactly 0 is the low end of nobody, and exactly 1 the high end of everybody. Throws RangeError for a count below 0 or
 * above its base, for anything that is not a whole number (a weighted share has `wilsonOfShare`), and for z <= 0.
 */
export function wilson(count: number, base: number, z: number = Z_95): Interval {
  const share = shareOf(count, base);
  return share === null ? OF_NOTHING : around(share, (base - count) / base, base, z);
}

/**
 * The same around a share that was not counted but weighted. Weights make some answers count more than others, so the
 * share is worth fewer answers than were given: `effectiveN`, a fraction as a rule, takes the place of the base.
 *
 * All null where it is 0. Throws RangeError for a share outside 0 to 1, an effective size that is negative or not
 * finite, and for z <= 0.
 */
export function wilsonOfShare(share: number, effectiveN: number, z: number = Z_95): Interval {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`A share lies between 0 and 1; ${share} does not.`);
  if (!(effectiveN >= 0 && effectiveN < Infinity))
    throw new RangeError(`An effective sample size is a finite number, 0 or more, not ${effectiveN}.`);
  return effectiveN === 0 ? OF_NOTHING : around(share, 1 - share, effectiveN, z);
}

/** Who says no are as far from 1 as who say yes are from 0, so the high end of yes is the low end of no, mirrored. */
function around(share: number, others: number, n: number, z: number): Interval {
  if (!(z > 0 && z < Infinity)) throw new RangeError(`z is a normal quantile above 0, not ${z}.`);
  return { share, low: lowEnd(share, others, n, z), high: Math.max(share, 1 - lowEnd(others, share, n, z)) };
}

/**
 * The smaller root of (1 + z²/n) P² - (2p + z²/n) P + p² = 0. As (b - √…) / 2a it would be a difference of two nearly
 * equal numbers where p is small; as the product of the roots by the larger one it is exact, and exactly 0 at p = 0.
 */
function lowEnd(share: number, others: number, n: number, z: number): number {
  const pull = (z * z) / n / 2;
  const largerRootTimesA = share + pull + z * Math.sqrt((share * others) / n + (z / n / 2) ** 2);
  return (share * share) / largerRootTimesA;
}
