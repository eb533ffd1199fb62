/**
 * Whether a post comes from our own pages. Fetch Metadata decides where the browser sends it, `Origin` where it sends that,
 * and a token in the form, bound to the session, always.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Random } from "../records/world.ts";

export interface Provenance {
  readonly fetchSite: string | undefined;
  readonly origin: string | undefined;
}

/** True where the browser itself says that another site sent this. */
export function isCrossSite({ fetchSite, origin }: Provenance, ownOrigin: string): boolean {
  if (fetchSite !== undefined) return fetchSite !== "same-origin" && fetchSite !== "none";
  return origin !== undefined && origin !== ownOrigin;
}

const SIZE = 16;

/** What a session's forms show that they know, under a mask: 16 bytes. */
export function formSecret(key: Uint8Array, sessionId: string): Uint8Array {
  return createHmac("sha256", key).update(sessionId).digest().subarray(0, SIZE);
}

/** A token for a session's forms, masked afresh for every page so that compressing the page cannot spell it out (BREACH). */
export function formToken(secret: Uint8Array, random: Random): string {
  const token = Buffer.alloc(2 * SIZE);
  token.set(random.bytes(SIZE));
  for (let at = 0; at < SIZE; at += 1) token[SIZE + at] = (token[at] ?? 0) ^ (secret[at] ?? 0);
  return token.toString("base64url");
}

export function isFormToken(token: string, secret: Uint8Array): boolean {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length !== 2 * SIZE) return false;
  return timingSafeEqual(
    bytes.subarray(0, SIZE).map((byte, at) => byte ^ (bytes[SIZE + at] ?? 0)),
    secret,
  );
}
