/** The code on a receipt with which answers can be withdrawn. */
import { createHmac } from "node:crypto";
import { codeAsTyped, codeOf } from "./code.ts";

/** The code of one session's send of one survey: the same when the send is repeated, unguessable without the key. */
export function withdrawalCode(key: Uint8Array, sessionId: string, survey: string): string {
  return codeOf(createHmac("sha256", key).update(`withdrawal code of ${sessionId} for ${survey}`).digest(), "pikir");
}

/** A code as typed, forgiven its case, spaces and look-alikes; undefined where its check signs are wrong. */
export function codeFrom(typed: string): string | undefined {
  return codeAsTyped(typed, "pikir");
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
