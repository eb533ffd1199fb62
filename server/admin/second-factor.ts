/** The second factor: six digits that an application makes every half minute (TOTP, RFC 6238), and codes for when it is lost. */
import { createHash } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { codeAsTyped, codeOf, SECRET_SIGNS } from "../records/code.ts";
import type { Random } from "../records/world.ts";
import type { Staff } from "../storage/storage.ts";
import { seal, unseal } from "../web/sealed.ts";

/** In seconds, as every application has it. */
const PERIOD = 30;
/** Bytes of an HMAC-SHA-1 key (RFC 4226, section 4). */
const SECRET = 20;
const RECOVERY_CODES = 8;
const PURPOSE = "pikir recovery";

/** In base 32, as applications take it. */
export function newSecret(random: Random): string {
  return new Secret({ buffer: Uint8Array.from(random.bytes(SECRET)).buffer }).base32;
}

/** What the QR code says. */
export function addressOf(secret: string, name: string): string {
  return totp(secret, name).toString();
}

/** The step of time that a code belongs to, one before and one after included: clocks differ. Undefined for any other code. */
export function stepOf(typed: string, secret: string, now: Date): number | undefined {
  const token = typed.replace(/\s/g, "");
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = totp(secret, "").validate({ token, timestamp: now.getTime(), window: 1 });
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / PERIOD) + delta;
}

/** The secret as it is stored, bound to its owner. */
export function sealedFactor(secret: string, name: string, key: Uint8Array, random: Random): Uint8Array {
  return seal(JSON.stringify([name, secret]), key, random);
}

/** Eight codes of 110 bits, and the hashes that are kept of them. */
export function newRecovery(random: Random): {
  readonly codes: readonly string[];
  readonly hashes: readonly Uint8Array[];
} {
  const codes = Array.from({ length: RECOVERY_CODES }, () => codeOf(random.bytes(SECRET_SIGNS), PURPOSE));
  return { codes, hashes: codes.map(recoveryHash) };
}

/** Takes what was typed for the second factor: six digits or a recovery code, each once. */
export async function proveFactor(
  staff: Staff,
  name: string,
  typed: string,
  key: Uint8Array,
  now: Date,
): Promise<"digits" | "recovery" | "wrong"> {
  const code = codeAsTyped(typed, PURPOSE);
  if (code !== undefined) return (await staff.useRecovery(name, recoveryHash(code))) === "used" ? "recovery" : "wrong";
  const factor = await staff.factor(name);
  const [owner, secret] = opened(factor?.secret, key);
  const step = owner === name && secret !== undefined ? stepOf(typed, secret, now) : undefined;
  if (step === undefined) return "wrong";
  return (await staff.useStep(name, step)) === "used" ? "digits" : "wrong";
}

function opened(sealed: Uint8Array | undefined, key: Uint8Array): readonly (string | undefined)[] {
  const plain = sealed && unseal(sealed, key);
  return plain === undefined ? [] : JSON.parse(plain);
}

function totp(secret: string, label: string): TOTP {
  return new TOTP({ issuer: "Pikir", label, secret, period: PERIOD, digits: 6, algorithm: "SHA1" });
}

function recoveryHash(code: string): Uint8Array {
  return createHash("sha256").update(code).digest();
}
