/**
 * A join by numbers in a row: a serial number, whatever it is called, tells the order in which rows came, wherever they are laid
 * afterwards. Every column of numbers in rows that hold somebody's answers is held against the order of the sends. But for this: in
 * real time a server under load grows slower, and whoever sends later has taken longer. What they took lies beside the answers, as is
 * promised; how far that leads is tried by durations.ts, and here only where people's pace is their own, in simulated time.
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
    if (person !== undefined)
      for (const [column, value] of numbersOf(row, last?.copy.batches === undefined))
        add(columns, column, [person, value]);
  }
  const results = [...columns.values()].map((pairs) => ({
    correlation: rankCorrelation(pairs),
    over: pairs.length,
  }));
  const strongest = results.toSorted((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation))[0];
  const result: Result = { join: "numbers in the row", note: `${columns.size} columns`, ...strongest };
  return [result];
};

/** Columns of a response: how long it took, and the flags, some of which follow from that. */
const OF_PACE = [6, 7];

function numbersOf({ table, values }: SeenRow, inRealTime: boolean): readonly (readonly [string, number])[] {
  const skipped = inRealTime && table === "response" ? OF_PACE : [];
  return values.flatMap((value, at) =>
    typeof value === "number" && !skipped.includes(at) ? [[`${table} ${values.length} ${at}`, value] as const] : [],
  );
}

function add<Value>(columns: Map<string, Value[]>, column: string, value: Value): void {
  columns.set(column, [...(columns.get(column) ?? []), value]);
}
