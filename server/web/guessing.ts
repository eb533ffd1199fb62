/**
 * A brake on guessing: so many failed attempts from one network, then a pause. Those who get it right are never counted, so
 * that many honest people behind one address do not stand in each other's way.
 */
import { createHmac } from "node:crypto";
import type { RequestHandler, Response } from "express";
import { ipKeyGenerator, rateLimit } from "express-rate-limit";
import type { Random } from "../records/world.ts";

const QUARTER_HOUR = 15 * 60 * 1000;

/** `refuse` answers in words. The address is known only as an HMAC under a key that lives in memory. */
export function guessing(most: number, random: Random, refuse: (response: Response) => Promise<void>): RequestHandler {
  const key = random.bytes(32);
  return rateLimit({
    windowMs: QUARTER_HOUR,
    limit: most,
    skipSuccessfulRequests: true,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    keyGenerator: (request) =>
      createHmac("sha256", key)
        .update(ipKeyGenerator(request.ip ?? ""))
        .digest("base64url"),
    handler: (_request, response) => refuse(response),
  });
}
