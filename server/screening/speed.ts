/** The study's rule against bots and clickers: a whole questionnaire in under a minute was not read. */
const STUDY_MINIMUM_SECONDS = 60;

/** Decided from the exact time, when the answers are sent; only the flag is kept. `seconds`: from the first page shown to the send. */
export function isTooFast(seconds: number, minimum: number = STUDY_MINIMUM_SECONDS): boolean {
  return seconds < minimum;
}
