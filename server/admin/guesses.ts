/**
 * Slowing down guesses of passwords. Failed attempts are counted by the address they come from, never by account: then
 * nobody can lock a member of staff out from elsewhere. Kept in memory, under a keyed hash of the address.
 */
import { createHmac } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import type { Random } from "../records/world.ts";

const QUARTER_OF_AN_HOUR = 15 * 60_000;
const MOST_FAILED = 10;

/** The status of an attempt with a wrong name or password. */
export const WRONG = 422;

/** Middleware; `answer` answers whoever has to wait. */
export function slowGuesses(
  random: Random,
  answer: (request: Request, response: Response) => Promise<void>,
): RequestHandler {
  const key = random.bytes(32);
  return rateLimit({
    windowMs: QUARTER_OF_AN_HOUR,
    limit: MOST_FAILED,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, response) => response.statusCode !== WRONG,
    // A whole IPv6 subnet is one guesser.
    keyGenerator: (request) =>
      createHmac("sha256", key)
        .update(ipKeyGenerator(request.ip ?? ""))
        .digest("base64url"),
    handler: answer,
    // A forwarding header that no trusted proxy wrote is ignored, so there is nothing to warn of.
    validate: { xForwardedForHeader: false },
  });
}
