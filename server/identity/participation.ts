/**
 * The participation key: what is kept of who took part. HMAC-SHA-256 of issuer, subject and survey under a random key of
 * that survey, so that without the key no list of people can be matched against it, and after the key is destroyed
 * nobody's can.
 */
import { createHmac } from "node:crypto";
import type { Person } from "../records/person.ts";

/** 32 bytes. Each part is preceded by its length, so that no two different triples read the same. */
export function participationKey(surveyKey: Uint8Array, person: Person, survey: string): Uint8Array {
  return personHmac(surveyKey, "participation", person, survey);
}

/** 32 bytes for another purpose (a draft's address, its seal), under another key. */
export function personHmac(key: Uint8Array, purpose: string, person: Person, survey: string): Uint8Array {
  const hmac = createHmac("sha256", key);
  for (const part of [purpose, person.issuer, person.subject, survey])
    hmac.update(`${Buffer.byteLength(part)}:${part}`);
  return hmac.digest();
}
