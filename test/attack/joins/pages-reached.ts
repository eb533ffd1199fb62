/**
 * Joins by which way somebody went: the survey's second page is for those who answered the first with yes. The counters of its
 * showings are read in every two copies, and set against the journeys between them. What the drafts' file tells besides, to whoever copies
 * it and its log while people answer, is told without a verdict: how often a draft was saved is how many steps the journey had.
 */
import type { Observation, SeenRow } from "../observation.ts";
import type { Result } from "../result.ts";
import type { Case, Join } from "./case.ts";

const CONDITIONAL = "habits";
/** Seconds within which counts are written that are not held back. */
const WRITTEN_WITHIN = 10;

/** Columns of a counter. */
const STAGE = 2;
const PAGE = 3;
const LANGUAGE = 4;
const COUNT = 6;

interface Reading {
  readonly at: number;
  /** How many had come to the page: in this language, or in one that is not told; without one, in any. */
  readonly reached: (language?: string) => number;
}

export const pagesReached: Join = (the) => {
  const readings = the.evidence.observations.filter(({ copy }) => copy.kind === "live").map(readingOf);
  return [wayBetweenCopies(readings, the), behindOneWriting(readings, the), stepsOfDrafts(the)];
};

function readingOf({ copy, rows }: Observation): Reading {
  const counts = rows.filter(
    ({ table, values }) => table === "counter" && values[STAGE] === "reached" && values[PAGE] === CONDITIONAL,
  );
  const sum = (some: readonly SeenRow[]) => some.reduce((total, { values }) => total + Number(values[COUNT]), 0);
  const canBe = (language: string) =>
    counts.filter(({ values }) => [language, "other"].includes(String(values[LANGUAGE])));
  return { at: copy.at, reached: (language) => sum(language === undefined ? counts : canBe(language)) };
}

/**
 * Nobody of somebody's language came to the page between the copies before they began and after they had sent: they did not, either.
 * As many came as were under way: they did as well. Without the copies the likelier way of the two is a guess that the released answers allow.
 */
function wayBetweenCopies(readings: readonly Reading[], the: Case): Result {
  const share = the.loot.sends.filter(({ plan }) => plan.drinksTea).length / the.loot.sends.length;
  const guesses = the.loot.sends.flatMap(({ plan, begun, at }) => {
    const before = readings.findLast((reading) => reading.at <= begun.at);
    const after = readings.find((reading) => reading.at >= at + WRITTEN_WITHIN * 1000);
    if (!before || !after) return [];
    const came = after.reached(plan.language) - before.reached(plan.language);
    if (came > 0 && came < underWay(before.at, after.at, the, plan.language)) return [];
    return [{ right: plan.drinksTea === came > 0, chance: came > 0 ? share : 1 - share }];
  });
  const chance = guesses.reduce((sum, guess) => sum + guess.chance, 0) / Math.max(1, guesses.length);
  const right = guesses.filter((guess) => guess.right).length;
  const note = `by chance ${(chance * guesses.length).toFixed(1)}`;
  return { join: "way between two copies", right, of: guesses.length, chance, note };
}

/** However many came to the page at one writing: among how many were they, who can have been under way since the one before? */
function behindOneWriting(readings: readonly Reading[], the: Case): Result {
  const writings = readings.flatMap((reading, at) =>
    reading.reached() > (readings[at - 1]?.reached() ?? 0) ? [at] : [],
  );
  const crowds = writings.map((at, number) => {
    const last = writings[number - 1];
    const since = last === undefined ? Number.NEGATIVE_INFINITY : (readings[last - 1]?.at ?? Number.NEGATIVE_INFINITY);
    return underWay(since, readings[at]?.at ?? Number.POSITIVE_INFINITY, the);
  });
  const among = crowds.length === 0 ? {} : { among: Math.min(...crowds) };
  return {
    join: "journeys behind one count",
    ...among,
    needed: 2 * the.loot.pool,
    note: `${crowds.length} writings seen`,
  };
}

/** How many can have come to the page in this time, of those who speak a language where it is given. */
function underWay(from: number, to: number, { loot }: Case, language?: string): number {
  const speaks = (theirs: string) => language === undefined || theirs === language;
  return loot.sends.filter(({ plan, begun, at }) => begun.at < to && at > from && speaks(plan.language)).length;
}

function stepsOfDrafts({ evidence, loot }: Case): Result {
  const drafts = evidence.commits.map(({ came, went }) => ({ came: came.filter(isDraft), went: went.filter(isDraft) }));
  const saves = new Map<string, number>();
  const whole = new Set<string>();
  for (const { came, went } of drafts) {
    for (const { key } of came) {
      saves.set(key, (saves.get(key) ?? 0) + 1);
      if (!went.some((row) => row.key === key)) whole.add(key);
    }
  }
  const seen = loot.sends.flatMap(({ plan }, person) => {
    const id = evidence.traces.get(person)?.draft?.id ?? "";
    return whole.has(id) ? [{ plan, steps: saves.get(id) ?? 0 }] : [];
  });
  // Logs that no copy has caught leave gaps: only the longest two numbers of steps can be of journeys seen as a whole.
  const most = Math.max(...seen.map(({ steps }) => steps));
  const guesses = seen.filter(({ steps }) => steps >= most - 1);
  const right = guesses.filter(({ plan, steps }) => plan.drinksTea === (steps === most)).length;
  return { join: "steps of a draft", note: `no promise; ${right} of ${guesses.length} ways right` };
}

function isDraft({ table }: SeenRow): boolean {
  return table === "draft";
}
