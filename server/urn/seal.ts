/**
 * Sealing a response for the urn: padded to one size, then a sealed box (libsodium's crypto_box_seal: X25519 and
 * XSalsa20-Poly1305 under a key pair made for this one message). Whoever holds the public key can put in; only the mixer can take out.
 */
import sodium from "libsodium-wrappers";
import type { Response } from "../records/response.ts";

/** What sealing adds to a row: the message's public key and a tag (crypto_box_SEALBYTES). */
export const SEAL_BYTES = 48;

/** `size`: bytes to pad to (`paddedSize`). Refuses a response that does not fit, which the definition's limits rule out. */
export async function sealResponse(response: Response, publicKey: Uint8Array, size: number): Promise<Uint8Array> {
  await sodium.ready;
  const plain = Buffer.from(JSON.stringify(response));
  if (plain.length >= size) throw new RangeError(`a response of ${plain.length} bytes does not fit the urn's ${size}`);
  return sodium.crypto_box_seal(sodium.pad(plain, size), publicKey);
}

/** Seals a withdrawal's mark (64 hexadecimal digits) to the mixer: 80 bytes, whatever it is. */
export async function sealMark(mark: string, publicKey: Uint8Array): Promise<Uint8Array> {
  await sodium.ready;
  return sodium.crypto_box_seal(Buffer.from(mark, "hex"), publicKey);
}
