/** The people whose answers are to be found: who they are, how they walk, and by what the harness, never a join, knows their answers. */
import type { Random } from "../../server/records/world.ts";

export interface Plan {
  readonly identifier: string;
  /** In the free text. Only the harness reads it, to judge guesses; anywhere else it must not be found. */
  readonly token: string;
  readonly language: string;
  /** Seconds after the first. */
  readonly arrives: number;
  /** Seconds on each page. */
  readonly pace: number;
  readonly drinksTea: boolean;
  readonly comment: string;
  /** Seconds between sending and withdrawing. */
  readonly withdraws?: number | undefined;
}

export const TOKEN = "qzxcanary";
/** All identifiers begin with it, so that one search finds any. */
export const IDENTIFIER = "481516";

/** Seconds between two people, on average. */
export const SPACING = 100;

/**
 * Most speak Kazakh, a third Russian, one alone English. One is under way so long that a new version comes meanwhile. Few
 * write long texts. Some withdraw at once, some later.
 */
export function planned(count: number, random: Random): readonly Plan[] {
  const numbers = distinct(count, random);
  return numbers.map((number, at) => ({
    identifier: `${IDENTIFIER}${number}`,
    token: `${TOKEN}${number}`,
    language: at === Math.floor(count / 3) ? "en" : random.integer(4) === 0 ? "ru" : "kk",
    arrives: random.integer(count * SPACING),
    pace: at === Math.floor(count / 2) ? 700 : 15 + random.integer(120),
    drinksTea: random.integer(3) > 0,
    comment: "ш".repeat(at % 37 === 5 ? 350 + random.integer(100) : random.integer(120)),
    withdraws: at % 15 === 7 ? 30 + random.integer(count * 40) : undefined,
  }));
}

function distinct(count: number, random: Random): readonly string[] {
  const numbers = new Set<string>();
  while (numbers.size < count) numbers.add(String(random.integer(1_000_000)).padStart(6, "0"));
  return [...numbers];
}
