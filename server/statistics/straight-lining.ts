/**
 * Three measures of answers to a grid that were given without reading it, all of one person's answers in the order asked.
 *
 * The longest run of the same answer (longstring; J. A. Johnson, "Ascertaining the validity of individual protocols from
 * web-based personality inventories", Journal of Research in Personality 39 (2005)). The spread of the answers, their
 * standard deviation within the person (intra-individual response variability; A. M. Dunn and others, "Intra-individual
 * response variability as an indicator of insufficient effort responding", Journal of Business and Psychology 33 (2018)):
 * 0 where all are alike. And whether all are alike (nondifferentiation; Y. Kim and others, "Straightlining: overview of
 * measurement, comparison of indicators, and effects in mail-web mixed-mode surveys", Social Science Computer Review 37
 * (2019)). The first two are `longstring` and `irv` of R's package careless.
 *
 * A straight line is a reason to doubt and no proof: who is content with everything answers so, too.
 */
import { frequenciesOf } from "./frequencies.ts";
import { sd } from "./variance.ts";

/** An item that was not answered is null: it ends a run and takes no part in the others. */
export type GridAnswers = readonly (number | null)[];

/** 0 where nothing was answered. */
export function longstring(answers: GridAnswers): number {
  let [longest, run] = [0, 0];
  for (const [at, answer] of answers.entries()) {
    run = answer === null ? 0 : answer === answers[at - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** In points of the scale, with n - 1. Null under two answers. */
export function responseVariability(answers: GridAnswers): number | null {
  return sd(frequenciesOf(answered(answers)));
}

/** All answers alike, of two or more; null under two. */
export function nondifferentiated(answers: GridAnswers): boolean | null {
  const given = answered(answers);
  return given.length < 2 ? null : given.every((answer) => answer === given[0]);
}

function answered(answers: GridAnswers): readonly number[] {
  return answers.filter((answer) => answer !== null);
}
