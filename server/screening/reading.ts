/**
 * Whether there was time to read what was answered. Each page has a floor: its words times what a word takes at the least.
 * Time above a page's floor counts for nothing, as in the speed index of 1KA, so that a pause on one page does not buy the
 * others; and what is compared is the part of all words that had their time, so that one quick page does no harm.
 */
import type { Answers } from "../survey/answer.ts";
import type { Question } from "../survey/definition.ts";
import type { Step } from "../survey/journey.ts";

export interface PageRead {
  /** Words that have to be read to answer what was answered. */
  readonly words: number;
  /** From the page's first showing to that of the page that came next, the ways back in between included. */
  readonly seconds: number;
}

/** When each page was first shown, and the send: milliseconds since 1970. */
export interface Times {
  readonly shown: Readonly<Record<string, number>>;
  readonly sentAt: number;
}

/** True where less than `read` (0 to 1) of the words can have been read at `word` milliseconds each. No words, no doubt. */
export function isBelowReadingFloor(pages: readonly PageRead[], word: number, read: number): boolean {
  const floors = pages.map(({ words }) => (words * word) / 1000);
  const needed = floors.reduce((sum, floor) => sum + floor, 0);
  const had = pages.reduce((sum, { seconds }, at) => sum + Math.min(Math.max(0, seconds), floors[at] ?? 0), 0);
  return had < needed * read;
}

/**
 * Every page of a journey with the words and the time it had. Skipped questions need no reading. Options are not counted,
 * for nobody reads twenty regions to find their own; nor are hints, which are there for who needs them.
 */
export function pagesRead(
  steps: readonly Step[],
  answers: Answers,
  language: string,
  times: Times,
): readonly PageRead[] {
  return steps.map(({ page, questions }) => ({
    words: questions.reduce((sum, question) => sum + wordsOf(question, answers, language), 0),
    seconds: secondsOn(page.id, times),
  }));
}

function wordsOf(question: Question, answers: Answers, language: string): number {
  const answer = answers[question.id];
  if (answer === undefined) return 0;
  const rows = question.kind === "grid" ? question.rows.filter(({ id }) => isRowOf(answer, id)) : [];
  const texts = [question.text, ...rows.map(({ label }) => label)];
  return texts.reduce((sum, text) => sum + countWords(text[language] ?? ""), 0);
}

function isRowOf(answer: Answers[string], row: string): boolean {
  return typeof answer === "object" && Object.hasOwn(answer, row);
}

/** Whatever white space parts, if it has a letter or a digit. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((part) => /[\p{L}\p{N}]/u.test(part)).length;
}

/**
 * Going back takes nothing away: a page's time ends when the first page that had not been seen is shown. A page never shown
 * (its time was lost) had all the time there is.
 */
function secondsOn(page: string, { shown, sentAt }: Times): number {
  const since = shown[page];
  if (since === undefined) return Number.POSITIVE_INFINITY;
  const later = Object.values(shown).filter((at) => at > since);
  return (Math.min(sentAt, ...later) - since) / 1000;
}
