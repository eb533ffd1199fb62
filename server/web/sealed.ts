/** Sealing small values for a place we do not control, like a cookie: AES-256-GCM, nonce and tag in front. */
import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Random } from "../records/world.ts";

const NONCE = 12;
const TAG = 16;
/** The first bytes of what is sealed: nonce and tag, which no two sealings have in common. */
export const STAMP = NONCE + TAG;

export function seal(plain: string | Uint8Array, key: Uint8Array, random: Random): Buffer {
  const nonce = random.bytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const body = typeof plain === "string" ? cipher.update(plain, "utf8") : cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Undefined for whatever was not sealed with this key: forged, altered, cut or of another installation. */
export function unseal(sealed: Uint8Array, key: Uint8Array): string | undefined {
  return unsealedBytes(sealed, key)?.toString("utf8");
}

/** The same, for what is not text alone. */
export function unsealedBytes(sealed: Uint8Array, key: Uint8Array): Buffer | undefined {
  if (sealed.length < STAMP) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAuthTag(sealed.subarray(NONCE, STAMP));
  const body = decipher.update(sealed.subarray(STAMP));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return body;
}
