/**
 * Sealing a response for the urn: padded to one size, then a sealed box (libsodium's crypto_box_seal: X25519 and
 * XSalsa20-Poly1305 under a key pair made for this one message). Whoever holds the public key can put in; only the mixer can take out.
 */
import sodium from "libsodium-wrappers";
import type { Response } from "../records/response.ts";
import type { WithdrawalRequest } from "../records/withdrawal-code.ts";

/** What sealing adds to a row: the message's public key and a tag (crypto_box_SEALBYTES). */
export const SEAL_BYTES = 48;

/** `size`: bytes to pad to (`paddedSize`). Refuses a response that does not fit, which the definition's limits rule out. */
export async function sealResponse(response: Response, publicKey: Uint8Array, size: number): Promise<Uint8Array> {
  await sodium.ready;
  const plain = Buffer.from(JSON.stringify(response));
  if (plain.length >= size) throw new RangeError(`a response of ${plain.length} bytes does not fit the urn's ${size}`);
  return sodium.crypto_box_seal(sodium.pad(plain, size), publicKey);
}

/** Bytes of a mark. A request's quarter follows it, in two. */
export const MARK_BYTES = 32;

/** Seals a request to withdraw to the mixer: 82 bytes, whatever it says. */
export async function sealRequest({ mark, quarter }: WithdrawalRequest, publicKey: Uint8Array): Promise<Uint8Array> {
  await sodium.ready;
  const plain = Buffer.alloc(MARK_BYTES + 2);
  plain.write(mark, "hex");
  plain.writeUInt16BE(quarter, MARK_BYTES);
  return sodium.crypto_box_seal(plain, publicKey);
}
