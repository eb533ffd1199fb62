/** What makes a response doubtful: one bit each, decided when it is sent. Nothing is refused by it, and nothing weighed. */
import { FLAGS, type Flag } from "../records/flag.ts";
import type { Journey } from "../survey/journey.ts";
import { isBelowReadingFloor, pagesRead, type Times } from "./reading.ts";
import { isTooFast } from "./speed.ts";
import { batteriesIn, isStraightLined } from "./straight-lining.ts";
import type { Thresholds } from "./thresholds.ts";

export interface Sent extends Times {
  readonly journey: Pick<Journey, "steps" | "answers">;
  /** In which it was sent. */
  readonly language: string;
  /** What was noted on the way. */
  readonly noted: readonly Flag[];
}

/** The flags in their own order, whatever order they came up in. */
export function flagsOf({ journey, language, shown, sentAt, noted }: Sent, thresholds: Thresholds): readonly Flag[] {
  const { steps, answers } = journey;
  const pages = pagesRead(steps, answers, language, { shown, sentAt });
  const found: Partial<Record<Flag, boolean>> = {
    too_fast: isTooFast(secondsTaken({ shown, sentAt }), thresholds.seconds),
    below_reading_floor: isBelowReadingFloor(pages, thresholds.word, thresholds.read),
    straight_lined: isStraightLined(batteriesIn(steps, answers), thresholds.alike),
  };
  return FLAGS.filter((flag) => found[flag] === true || noted.includes(flag));
}

/** From the first page shown to the send. */
export function secondsTaken({ shown, sentAt }: Times): number {
  return (sentAt - Math.min(...Object.values(shown), sentAt)) / 1000;
}
