/**
 * Released responses as lines of text, as a database hands over a page of them in one piece: a million rows of eight columns
 * each cost more to hand over than to count.
 */
import type { Answers } from "../survey/answer.ts";
import type { CountedResponse } from "./response.ts";

export interface Lines {
  /** How many. */
  readonly count: number;
  /**
   * UTF-8, a line a response, a line feed between two of them. Seven fields with a tab between two: language, month, channel, version,
   * duration (nothing where nobody measured), flags as a number, and the answers as JSON, which holds neither tab nor line feed.
   */
  readonly text: Uint8Array;
}

/** What is alike for many responses of a line: its first fields, and the tab after each. */
export const ALIKE = 4;

export function lineOf({ language, month, channel, version, duration, flags, answers }: CountedResponse): string {
  return [language, month, channel, version, duration ?? "", flags, JSON.stringify(answers)].join("\t");
}

/** Read with no check of its shape: it had one when it was kept. */
export function responseIn(line: string): CountedResponse {
  const [language = "", month = "", channel = "", version = "", duration = "", flags = "", answers = ""] =
    line.split("\t");
  return {
    ...{ language, month, channel, version },
    duration: duration === "" ? null : Number(duration),
    flags: Number(flags),
    answers: JSON.parse(answers) as Answers,
  };
}
