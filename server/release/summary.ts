/** How often each code of each variable occurs in a release, counted from the very values that the files hold. */
import { type DataSet, REASONS, type Reason, reasonOf, type Variable } from "./data-set.ts";

export interface Summary {
  readonly variable: Variable;
  /** Records with an answer. */
  readonly valid: number;
  /** Records without one, by reason. */
  readonly without: Readonly<Record<Reason, number>>;
  /** By code of an answer: records, the sum of their weights and that of the weights' squares. Empty for numbers and texts. */
  readonly counts: ReadonlyMap<number, Counted>;
  /** The sum of weights of those with an answer, and that of the weights' squares. */
  readonly weight: number;
  readonly squares: number;
  /** Of numbers; undefined where nobody gave one. */
  readonly numbers?: { readonly min: number; readonly max: number; readonly mean: number };
}

export interface Counted {
  readonly records: number;
  readonly weight: number;
  readonly squares: number;
}

export function summariesOf(data: DataSet): readonly Summary[] {
  const weigher = data.variables.find(({ name }) => name === data.weight);
  const weightOf = weigher?.type === "number" ? weigher.at : () => 1;
  return data.variables.map((variable) => summaryOf(variable, data.records, weightOf));
}

function summaryOf(variable: Variable, records: number, weightOf: (record: number) => number): Summary {
  const without = Object.fromEntries(REASONS.map((reason) => [reason, 0])) as Record<Reason, number>;
  if (variable.type === "text")
    return { variable, valid: records, without, counts: new Map(), weight: records, squares: records };
  const counts = new Map<number, Writable>();
  let [valid, weight, squares, sum, min, max] = [0, 0, 0, 0, Infinity, -Infinity];
  for (let record = 0; record < records; record += 1) {
    const value = variable.at(record);
    const reason = reasonOf(variable, value);
    if (reason) {
      without[reason] += 1;
      continue;
    }
    valid += 1;
    weight += weightOf(record);
    squares += weightOf(record) ** 2;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (variable.type === "coded") counted(counts, value, weightOf(record));
  }
  const isNumber = variable.type === "number" && valid > 0;
  return {
    variable,
    valid,
    without,
    counts,
    weight,
    squares,
    ...(isNumber ? { numbers: { min, max, mean: sum / valid } } : {}),
  };
}

type Writable = { -readonly [Key in keyof Counted]: Counted[Key] };

function counted(counts: Map<number, Writable>, code: number, weight: number): void {
  const count = counts.get(code) ?? { records: 0, weight: 0, squares: 0 };
  count.records += 1;
  count.weight += weight;
  count.squares += weight * weight;
  counts.set(code, count);
}
