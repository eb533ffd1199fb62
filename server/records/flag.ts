/**
 * A flag is a reason to doubt a response. It is one bit, and it deletes nothing. What only the exact times can tell is
 * decided when the answers are sent; what was noted on the way (trap, challenge, device, network) waits in the sealed draft.
 */
export const FLAGS = [
  "too_fast",
  "below_reading_floor",
  "straight_lined",
  "seen_device",
  "challenge_failed",
  "trap_filled",
  "network_burst",
] as const;

export type Flag = (typeof FLAGS)[number];

export function isFlag(word: string): word is Flag {
  return FLAGS.some((flag) => flag === word);
}

/** The flags as one number, a bit each in the order of `FLAGS`. New flags go at the end: stored bits never change meaning. */
export function flagBits(flags: readonly Flag[]): number {
  return FLAGS.reduce((bits, flag, at) => (flags.includes(flag) ? bits | (1 << at) : bits), 0);
}

export function flagsIn(bits: number): readonly Flag[] {
  return FLAGS.filter((_flag, at) => (bits & (1 << at)) !== 0);
}
