/** Figures of a reference program, kept beside the tests so that they run where the program is not installed. */
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

export type GoldenRow = Readonly<Record<string, string>>;

/** The rows of `golden-NAME.csv`. Throws where there are none: a loop over nothing would pass every test. */
export function golden(name: string): readonly GoldenRow[] {
  const rows: GoldenRow[] = parse(readFileSync(new URL(`golden-${name}.csv`, import.meta.url)), { columns: true });
  if (rows.length === 0) throw new Error(`golden-${name}.csv holds no rows`);
  return rows;
}

/** A cell as text. Throws where the column is missing, so that a misspelt name is not read as nothing. */
export function textIn(row: GoldenRow, column: string): string {
  const text = row[column];
  if (text === undefined) throw new Error(`no column ${column}`);
  return text;
}

/** A cell as a number. Throws where it is none. */
export function numberIn(row: GoldenRow, column: string): number {
  const text = textIn(row, column);
  if (text === "" || !Number.isFinite(Number(text))) throw new Error(`${column} is not a number: "${text}"`);
  return Number(text);
}
