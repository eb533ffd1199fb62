/**
 * The code on a receipt with which answers can be withdrawn. Twenty-two signs of Crockford's base 32 (110 bits; no I, L, O
 * or U to mistake) and three that check them, in five groups of five.
 */
import { createHash, createHmac } from "node:crypto";

const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SECRET_SIGNS = 22;
const CHECK_SIGNS = 3;

/** The code of one session's send of one survey: the same when the send is repeated, unguessable without the key. */
export function withdrawalCode(key: Uint8Array, sessionId: string, survey: string): string {
  const mac = createHmac("sha256", key).update(`withdrawal code of ${sessionId} for ${survey}`).digest();
  const secret = signsOf(mac, SECRET_SIGNS);
  return grouped(secret + checkOf(secret));
}

/** A code as typed, forgiven its case, spaces and look-alikes; undefined where its check signs are wrong. */
export function codeFrom(typed: string): string | undefined {
  const signs = typed.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
  if (signs.length !== SECRET_SIGNS + CHECK_SIGNS || [...signs].some((sign) => !SIGNS.includes(sign))) return undefined;
  return checkOf(signs.slice(0, SECRET_SIGNS)) === signs.slice(SECRET_SIGNS) ? grouped(signs) : undefined;
}

/** What travels with the response: HMAC-SHA-256 of the code, 64 hexadecimal digits. The code itself is kept nowhere. */
export function withdrawalMark(key: Uint8Array, code: string): string {
  return createHmac("sha256", key).update(code).digest("hex");
}

/** What a request to withdraw says, to the mixer alone. */
export interface WithdrawalRequest {
  /** `withdrawalMark` of the code. */
  readonly mark: string;
  /** When it was asked (`quarterOf`): no time stands beside the request. */
  readonly quarter: number;
}

function checkOf(secret: string): string {
  return signsOf(createHash("sha256").update(`pikir ${secret}`).digest(), CHECK_SIGNS);
}

function signsOf(bytes: Uint8Array, count: number): string {
  return [...bytes.subarray(0, count)].map((byte) => SIGNS[byte % 32]).join("");
}

function grouped(signs: string): string {
  return signs.replace(/(.{5})(?=.)/g, "$1-");
}
