/**
 * Limits, with the headers of the draft standard, counted in one store for all instances. Two kinds: a brake on guessing
 * codes and passwords, by network, that counts only what was wrong; and a limit on how much one session or one person may
 * post. By account is counted only what comes after its password, so nobody can lock another out from elsewhere, and nothing
 * that many honest people behind one address do adds up.
 */
import { createHmac } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { ipKeyGenerator, rateLimit, type Store } from "express-rate-limit";
import { dayOf } from "../records/month.ts";
import type { Clock } from "../records/world.ts";

const QUARTER_OF_AN_HOUR = 15 * 60_000;

/** The status of an attempt that was wrong. */
export const WRONG = 422;

/** Where attempts are counted, by 32 bytes; times in milliseconds since 1970. */
export interface GuessCounts {
  look(key: Uint8Array, now: number): Promise<number>;
  count(key: Uint8Array, now: number, until: number): Promise<number>;
  takeBack(key: Uint8Array): Promise<void>;
  forget(key: Uint8Array): Promise<void>;
}

export interface Counted {
  readonly counts: GuessCounts;
  readonly clock: Clock;
  /** Keys the HMACs under which addresses, sessions and persons are known. One for codes, another for passwords: they are counted apart. */
  readonly key: Uint8Array;
}

type Answer = (request: Request, response: Response) => Promise<void>;

/** A whole IPv6 subnet is one guesser. */
function networkOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? "");
}

/**
 * Middleware against guessing passwords, which each try brings nearer: counted while it is tried, so that a thousand at once
 * are no way round. `answer` answers whoever has to wait. Addresses are known only as HMACs, and under
 * another one each day. `who`: by whom it is counted; by network without it.
 */
export function slowGuesses(
  most: number,
  counted: Counted,
  answer: Answer,
  who: (request: Request) => string = networkOf,
): RequestHandler {
  return rateLimit({
    ...shared(most, answer),
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, response) => response.statusCode !== WRONG,
    keyGenerator: (request) => keyOf(counted, who(request)),
    store: storeOf(counted, (now) => now + QUARTER_OF_AN_HOUR),
  });
}

/**
 * The same against failures whose chance is as good as none (a code of 110 bits, a provider's answer), counted once they have
 * failed: so that a classroom that presses at the same moment is not taken for forty guesses. `wrong`: the statuses that count.
 */
export function slowFailures(
  most: number,
  counted: Counted,
  answer: Answer,
  wrong: readonly number[] = [WRONG],
): RequestHandler[] {
  const networkOf = (request: Request) => keyOf(counted, ipKeyGenerator(request.ip ?? ""));
  const store = storeOf(counted, (now) => now + QUARTER_OF_AN_HOUR);
  // What the library takes for counting only looks: whoever would be one too many has to wait.
  const increment = async (key: string) => {
    const failures = await counted.counts.look(Buffer.from(key, "base64url"), counted.clock().getTime());
    return { totalHits: failures + 1, resetTime: undefined };
  };
  const look = rateLimit({ ...shared(most, answer), keyGenerator: networkOf, store: { ...store, increment } });
  const count: RequestHandler = (request, response, next) => {
    const key = networkOf(request);
    response.on("finish", () => {
      if (wrong.includes(response.statusCode)) Promise.resolve(store.increment(key)).catch(() => undefined);
    });
    next();
  };
  return [look, count];
}

/** Of a limit of posts so many are counted in the process that they come to: as many as a journey has, of the 300 of everybody. */
const FIRST_HERE = 1 / 30;
/** Names known at once. Whoever makes more of them is counted in the store, each post. */
const MOST_NAMES = 100_000;

/**
 * Middleware: `most` posts in a quarter of an hour of the clock by each of whom `who` tells apart; who is told by the empty
 * word is not counted. The quarters are the clock's, so that no row says when somebody began.
 *
 * Most people never come near it, so each one's first posts stay in this process and cost the store nothing. Nobody has more
 * than `most` by it, but those whose posts reach several processes: a thirtieth more for each further one.
 */
export function limitPosts(most: number, who: (request: Request) => string, counted: Counted, answer: Answer) {
  const counts = firstCountedHere(counted.counts, Math.floor(most * FIRST_HERE));
  return rateLimit({
    ...shared(most, answer),
    skip: (request) => request.method !== "POST" || who(request) === "",
    keyGenerator: (request) => keyOf(counted, who(request)),
    store: storeOf({ ...counted, counts }, (now) => Math.floor(now / QUARTER_OF_AN_HOUR + 1) * QUARTER_OF_AN_HOUR),
  });
}

/** Counts the `first` of each name in memory, and the others in `counts`. Where all windows end together. */
function firstCountedHere(counts: GuessCounts, first: number): GuessCounts {
  const here = new Map<string, number>();
  let end = 0;
  return {
    ...counts,
    count: async (key, now, until) => {
      if (until !== end) here.clear();
      end = until;
      const name = Buffer.from(key).toString("base64");
      const before = here.get(name) ?? (here.size < MOST_NAMES ? 0 : first);
      if (before >= first) return first + (await counts.count(key, now, until));
      here.set(name, before + 1);
      return before + 1;
    },
  };
}

/** The same for every call of whoever `who` tells apart, whatever its method. */
export function limitCalls(most: number, who: (request: Request) => string, counted: Counted, answer: Answer) {
  return rateLimit({
    ...shared(most, answer),
    skip: (request) => who(request) === "",
    keyGenerator: (request) => keyOf(counted, who(request)),
    store: storeOf(counted, (now) => Math.floor(now / QUARTER_OF_AN_HOUR + 1) * QUARTER_OF_AN_HOUR),
  });
}

function shared(most: number, answer: Answer) {
  return {
    windowMs: QUARTER_OF_AN_HOUR,
    limit: most,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    handler: answer,
    // A forwarding header that no trusted proxy wrote is ignored, so there is nothing to warn of; no end is told on purpose.
    validate: { xForwardedForHeader: false, headersResetTime: false },
  } as const;
}

function keyOf({ key, clock }: Counted, name: string): string {
  return createHmac("sha256", key)
    .update(`${dayOf(clock())} ${name}`)
    .digest("base64url");
}

function storeOf({ counts, clock }: Counted, endOf: (now: number) => number): Store {
  const bytes = (key: string) => Buffer.from(key, "base64url");
  return {
    localKeys: false,
    increment: async (key) => {
      const now = clock().getTime();
      const totalHits = await counts.count(bytes(key), now, endOf(now));
      // Whoever has to wait is told the longest they may have to: the library would compare the end with a clock of its own.
      return { totalHits, resetTime: undefined };
    },
    decrement: (key) => counts.takeBack(bytes(key)),
    resetKey: (key) => counts.forget(bytes(key)),
  };
}
