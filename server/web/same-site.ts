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

/** A token for a session's forms, masked afresh for every page so that compressing the page cannot spell it out (BREACH). */
export function formToken(key: Uint8Array, sessionId: string, random: Random): string {
  const mask = random.bytes(SIZE);
  return Buffer.concat([mask, xor(mask, tokenOf(key, sessionId))]).toString("base64url");
}

export function isFormToken(token: string, key: Uint8Array, sessionId: string): boolean {
  const bytes = Buffer.from(token, "base64url");
  if (bytes.length !== 2 * SIZE) return false;
  return timingSafeEqual(xor(bytes.subarray(0, SIZE), bytes.subarray(SIZE)), tokenOf(key, sessionId));
}

function tokenOf(key: Uint8Array, sessionId: string): Uint8Array {
  return createHmac("sha256", key).update(sessionId).digest().subarray(0, SIZE);
}

function xor(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.map((byte, at) => byte ^ (other[at] ?? 0));
}
