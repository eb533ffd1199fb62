/**
 * The best guess within a batch. For each response that came, whoever can be meant by what the attacker knows is weighed by
 * how likely their answers still waited; the likeliest is guessed, by lot among equals. The number of right guesses is
 * counted by expectation, so that it does not depend on the lot.
 */
import type { Group } from "../evidence.ts";
import type { SeenRow } from "../observation.ts";
import type { Result } from "../result.ts";
import type { Case } from "./case.ts";

export interface Matching {
  readonly join: string;
  readonly groups: readonly Group[];
  /** Whether, by what the attacker knows of both, this response can be this person's. */
  readonly fits: (person: number, response: SeenRow) => boolean;
  /** How many a response has to be hidden among. */
  readonly needed?: number;
}

export function matched({ join, groups, fits, needed }: Matching, { judge }: Case): Result {
  let right = 0;
  let of = 0;
  let certain = 0;
  let among = Number.POSITIVE_INFINITY;
  for (const { responses, candidates } of groups) {
    for (const response of responses) {
      const owner = judge(response);
      if (owner === undefined) continue;
      of += 1;
      const meant = candidates.filter(({ person }) => fits(person, response));
      const likeliest = Math.max(...meant.map(({ waiting }) => waiting));
      const guesses = meant.filter(({ waiting }) => waiting > likeliest - 1e-9);
      const hit = guesses.some(({ person }) => person === owner);
      if (hit) right += 1 / guesses.length;
      if (hit && meant.length === 1) certain += 1;
      // Knowledge that excludes the owner misleads, and hides nobody worse.
      if (meant.some(({ person }) => person === owner))
        among = Math.min(among, meant.reduce((sum, { waiting }) => sum + waiting, 0) / likeliest);
    }
  }
  return {
    join,
    right,
    of,
    certain,
    ...(Number.isFinite(among) ? { among } : {}),
    ...(needed === undefined ? {} : { needed }),
  };
}
