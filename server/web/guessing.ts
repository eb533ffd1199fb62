/**
 * A brake on guessing codes and passwords: so many failed attempts from one network, then a pause. Who gets it right is
 * never counted, and nothing is counted by account: nobody can lock another out from elsewhere.
 */
import { createHmac } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import type { Random } from "../records/world.ts";

const QUARTER_OF_AN_HOUR = 15 * 60_000;

/** The status of an attempt that was wrong. */
export const WRONG = 422;

/** Middleware; `answer` answers whoever has to wait. Addresses are known only as HMACs under a key that lives in memory. */
export function slowGuesses(
  most: number,
  random: Random,
  answer: (request: Request, response: Response) => Promise<void>,
): RequestHandler {
  const key = random.bytes(32);
  return rateLimit({
    windowMs: QUARTER_OF_AN_HOUR,
    limit: most,
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
