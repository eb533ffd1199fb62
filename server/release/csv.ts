/**
 * CSV after RFC 4180, in UTF-8: codes for programs, or labels for people. No cell can become a formula: spreadsheets take text that
 * begins with =, +, -, @ (the wide ones, too), a tab or a carriage return for one, so text of that kind gets an apostrophe before it (OWASP, "CSV
 * injection"); numbers stay numbers.
 */
import { type DataSet, reasonOf, type Variable } from "./data-set.ts";

export interface CsvForm {
  readonly cells: "codes" | "labels";
  /** A byte order mark, by which Excel recognises UTF-8. */
  readonly bom: boolean;
}

/** The file in pieces of some thousand records. */
export function* csv(data: DataSet, { cells, bom }: CsvForm): Generator<Uint8Array> {
  const columns = data.variables.map((variable) =>
    cells === "codes" ? codeCell(variable) : labelCell(variable, data),
  );
  const line = (record: number) => `${columns.map((cell) => cell(record)).join(",")}\r\n`;
  let piece = `${bom ? "\uFEFF" : ""}${data.variables.map(({ name }) => field(name)).join(",")}\r\n`;
  for (let record = 0; record < data.records; record += 1) {
    piece += line(record);
    if (record % RECORDS_A_PIECE < RECORDS_A_PIECE - 1) continue;
    yield Buffer.from(piece);
    piece = "";
  }
  if (piece !== "") yield Buffer.from(piece);
}

const RECORDS_A_PIECE = 2000;

type Cell = (record: number) => string;

function codeCell(variable: Variable): Cell {
  if (variable.type === "text") return (record) => field(variable.at(record));
  return (record) => numeral(variable.at(record));
}

function labelCell(variable: Variable, { reasons }: DataSet): Cell {
  if (variable.type === "text") return (record) => field(variable.at(record));
  const labels = new Map<number, string>(
    variable.type === "coded" ? variable.values.map(({ code, label }) => [code, field(label)]) : [],
  );
  return (record) => {
    const value = variable.at(record);
    const reason = reasonOf(variable, value);
    return reason ? field(reasons[reason]) : (labels.get(value) ?? numeral(value));
  };
}

function numeral(value: number): string {
  return Number.isFinite(value) ? String(value) : "";
}

/** A text as a cell, quoted where it has to be, and never a formula. */
export function field(text: string): string {
  const safe = /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
