/** From a row of an import file to a response, by the rules that answers from the web keep. */
import { answersFrom, type Fields, fieldNames } from "../survey/answer.ts";
import { type Definition, type Question, questionsOf } from "../survey/definition.ts";
import { journeyOf } from "../survey/journey.ts";
import type { CsvRecord, FactColumn, ImportColumns } from "./import-columns.ts";
import { type FactCells, type FactSetting, factsFrom } from "./import-facts.ts";
import { type ImportFault, reasonOf } from "./import-fault.ts";
import type { Response } from "./response.ts";

export interface ImportSetting extends FactSetting {
  readonly definition: Definition;
  readonly version: string;
  readonly channel: string;
}

export type ImportedRow = { readonly response: Response } | { readonly faults: readonly ImportFault[] };

type Cells = ReadonlyMap<string, string>;
type CellFault = Omit<ImportFault, "line">;

/**
 * A reader of the rows under a header. A missing column and an empty cell are no answer. Refused are rows longer or
 * shorter than the header, what `answersFrom` and `factsFrom` refuse, and answers to questions that are not asked of
 * whoever answered so; the last only where all else is right, for a misspelt answer leads off the way by itself.
 */
export function rowReader(columns: ImportColumns, setting: ImportSetting): (record: CsvRecord) => ImportedRow {
  const questions = questionsOf(setting.definition);
  const owners = new Map(questions.flatMap((question) => fieldNames(question).map((field) => [field, question])));
  return ({ line, cells }) => {
    if (cells.length !== columns.names.length) return { faults: [{ line, reason: unequal(cells, columns) }] };
    const named = namedCells(columns, cells);
    const { answers, faults: unread } = answersFrom(questions, fieldsFrom(named, owners));
    const read = factsFrom(factCells(named), setting);
    const faults: CellFault[] = unread.flatMap((fault) => {
      const question = owners.get(fault.field);
      const cell = named.get(fault.field)?.trim() ?? "";
      return question ? [{ column: fault.field, reason: reasonOf(fault, question, cell) }] : [];
    });
    if ("faults" in read) faults.push(...read.faults);
    if (unread.length === 0 && columns.faults.length === 0)
      faults.push(...offTheWay(setting.definition, answers, named));
    if (faults.length > 0 || "faults" in read) return { faults: faults.map((fault) => ({ line, ...fault })) };
    const { version, channel } = setting;
    return { response: { version, channel, ...read.facts, answers, withdrawal: null } };
  };
}

function unequal(cells: readonly string[], { names }: ImportColumns): string {
  return `has ${cells.length} cells where the header has ${names.length}: look for a missing or unquoted separator`;
}

function namedCells({ names }: ImportColumns, cells: readonly string[]): Cells {
  return new Map(
    names.flatMap((name, at) => (name === undefined ? [] : [[name, cells[at] ?? ""] satisfies [string, string]])),
  );
}

function fieldsFrom(cells: Cells, owners: ReadonlyMap<string, Question>): Fields {
  const fields: Record<string, readonly string[]> = {};
  for (const [field, cell] of cells) {
    const question = owners.get(field);
    if (question) fields[field] = valuesIn(cell, question);
  }
  return fields;
}

/** A text stays as it is; around an id or a number white space is a slip. */
function valuesIn(cell: string, { kind }: Question): readonly string[] {
  if (kind === "text") return [cell];
  return kind === "several" ? cell.split("|").map((part) => part.trim()) : [cell.trim()];
}

function factCells(cells: Cells): FactCells {
  const fact = (column: FactColumn) => cells.get(column)?.trim();
  return {
    duration_seconds: fact("duration_seconds"),
    language: fact("language"),
    sent_on: fact("sent_on"),
    flags: fact("flags"),
  };
}

function offTheWay(definition: Definition, answers: Response["answers"], cells: Cells): readonly CellFault[] {
  const kept = journeyOf(definition, answers, []).answers;
  const off = questionsOf(definition).filter(({ id }) => answers[id] !== undefined && kept[id] === undefined);
  return off.map((question) => ({
    column: fieldNames(question).find((field) => cells.get(field)?.trim()) ?? question.id,
    reason: "is answered, though the answers before it lead past this question: empty it, or correct those",
  }));
}
