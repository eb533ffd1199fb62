/** What is wrong in an import file, in words for whoever made the file: what stands there, and what could. */
import { closest } from "fastest-levenshtein";
import type { AnswerFault } from "../survey/answer.ts";
import type { Option, Question } from "../survey/definition.ts";

export interface ImportFault {
  /** From 1: where the record begins. A cell may hold line ends, so it may be more than the records before it. */
  readonly line: number;
  readonly column?: string | undefined;
  /** Follows the column in a sentence. */
  readonly reason: string;
}

/** One line: `FILE:LINE: column COLUMN: REASON`. */
export function describeImportFault(file: string, { line, column, reason }: ImportFault): string {
  return `${file}:${line}: ${column === undefined ? "" : `column ${column}: `}${reason}`;
}

/** What stands in a cell, inside a sentence: on one line, not endless, and harmless to a terminal. */
export function shownCell(cell: string): string {
  const line = cell.replace(/[\s\p{C}]+/gu, " ").trim();
  return `"${line.length > 40 ? `${line.slice(0, 40)}...` : line}"`;
}

/** As long as an id with a row's can be; comparing takes time with the product of both lengths. */
const LONGEST_WORD = 81;

/** `; nearest is "..."`; nothing where nothing is known. */
export function nearestOf(written: string, known: readonly string[]): string {
  return known.length === 0 ? "" : `; nearest is "${closest(written.slice(0, LONGEST_WORD).toLowerCase(), known)}"`;
}

/** A fault of an answer, said of the cell that it was read from. A citizen's free text is never repeated. */
export function reasonOf({ reason, details }: AnswerFault, question: Question, cell: string): string {
  switch (reason) {
    case "unknown-option":
      return unknownOption(question, cell);
    case "excludes-others":
      return `${shownCell(cell)} holds an option that rules out the others: leave it alone or take it out`;
    case "not-a-number":
      return `${shownCell(cell)} is not a number`;
    case "not-whole":
      return `${shownCell(cell)} is not a whole number`;
    case "out-of-range":
      return `${shownCell(cell)} is not between ${details?.["min"]} and ${details?.["max"]}`;
    case "too-long":
      return `the text is ${details?.["over"]} characters longer than the ${details?.["max"]} allowed`;
    case "repeated":
      return "is answered twice";
    case "unknown-field":
      return "belongs to no question";
  }
}

function unknownOption(question: Question, cell: string): string {
  if ("from" in question) return `${shownCell(cell)} is not a point from ${question.from} to ${question.to}`;
  if (!("options" in question)) return `${shownCell(cell)} is not an answer`;
  const ids = question.options.map((option: Option) => option.id);
  const written = question.kind === "several" ? cell.split("|").map((part) => part.trim()) : [cell];
  const unknown = written.find((part) => part !== "" && !ids.includes(part)) ?? cell;
  return `${shownCell(unknown)} is not an option${nearestOf(unknown, ids)}`;
}
