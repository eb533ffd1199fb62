/** From where on something is doubted: as the definition says (`screening`), else as in the study. */
import type { Definition } from "../survey/definition.ts";

export interface Thresholds {
  /** A whole questionnaire sent in fewer seconds was not read. */
  readonly seconds: number;
  /** Milliseconds that reading a word takes at the least. */
  readonly word: number;
  /** The part of the words that must have had their time. */
  readonly read: number;
  /** From so many answers in a battery on its run of equal ones is looked at. */
  readonly alike: number;
  /** So many may agree from one network within an hour. */
  readonly network: number;
  /** So often a day one device signal may come; undefined: no device is looked at. */
  readonly device: number | undefined;
}

/**
 * `seconds`: the study's rule. `word`: Zhang and Conrad 2014, Survey Research Methods 8, 127. `read`, `alike`, `network`:
 * ours, set so that in the study's simulation no honest citizen is flagged (README, "Screening").
 */
const STUDY: Omit<Thresholds, "device"> = { seconds: 60, word: 300, read: 0.75, alike: 5, network: 300 };

export function thresholdsOf({ screening, minutes }: Pick<Definition, "screening" | "minutes">): Thresholds {
  return {
    // A survey of one minute is honestly done in less: half the time announced is the most that may be asked for.
    seconds: screening?.seconds ?? Math.min(STUDY.seconds, minutes * 30),
    word: screening?.word ?? STUDY.word,
    read: screening?.read ?? STUDY.read,
    alike: screening?.alike ?? STUDY.alike,
    network: screening?.network ?? STUDY.network,
    device: screening?.device,
  };
}
