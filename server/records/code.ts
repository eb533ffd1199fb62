/**
 * Codes that people type from paper: twenty-two signs of Crockford's base 32 (110 bits; no I, L, O or U to mistake) and three
 * that check them, in five groups of five. Each kind has check signs of its own, so one is never taken for another.
 */
import { createHash } from "node:crypto";

/** What the check signs are made with. */
export type CodeKind = "pikir" | "pikir invitation" | "pikir recovery";

const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECK_SIGNS = 3;

/** Signs of a code that are secret; each takes one byte to make. */
export const SECRET_SIGNS = 22;

/** The code that these bytes make. `secret`: at least `SECRET_SIGNS` unguessable bytes. */
export function codeOf(secret: Uint8Array, kind: CodeKind): string {
  const signs = signsOf(secret, SECRET_SIGNS);
  return grouped(signs + checkOf(signs, kind));
}

/** A code as typed, forgiven its case, spaces and look-alikes; undefined where its check signs are wrong. */
export function codeAsTyped(typed: string, kind: CodeKind): string | undefined {
  const signs = typed.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
  if (signs.length !== SECRET_SIGNS + CHECK_SIGNS || [...signs].some((sign) => !SIGNS.includes(sign))) return undefined;
  return checkOf(signs.slice(0, SECRET_SIGNS), kind) === signs.slice(SECRET_SIGNS) ? grouped(signs) : undefined;
}

function checkOf(secret: string, kind: CodeKind): string {
  return signsOf(createHash("sha256").update(`${kind} ${secret}`).digest(), CHECK_SIGNS);
}

function signsOf(bytes: Uint8Array, count: number): string {
  return [...bytes.subarray(0, count)].map((byte) => SIGNS[byte % 32]).join("");
}

function grouped(signs: string): string {
  return signs.replace(/(.{5})(?=.)/g, "$1-");
}
