/**
 * From what a form sent to what a citizen answered.
 *
 * A form sends fields: a name and a list of strings, `id` for a question, `id.row` for a row of a grid. An answer is
 * typed by its question's kind. Nothing chosen means no answer, never an error.
 */
import type {
  GridQuestion,
  NumberQuestion,
  OneQuestion,
  Question,
  ScaleQuestion,
  SeveralQuestion,
  TextQuestion,
} from "./definition.ts";

/** one: an option's id; several: option ids in the definition's order; scale, number: a number; grid: a number per row; text: the text. */
export type Answer = string | number | readonly string[] | Readonly<Record<string, number>>;
export type Answers = Readonly<Record<string, Answer>>;
export type Fields = Readonly<Record<string, readonly string[]>>;

export interface AnswerFault {
  readonly field: string;
  readonly reason:
    | "unknown-option"
    | "repeated"
    | "excludes-others"
    | "not-a-number"
    | "not-whole"
    | "out-of-range"
    | "too-long"
    | "unknown-field";
  /** What the message to the citizen needs: the bounds, or how many characters too many. */
  readonly details?: Readonly<Record<string, number>>;
}

export interface ParsedAnswers {
  /** What could be understood; a question with a fault is not among them. */
  readonly answers: Answers;
  readonly faults: readonly AnswerFault[];
}

type Parsed = { readonly answer?: Answer; readonly faults?: readonly AnswerFault[] };

/**
 * Reads the answers to `questions` from a form's fields. Refuses options that do not exist, a single answer given
 * twice, numbers out of bounds, text over its length (in UTF-16 units, as a browser counts) and fields of no question.
 */
export function answersFrom(questions: readonly Question[], fields: Fields): ParsedAnswers {
  const answers: Record<string, Answer> = {};
  const faults: AnswerFault[] = unknownFields(questions, fields);
  for (const question of questions) {
    const parsed = parse(question, fields);
    if (parsed.answer !== undefined) answers[question.id] = parsed.answer;
    faults.push(...(parsed.faults ?? []));
  }
  return { answers, faults };
}

/** The fields that would give these answers back: what a form shows as already chosen or typed. */
export function fieldsOf(questions: readonly Question[], answers: Answers): Fields {
  const fields: Record<string, readonly string[]> = {};
  for (const question of questions) {
    const answer = answers[question.id];
    if (answer === undefined) continue;
    if (typeof answer === "string" || typeof answer === "number") fields[question.id] = [String(answer)];
    else if (isList(answer)) fields[question.id] = answer;
    else for (const [row, value] of Object.entries(answer)) fields[`${question.id}.${row}`] = [String(value)];
  }
  return fields;
}

/** The names of the fields a question is asked with. */
export function fieldNames(question: Question): readonly string[] {
  return question.kind === "grid" ? question.rows.map((row) => `${question.id}.${row.id}`) : [question.id];
}

export function isList(answer: Answer): answer is readonly string[] {
  return Array.isArray(answer);
}

function unknownFields(questions: readonly Question[], fields: Fields): AnswerFault[] {
  const known = new Set(questions.flatMap(fieldNames));
  return Object.keys(fields)
    .filter((field) => !known.has(field))
    .map((field) => ({ field, reason: "unknown-field" }));
}

function parse(question: Question, fields: Fields): Parsed {
  switch (question.kind) {
    case "one":
      return parseOne(question, fields);
    case "several":
      return parseSeveral(question, fields);
    case "scale":
      return parsePoint(question, question.id, fields);
    case "grid":
      return parseGrid(question, fields);
    case "number":
      return parseNumber(question, fields);
    case "text":
      return parseText(question, fields);
  }
}

function parseOne(question: OneQuestion, fields: Fields): Parsed {
  const values = given(question.id, fields);
  const value = values[0];
  if (value === undefined) return {};
  if (values.length > 1) return fault(question.id, "repeated");
  return question.options.some((option) => option.id === value)
    ? { answer: value }
    : fault(question.id, "unknown-option");
}

function parseSeveral(question: SeveralQuestion, fields: Fields): Parsed {
  const values = new Set(given(question.id, fields));
  if (values.size === 0) return {};
  const chosen = question.options.filter((option) => values.has(option.id));
  if (chosen.length !== values.size) return fault(question.id, "unknown-option");
  if (chosen.length > 1 && chosen.some((option) => option.excludes)) return fault(question.id, "excludes-others");
  return { answer: chosen.map((option) => option.id) };
}

function parsePoint(points: Pick<ScaleQuestion, "from" | "to">, field: string, fields: Fields): Parsed {
  const values = given(field, fields);
  const value = values[0];
  if (value === undefined) return {};
  if (values.length > 1) return fault(field, "repeated");
  const point = /^-?\d{1,6}$/.test(value) ? withoutNegativeZero(Number(value)) : Number.NaN;
  return point >= points.from && point <= points.to ? { answer: point } : fault(field, "unknown-option");
}

function parseGrid(question: GridQuestion, fields: Fields): Parsed {
  const answer: Record<string, number> = {};
  const faults: AnswerFault[] = [];
  for (const row of question.rows) {
    const parsed = parsePoint(question, `${question.id}.${row.id}`, fields);
    if (typeof parsed.answer === "number") answer[row.id] = parsed.answer;
    faults.push(...(parsed.faults ?? []));
  }
  return Object.keys(answer).length === 0 ? { faults } : { answer, faults };
}

function parseNumber(question: NumberQuestion, fields: Fields): Parsed {
  const values = given(question.id, fields);
  const typed = values[0]?.replace(/[\s\u00a0]/g, "").replace(",", ".");
  if (typed === undefined) return {};
  if (values.length > 1) return fault(question.id, "repeated");
  // More than six decimals could come back as `1e-7`, which this would not read.
  if (!/^[+-]?\d{1,15}(\.\d{1,6})?$/.test(typed)) return fault(question.id, "not-a-number");
  // Also `1,000`: whether it means one or a thousand, only its writer knows.
  if (question.whole && typed.includes(".")) return fault(question.id, "not-whole");
  const value = withoutNegativeZero(Number(typed));
  if (value < question.min || value > question.max)
    return fault(question.id, "out-of-range", { min: question.min, max: question.max });
  return { answer: value };
}

function parseText(question: TextQuestion, fields: Fields): Parsed {
  const values = given(question.id, fields);
  if (values.length > 1) return fault(question.id, "repeated");
  const text = tidy(values[0] ?? "");
  if (text === "") return {};
  const over = text.length - question.max;
  return over > 0 ? fault(question.id, "too-long", { over, max: question.max }) : { answer: text };
}

/** JSON has no -0: it would come back from the database as another number than it went in. */
function withoutNegativeZero(value: number): number {
  return value === 0 ? 0 : value;
}

/** Line ends as one character, composed letters, no invisible control characters, no white space around. */
function tidy(typed: string): string {
  const lines = typed.replace(/\r\n?/g, "\n");
  // Composed last: letters that a control character kept apart may meet. Halves of surrogate pairs are no characters.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
  const visible = lines.replace(/[\u0000-\u0008\u000b-\u001f\u007f\p{Cs}]/gu, "");
  return visible.normalize("NFC").trim();
}

/** What a field holds, without the empty strings that unanswered fields send. */
function given(field: string, fields: Fields): readonly string[] {
  return (fields[field] ?? []).filter((value) => value.trim() !== "");
}

function fault(field: string, reason: AnswerFault["reason"], details?: Readonly<Record<string, number>>): Parsed {
  return { faults: [details ? { field, reason, details } : { field, reason }] };
}
