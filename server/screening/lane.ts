/**
 * What a consent weighs in the count of its network. Nobody is refused, asked or kept waiting: who brings no solution (no
 * JavaScript, an old phone, a press before it was done) goes on at once, but thirty from one address weigh as much as ninety.
 */
export type Lane = "solved" | "slow" | "hasty";

/** A person does not come back from a page within this time. */
export const HASTE = 2000;

const WEIGHTS: Readonly<Record<Lane, number>> = { solved: 1, slow: 3, hasty: 10 };

export function weightOf(lane: Lane): number {
  return WEIGHTS[lane];
}
