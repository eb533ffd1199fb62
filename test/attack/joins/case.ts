/** What every join is given. */
import type { Loot } from "../collecting.ts";
import type { Evidence } from "../evidence.ts";
import type { SeenRow } from "../observation.ts";
import type { Result } from "../result.ts";

export interface Case {
  readonly loot: Loot;
  readonly evidence: Evidence;
  /** The truth, to judge a guess with and for nothing else. */
  readonly judge: (row: SeenRow) => number | undefined;
}

export type Join = (the: Case) => readonly Result[];
