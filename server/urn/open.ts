/** Opening what was sealed to the mixer. Nobody else may import this. */
import sodium from "libsodium-wrappers";
import { type Response, responseShape } from "../records/response.ts";
import type { WithdrawalRequest } from "../records/withdrawal-code.ts";
import { MARK_BYTES } from "./seal.ts";

/** Throws when the row was not sealed to this key or is not a response. */
export async function openResponse(
  sealed: Uint8Array,
  publicKey: Uint8Array,
  privateKey: Uint8Array,
): Promise<Response> {
  await sodium.ready;
  const padded = sodium.crypto_box_seal_open(sealed, publicKey, privateKey);
  const plain = sodium.unpad(padded, padded.length);
  return responseShape.parse(JSON.parse(Buffer.from(plain).toString("utf8")));
}

/** Throws like `openResponse`. A request from before quarters were told is as old as can be. */
export async function openRequest(
  sealed: Uint8Array,
  publicKey: Uint8Array,
  privateKey: Uint8Array,
): Promise<WithdrawalRequest> {
  await sodium.ready;
  const plain = Buffer.from(sodium.crypto_box_seal_open(sealed, publicKey, privateKey));
  const quarter = plain.length > MARK_BYTES ? plain.readUInt16BE(MARK_BYTES) : 0;
  return { mark: plain.toString("hex", 0, MARK_BYTES), quarter };
}

/** Whether what is sealed to the one opens with the other (X25519: the public key follows from the private one). */
export async function arePair(publicKey: Uint8Array, privateKey: Uint8Array): Promise<boolean> {
  await sodium.ready;
  return Buffer.from(sodium.crypto_scalarmult_base(privateKey)).equals(publicKey);
}
