/**
 * Whoever takes part without signing in: by an invitation code, or as anybody. A guest is a person of one survey.
 *
 * Of a code the store keeps an HMAC, and the person behind it has another, both under the survey's participation key: so
 * that neither leads to the other without the code itself, and nothing leads anywhere once the key is destroyed.
 */
import { codeAsTyped, codeOf, SECRET_SIGNS } from "../records/code.ts";
import type { Person } from "../records/person.ts";
import type { Random } from "../records/world.ts";
import { personHmac } from "./participation.ts";

export const CODE_ISSUER = "code";
export const OPEN_ISSUER = "open";

/** A new invitation code: 110 bits of chance. */
export function newInvitationCode(random: Pick<Random, "bytes">): string {
  return codeOf(random.bytes(SECRET_SIGNS), "pikir invitation");
}

/** A code as typed; undefined where its check signs are wrong. */
export function invitationCodeFrom(typed: string): string | undefined {
  return codeAsTyped(typed, "pikir invitation");
}

/** What is kept of a code that was given out: 32 bytes. Using the code changes nothing of it. */
export function invitationMark(surveyKey: Uint8Array, survey: string, code: string): Uint8Array {
  return personHmac(surveyKey, "invitation code", invited(code), survey);
}

/** Whom a code lets in, as the participation key knows them. */
export function invitedPerson(surveyKey: Uint8Array, survey: string, code: string): Person {
  return invited(base64(personHmac(surveyKey, "invited person", invited(code), survey)));
}

/** Somebody, until they leave: of an open survey. */
export function anybody(random: Random): Person {
  return { issuer: OPEN_ISSUER, subject: base64(random.bytes(16)) };
}

function invited(subject: string): Person {
  return { issuer: CODE_ISSUER, subject };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
