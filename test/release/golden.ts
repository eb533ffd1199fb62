/** The 3,000 people of `test/statistics/sample.ts` as records with key variables, and what R's sdcMicro 5.8.1 says of them. */
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type { Coded } from "../../server/release/classes.ts";
import { type Person, people, type Variable } from "../statistics/sample.ts";

export const KEYS = ["region", "settlement", "sex", "age", "education"] as const satisfies readonly Variable[];

/** People in the population of the sample's weights. */
export const POPULATION = 12_400_000;

export const PEOPLE: readonly Person[] = people();

export function coded(variable: Variable): Coded {
  const codes = PEOPLE.map((person) => person.codes[variable]);
  return { codes, size: Math.max(...codes) + 1 };
}

/** The first letters of a person's name in the sample, one a key. */
export function cellOf({ codes }: Person, keys: number): string {
  return KEYS.slice(0, keys)
    .map((key, at) => (at === 0 ? String.fromCharCode(97 + codes[key]) : String(codes[key])))
    .join("");
}

export function goldenRows(name: string): readonly Readonly<Record<string, string>>[] {
  const rows: Readonly<Record<string, string>>[] = parse(readFileSync(new URL(`golden-${name}.csv`, import.meta.url)), {
    columns: true,
  });
  if (rows.length === 0) throw new Error(`golden-${name}.csv holds no rows`);
  return rows;
}
