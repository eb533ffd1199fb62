/**
 * A brake on guessing codes and passwords: so many failed attempts from one network, then a pause, whichever instance they
 * came to. Who gets it right is never counted, and nothing is counted by account: nobody can lock another out from elsewhere.
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
  count(key: Uint8Array, now: number, until: number): Promise<number>;
  takeBack(key: Uint8Array): Promise<void>;
  forget(key: Uint8Array): Promise<void>;
}

export interface Guessing {
  readonly counts: GuessCounts;
  readonly clock: Clock;
  /** Keys the HMACs under which addresses are known. One for codes, another for passwords: they are counted apart. */
  readonly key: Uint8Array;
}

/** Middleware; `answer` answers whoever has to wait. Addresses are known only as HMACs, and under another one each day. */
export function slowGuesses(
  most: number,
  guessing: Guessing,
  answer: (request: Request, response: Response) => Promise<void>,
): RequestHandler {
  return rateLimit({
    windowMs: QUARTER_OF_AN_HOUR,
    limit: most,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, response) => response.statusCode !== WRONG,
    // A whole IPv6 subnet is one guesser.
    keyGenerator: (request) =>
      createHmac("sha256", guessing.key)
        .update(`${dayOf(guessing.clock())} ${ipKeyGenerator(request.ip ?? "")}`)
        .digest("base64url"),
    handler: answer,
    store: storeOf(guessing),
    // A forwarding header that no trusted proxy wrote is ignored, so there is nothing to warn of; no end is told on purpose.
    validate: { xForwardedForHeader: false, headersResetTime: false },
  });
}

function storeOf({ counts, clock }: Guessing): Store {
  const bytes = (key: string) => Buffer.from(key, "base64url");
  return {
    localKeys: false,
    increment: async (key) => {
      const now = clock().getTime();
      const totalHits = await counts.count(bytes(key), now, now + QUARTER_OF_AN_HOUR);
      // Whoever has to wait is told the longest they may have to: the library would compare the end with a clock of its own.
      return { totalHits, resetTime: undefined };
    },
    decrement: (key) => counts.takeBack(bytes(key)),
    resetKey: (key) => counts.forget(bytes(key)),
  };
}
