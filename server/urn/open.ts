/** Opening what was sealed to the mixer. Nobody else may import this. */
import sodium from "libsodium-wrappers";
import { type Response, responseShape } from "../records/response.ts";

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

/** The mark that a request to withdraw carries: 64 hexadecimal digits. Throws like `openResponse`. */
export async function openMark(sealed: Uint8Array, publicKey: Uint8Array, privateKey: Uint8Array): Promise<string> {
  await sodium.ready;
  return Buffer.from(sodium.crypto_box_seal_open(sealed, publicKey, privateKey)).toString("hex");
}

/** Whether what is sealed to the one opens with the other (X25519: the public key follows from the private one). */
export async function arePair(publicKey: Uint8Array, privateKey: Uint8Array): Promise<boolean> {
  await sodium.ready;
  return Buffer.from(sodium.crypto_scalarmult_base(privateKey)).equals(publicKey);
}
