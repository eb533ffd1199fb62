/** The columns of an import file: the fields of the survey's questions, and what else is known of a response. */
import { fieldNames } from "../survey/answer.ts";
import { type Definition, questionsOf } from "../survey/definition.ts";
import { type ImportFault, nearestOf, shownCell } from "./import-fault.ts";

/** A record of a CSV file: the header is the first. */
export interface CsvRecord {
  /** From 1: where it begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Columns beside the questions'. None of them can be a question's id. */
export const FACT_COLUMNS = ["duration_seconds", "language", "sent_on", "flags"] as const;
export type FactColumn = (typeof FACT_COLUMNS)[number];

export interface ImportColumns {
  /** By position; undefined where the header names nothing of the survey's. */
  readonly names: readonly (string | undefined)[];
  readonly faults: readonly ImportFault[];
}

/** Reads the header. Refuses columns nobody knows, the same column twice, and a header without any question. */
export function columnsFrom({ line, cells }: CsvRecord, definition: Definition): ImportColumns {
  const asked = questionsOf(definition).flatMap(fieldNames);
  const known = [...asked, ...FACT_COLUMNS];
  const names = cells.map((cell) => cell.trim());
  const faults = names.flatMap((name, at): readonly ImportFault[] => {
    if (name === "") return [{ line, reason: `the column no. ${at + 1} has no name: name it or take it out` }];
    if (!known.includes(name)) return [{ line, reason: unknown(name, known) }];
    return names.indexOf(name) < at ? [{ line, column: name, reason: "is there twice: keep one" }] : [];
  });
  const none = { line, reason: `no column is a question's; this survey's are ${asked.join(", ")}` };
  const isEmpty = faults.length === 0 && !names.some((name) => asked.includes(name));
  return {
    names: names.map((name, at) => (known.includes(name) && names.indexOf(name) === at ? name : undefined)),
    faults: isEmpty ? [none] : faults,
  };
}

/** A grid has no column of its own. */
function unknown(name: string, known: readonly string[]): string {
  const rows = known.filter((column) => column.startsWith(`${name}.`));
  if (rows.length > 0) return `${shownCell(name)} is a grid, which has a column for each row: ${rows.join(", ")}`;
  return `there is no column ${shownCell(name)}${nearestOf(name, known)}`;
}
