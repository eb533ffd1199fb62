/**
 * A data set as every format writes it: variables with their labels in one language, and a value for every record. Values are
 * computed as they are asked for, from columns of small numbers, so that no format holds the whole file.
 */
import type { Text } from "../survey/definition.ts";

/** Why there is no answer. */
export const REASONS = ["skipped", "not_asked", "withheld"] as const;

export type Reason = (typeof REASONS)[number];

export interface ValueLabel {
  readonly code: number;
  /** An option's id, or a point of a scale in digits. */
  readonly id: string;
  readonly label: string;
  /** In every language; undefined where it is a number without words. */
  readonly text?: Text;
}

interface Described {
  /** Legal in every format (`names.ts`). */
  readonly name: string;
  /** What it is, in the release's language, in a line. */
  readonly label: string;
  /** The question it comes from, with its words in every language; undefined for what the release brings itself. */
  readonly question?: { readonly id: string; readonly text: Text; readonly part?: Text };
}

/** Whole numbers that stand for answers, or for the reasons for having none. */
export interface CodedVariable extends Described {
  readonly type: "coded";
  readonly measure: "nominal" | "ordinal";
  /** A label for each code that is an answer. */
  readonly values: readonly ValueLabel[];
  readonly missing: MissingCodes;
  /** Of an option of several: the name of its set. */
  readonly set?: string;
  at(record: number): number;
}

/** A measured number, or one of the codes for having none. */
export interface NumberVariable extends Described {
  readonly type: "number";
  readonly missing?: MissingCodes;
  readonly whole: boolean;
  at(record: number): number;
}

export interface TextVariable extends Described {
  readonly type: "text";
  /** The longest value's UTF-8 bytes. */
  readonly bytes: number;
  at(record: number): string;
}

export type Variable = CodedVariable | NumberVariable | TextVariable;
/** As `missingCodes` gives them: below every answer, and `withheld` the highest. */
export type MissingCodes = Readonly<Record<Reason, number>>;

/** Options of one question of several answers, each a variable of 0 and 1. */
export interface AnswerSet {
  readonly name: string;
  readonly label: string;
  readonly variables: readonly string[];
}

export interface DataSet {
  /** A name for the file inside formats that have one. */
  readonly title: string;
  readonly language: string;
  readonly records: number;
  readonly variables: readonly Variable[];
  readonly sets: readonly AnswerSet[];
  /** The name of the variable that weighs records. */
  readonly weight?: string;
  /** What the missing codes mean, in the release's language. */
  readonly reasons: Readonly<Record<Reason, string>>;
}

/** Codes for having no answer, below every answer from `least` on: -9, -7, -6 where they are free, else -99, -97, -96 and so on. */
export function missingCodes(least: number): MissingCodes {
  let tens = 0;
  while (least <= -(tens + 6)) tens = tens * 10 + 90;
  return { skipped: -(tens + 9), not_asked: -(tens + 7), withheld: -(tens + 6) };
}

/** The reason a code stands for; undefined for an answer. */
export function reasonOf({ missing }: { readonly missing?: MissingCodes }, value: number): Reason | undefined {
  // Asked for every cell of every format: answers, which lie above all of them, are through at once.
  if (!missing || !(value <= missing.withheld)) return undefined;
  return REASONS.find((reason) => missing[reason] === value);
}
