/**
 * How likely it is that somebody who knows a person's key variables, and that the person is in the file or in the
 * population, picks the right record.
 *
 * A class is all records that agree on the keys: f of them in the file, standing for F people of the population (the sum of
 * their weights). Who knows that the person answered is right with 1/f (the "prosecutor" of P. Elliot and A. Dale,
 * "Scenarios of attack", 1999). Who does not know it is up against the F of the population, whose number is only estimated: the
 * individual risk of R. Benedetti and L. Franconi, "Statistical and technological solutions for controlled data dissemination"
 * (1998), as corrected by L. Franconi and S. Polettini (2004), is the mean of 1/F given f. With p = f/F it is, as in R's
 * sdcMicro 5.8.1 (whose figures the tests hold it to),
 *
 *   f = 1: p/(1-p) ln(1/p);   f = 2: p/(1-p) - (p/(1-p))² ln(1/p);   f > 2, approximately: p / (f - (1-p)).
 */

/** The individual risk, between 0 and 1. Throws RangeError where the class is empty or its people are fewer than its records. */
export function individualRisk(records: number, population: number): number {
  if (!(records >= 1)) throw new RangeError("A class holds a record at least.");
  if (!(population > 0)) throw new RangeError("A class stands for people of the population.");
  const p = records / population;
  // A class that stands for nobody but its records: the one who is looked for is one of f.
  if (p >= 1) return 1 / records;
  const odds = p / (1 - p);
  if (records === 1) return odds * Math.log(1 / p);
  if (records === 2) return odds - odds ** 2 * Math.log(1 / p);
  return p / (records - (1 - p));
}

/** Of a file, by its classes. */
export interface FileRisk {
  readonly records: number;
  readonly classes: number;
  /** Classes of one record. */
  readonly uniques: number;
  /** The smallest class: what the file's k is. */
  readonly k: number;
  /** Records in classes of fewer than `below`. */
  readonly recordsBelow: number;
  /** How many records somebody would get right who knows of everybody that they answered: the sum of 1/f, which is the number of classes. */
  readonly expectedByParticipants: number;
  /** The same for whoever knows keys of people of the population: the sum of the individual risks; null where no population is known. */
  readonly expectedByPopulation: number | null;
  /** The largest individual risk; null where no population is known. */
  readonly largest: number | null;
}

/** `records`: by class. `population`: by class, where weights say how many people it stands for. */
export function fileRisk(
  records: ArrayLike<number>,
  population: ArrayLike<number> | undefined,
  below: number,
): FileRisk {
  const classes = Array.from(records).flatMap((size, at) => (size > 0 ? [{ size, people: population?.[at] }] : []));
  const sum = (of: (size: number) => number) => classes.reduce((total, { size }) => total + of(size), 0);
  const risks = classes.flatMap(({ size, people }) =>
    people === undefined ? [] : [{ size, risk: individualRisk(size, people) }],
  );
  return {
    records: sum((size) => size),
    classes: classes.length,
    uniques: sum((size) => (size === 1 ? 1 : 0)),
    k: classes.reduce((least, { size }) => Math.min(least, size), classes.length === 0 ? 0 : Infinity),
    recordsBelow: sum((size) => (size < below ? size : 0)),
    expectedByParticipants: classes.length,
    expectedByPopulation: population ? risks.reduce((total, { size, risk }) => total + size * risk, 0) : null,
    largest: population ? risks.reduce((most, { risk }) => Math.max(most, risk), 0) : null,
  };
}
