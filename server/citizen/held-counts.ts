/**
 * Counts that depend on answers: how many came to a page that not everybody comes to. Written as they come, each would show,
 * in a quiet hour, which way the one person went who was under way between two copies of the database. So they are held back
 * until at least 2K whole journeys, begun and come to their end since the last writing, stand behind one writing. And
 * then they tell neither language nor place nor the day on which they came, for any of these might be one person's alone.
 *
 * Meanwhile they lie in the passing store, those of all instances together, in a row a survey: sealed, of one size, and
 * written anew each minute whether or not anybody came, so that neither its content nor its change tells of anybody. What is
 * still there when the survey closes is forgotten: it may be one person's.
 */
import { z } from "zod";
import { type Count, OTHER_PLACE } from "../records/funnel.ts";
import { dayOf } from "../records/month.ts";
import { stateOf } from "../records/survey.ts";
import type { Clock, Random } from "../records/world.ts";
import type { Counters, HeldCounts as HeldStore } from "../storage/counters.ts";
import { seal, unseal } from "../web/sealed.ts";
import type { Listed } from "./catalogue.ts";

export interface HeldCounts {
  /** Whether a page's count is held back, and not written at once. */
  holds(listed: Listed, page: string): boolean;
  reached(listed: Listed, page: string): void;
  /** A journey has come to its end. `begun`: when its first page was shown, in milliseconds since 1970. */
  ended(listed: Listed, begun: number): void;
  /** Puts what has come together into the store, and writes what is enough. */
  put(): Promise<void>;
  /** The same, once a minute is over since the last time. */
  putInTime(): Promise<void>;
}

export interface Holding {
  readonly store: HeldStore;
  readonly counters: Pick<Counters, "add">;
  readonly surveys: () => Promise<readonly Listed[]>;
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly random: Random;
  /** K; 1 holds nothing back. */
  readonly pool: number;
}

const heldShape = z.strictObject({
  /** When counts were last written: of a journey begun before, some may have been among them. */
  since: z.number(),
  /** Whole ones since then. */
  journeys: z.number(),
  pages: z.record(z.string(), z.number()),
});

type Held = z.infer<typeof heldShape>;

/** Of one survey, in this process, since it last put them into the store. */
interface Gathered {
  readonly pages: Record<string, number>;
  /** When the journeys began that have come to their end. */
  readonly begun: readonly number[];
}

const NOTHING: Gathered = { pages: {}, begun: [] };
const EVERY = 60_000;
const ATTEMPTS = 5;

export function openHeldCounts(holding: Holding): HeldCounts {
  const { store, counters, surveys, clock, pool } = holding;
  // Of a journey begun before this process, the one before may have lost counts.
  const started = clock().getTime();
  const gathered = new Map<string, Gathered>();
  let putAt = started;

  const gather = (survey: string, more: Gathered) => {
    const { pages, begun } = gathered.get(survey) ?? NOTHING;
    gathered.set(survey, { pages: together(pages, more.pages), begun: [...begun, ...more.begun] });
  };

  const putOne = async (listed: Listed, now: Date) => {
    const survey = listed.survey.id;
    const mine = gathered.get(survey) ?? NOTHING;
    gathered.delete(survey);
    const whole = { ...mine, begun: mine.begun.filter((begun) => begun >= started) };
    const due = await merge(listed, whole, new Date(putAt), now, holding).catch((error) => {
      gather(survey, mine);
      throw error;
    });
    if (!due) return;
    await counters.add(countsOf(survey, due, now)).catch((error) => {
      gather(survey, { pages: due, begun: [] });
      throw error;
    });
  };

  const put = async () => {
    const now = clock();
    for (const listed of await surveys()) {
      if (!isHeld(listed, pool)) continue;
      if (listed.survey.closedOn !== undefined) await store.remove(listed.survey.id);
      else if (stateOf(listed.survey, dayOf(now)).state !== "not-yet-open") await putOne(listed, now);
    }
    putAt = now.getTime();
  };

  return {
    holds: (listed, page) => isHeld(listed, pool) && listed.heldPages.has(page),
    reached: ({ survey }, page) => gather(survey.id, { pages: { [page]: 1 }, begun: [] }),
    ended: (listed, begun) => {
      if (isHeld(listed, pool)) gather(listed.survey.id, { pages: {}, begun: [begun] });
    },
    put,
    putInTime: async () => {
      if (Math.abs(clock().getTime() - putAt) >= EVERY) await put();
    },
  };
}

/** Nobody is behind a simulated citizen. */
function isHeld({ survey, heldPages }: Listed, pool: number): boolean {
  return pool > 1 && !survey.simulated && heldPages.size > 0;
}

/**
 * Adds to the survey's row. Resolves to the counts that are due, by page, where they are enough: they are out of the row then,
 * so that a crash before they are written forgets them, and counts nobody twice.
 */
async function merge(
  listed: Listed,
  mine: Gathered,
  gatheredSince: Date,
  now: Date,
  holding: Holding,
): Promise<Gathered["pages"] | undefined> {
  const { store, key, random, pool } = holding;
  const survey = listed.survey.id;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const stored = await store.find(survey);
    const before = (stored && opened(stored, key)) ?? { since: gatheredSince.getTime(), journeys: 0, pages: {} };
    const whole = mine.begun.filter((begun) => begun >= before.since).length;
    const after: Held = {
      ...before,
      journeys: before.journeys + whole,
      pages: together(before.pages, mine.pages),
    };
    const isEnough = after.journeys >= 2 * pool;
    const kept = isEnough ? { since: now.getTime(), journeys: 0, pages: {} } : after;
    const sealed = seal(JSON.stringify(kept).padEnd(sizeOf(listed)), key, random);
    if ((await store.save(survey, sealed, stored)) === "saved") return isEnough ? after.pages : undefined;
  }
  throw new Error(`the counts of ${survey} that are held back are in use all the time`);
}

/** Undefined where the row was sealed under an earlier secret: what it held is lost. */
function opened(sealed: Uint8Array, key: Uint8Array): Held | undefined {
  const plain = unseal(sealed, key);
  return plain === undefined ? undefined : heldShape.parse(JSON.parse(plain));
}

/** Every page with a count of nine digits fits: the row is as long whatever it holds. */
function sizeOf({ heldPages }: Listed): number {
  return [...heldPages].reduce((size, page) => size + page.length + 13, 128);
}

function countsOf(survey: string, pages: Gathered["pages"], now: Date): readonly Count[] {
  const all = { survey, day: dayOf(now), stage: "reached", language: OTHER_LANGUAGE, place: OTHER_PLACE } as const;
  return Object.entries(pages).map(([page, count]) => ({ ...all, page, count }));
}

/** As the showings of a banner in a language that is none of ours. */
const OTHER_LANGUAGE = "other";

function together(
  some: Readonly<Record<string, number>>,
  others: Readonly<Record<string, number>>,
): Record<string, number> {
  const sums = { ...some };
  for (const [page, count] of Object.entries(others)) sums[page] = (sums[page] ?? 0) + count;
  return sums;
}
