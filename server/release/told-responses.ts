/**
 * A release's records as responses, so that a methods report can be made of them: of what the file shows, since figures from the
 * answers as they were would tell what the file withholds. Durations and flags are as they were, for they are reported in sums
 * alone; so are the responses that the cleaning rule leaves out, without their answers.
 */
import { flagsIn } from "../records/flag.ts";
import { OTHER, type Response } from "../records/response.ts";
import { ANSWERED } from "../reports/answer-codes.ts";
import type { Column, DataMatrix, Labels } from "../reports/data-matrix.ts";
import type { Answer, Answers } from "../survey/answer.ts";
import { HIDDEN_DURATION, TOO_FEW } from "./released-matrix.ts";

/** `released`: what the gate leaves of the rows that `kept` marks in `all`. */
export function* toldResponses(all: DataMatrix, kept: Uint8Array, released: DataMatrix): Generator<Response> {
  const newest = released.months.words.toSorted().at(-1) ?? TOO_FEW;
  const monthOf = (record: number) => wordOf(released.months, record) || newest;
  const readers = released.columns.map(answerReader);
  for (let record = 0; record < released.size; record += 1)
    yield { ...told(released, record), month: monthOf(record), answers: answersOf(readers, record) };
  for (let row = 0; row < all.size; row += 1)
    if (kept[row] !== 1) yield { ...told(all, row), language: OTHER, channel: OTHER, month: newest, answers: {} };
}

function told({ durations, flags, languages, channels }: DataMatrix, record: number) {
  const seconds = durations[record] ?? Number.NaN;
  return {
    version: OTHER,
    language: wordOf(languages, record) || OTHER,
    channel: wordOf(channels, record) || OTHER,
    duration: Number.isNaN(seconds) || seconds === HIDDEN_DURATION ? null : seconds,
    flags: flagsIn(flags[record] ?? 0),
    withdrawal: null,
  };
}

function wordOf({ words, codes }: Labels, record: number): string {
  return words[codes[record] ?? 0] ?? TOO_FEW;
}

interface AnswerReader {
  readonly question: string;
  readonly row: string | undefined;
  at(record: number): string | number | readonly string[] | undefined;
}

function answerReader({ item, codes, chosen, values }: Column): AnswerReader {
  const ids = item.options.map(({ id }) => id);
  const isAnswered = (record: number) => (codes[record] ?? 0) >= ANSWERED;
  const set = (record: number) => ids.filter((_, at) => ((chosen[at >> 5]?.[record] ?? 0) >>> (at & 31)) & 1);
  const optionAt = (record: number) => ids[(codes[record] ?? 0) - ANSWERED];
  const at = (record: number) => {
    if (!isAnswered(record)) return undefined;
    if (item.kind === "number") return Number.isNaN(values[record] ?? Number.NaN) ? undefined : values[record];
    if (item.kind === "several") return set(record).length > 0 ? set(record) : undefined;
    const option = optionAt(record);
    return option !== undefined && item.kind === "scale" ? Number(option) : option;
  };
  return { question: item.question, row: item.row, at };
}

function answersOf(readers: readonly AnswerReader[], record: number): Answers {
  const answers: Record<string, Answer> = {};
  for (const { question, row, at } of readers) {
    const answer = at(record);
    if (answer === undefined) continue;
    if (row === undefined) answers[question] = answer;
    else if (typeof answer === "number") answers[question] = { ...rowsOf(answers[question]), [row]: answer };
  }
  return answers;
}

function rowsOf(answer: Answer | undefined): Readonly<Record<string, number>> {
  return typeof answer === "object" && !Array.isArray(answer) ? (answer as Readonly<Record<string, number>>) : {};
}
