/**
 * The standard normal distribution.
 *
 * Its quantile: how many standard deviations above the mean a value lies that part p of
 * the distribution stays below. At 0.975 it is the 1.96 of every 95% interval: 2.5% lie above it, 2.5% below its negative.
 *
 * There is no closed form. This is algorithm AS 241 (routine PPND16) of M. J. Wichura, "The percentage points of the
 * normal distribution", Applied Statistics 37 (1988) 477-484: a quotient of two polynomials for the middle, one for the
 * tails and one for the far tails, each right to about one part in 10^16. R's `qnorm` uses the same.
 *
 * Coefficients as printed, from the constant term up, as many digits as a double can hold.
 */
const MIDDLE = {
  over: [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
    67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  under: [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
    28729.085735721942674, 5226.495278852854561,
  ],
} as const;

const TAIL = {
  over: [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
  ],
  under: [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
} as const;

const FAR_TAIL = {
  over: [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  under: [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
} as const;

/** Throws RangeError unless `part` is above 0 and below 1: at the ends the quantile is infinite. */
export function normalQuantile(part: number): number {
  if (!(part > 0 && part < 1)) throw new RangeError(`A normal quantile is taken above 0 and below 1, not at ${part}.`);
  const fromMiddle = part - 0.5;
  if (Math.abs(fromMiddle) <= 0.425) return fromMiddle * quotient(MIDDLE, 0.425 ** 2 - fromMiddle ** 2);
  const outside = fromMiddle < 0 ? part : 1 - part;
  const depth = Math.sqrt(-Math.log(outside));
  const distance = depth <= 5 ? quotient(TAIL, depth - 1.6) : quotient(FAR_TAIL, depth - 5);
  return fromMiddle < 0 ? -distance : distance;
}

interface Quotient {
  readonly over: readonly number[];
  readonly under: readonly number[];
}

function quotient({ over, under }: Quotient, x: number): number {
  return polynomial(over, x) / polynomial(under, x);
}

/** Horner's rule: from the highest power down, one multiplication a coefficient. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

const TABLE_END = 8;
const TABLE_STEPS = 2048;
let table: Float64Array | undefined;

/**
 * The part of the standard normal distribution below z, right to 10^-7: R's `pnorm(z)`, interpolated in a table of Simpson's
 * integral, because the noise of ranges asks for it millions of times. 0 and 1 beyond 8 standard deviations.
 */
export function normalBelow(z: number): number {
  if (z <= -TABLE_END) return 0;
  if (z >= TABLE_END) return 1;
  table ??= integrated();
  const place = Math.abs(z) * (TABLE_STEPS / TABLE_END);
  const before = Math.floor(place);
  const value = table[before] ?? 0;
  const half = value + (place - before) * ((table[before + 1] ?? 0.5) - value);
  return z < 0 ? 0.5 - half : 0.5 + half;
}

/** The part between 0 and each step. */
function integrated(): Float64Array {
  const width = TABLE_END / TABLE_STEPS;
  const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const parts = new Float64Array(TABLE_STEPS + 1);
  for (let at = 1; at <= TABLE_STEPS; at += 1) {
    const z = (at - 1) * width;
    parts[at] = (parts[at - 1] ?? 0) + (width / 6) * (density(z) + 4 * density(z + width / 2) + density(z + width));
  }
  return parts;
}
