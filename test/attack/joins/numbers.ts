/**
 * A join by numbers in a row: a serial number, whatever it is called, tells the order in which rows came, wherever they are laid
 * afterwards. Every column of numbers in rows that hold somebody's answers is held against the order of the sends.
 */
import type { SeenRow } from "../observation.ts";
import { rankCorrelation } from "../rank-correlation.ts";
import type { Result } from "../result.ts";
import type { Join } from "./case.ts";

export const numbers: Join = ({ evidence, judge }) => {
  const last = evidence.observations.filter(({ copy }) => copy.kind === "live").at(-1);
  const columns = new Map<string, (readonly [number, number])[]>();
  for (const row of last?.rows ?? []) {
    const person = judge(row);
    if (person !== undefined) for (const [column, value] of numbersOf(row)) add(columns, column, [person, value]);
  }
  const results = [...columns.values()].map((pairs) => ({
    correlation: rankCorrelation(pairs),
    over: pairs.length,
  }));
  const strongest = results.toSorted((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation))[0];
  const result: Result = { join: "numbers in the row", note: `${columns.size} columns`, ...strongest };
  return [result];
};

function numbersOf({ table, values }: SeenRow): readonly (readonly [string, number])[] {
  return values.flatMap((value, at) => (typeof value === "number" ? [[`${table} ${values.length} ${at}`, value]] : []));
}

function add<Value>(columns: Map<string, Value[]>, column: string, value: Value): void {
  columns.set(column, [...(columns.get(column) ?? []), value]);
}
