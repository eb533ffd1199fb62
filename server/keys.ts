/**
 * The keys, in files of their own that no backup holds. The only file that knows `KEYS_DIR`.
 *
 *   secret                        seals cookies and day keys; may be given as PIKIR_SECRET instead
 *   withdrawal.key                keys the HMAC of withdrawal codes
 *   withdrawal.public             seals requests to withdraw to the mixer
 *   signing.key                   signs closing protocols
 *   SURVEY/participation.key      keys the participation HMAC; destroyed at close
 *   SURVEY/urn.public             seals answers to the urn; destroyed at close
 *   mixer/SURVEY.urn.private      opens the urn; only the mixer reads it; destroyed at close
 *   mixer/withdrawal.private      opens requests to withdraw; only the mixer reads it
 *
 * A key is made once and never overwritten: a lost participation key would let everybody take part again, a lost urn key
 * would lose what waits, so a missing file is an error that names it, and never a reason to make another.
 *
 * A survey's keys are read anew each time they are needed, some twenty microseconds: what no process remembers, none has
 * to forget when they are destroyed.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  sign,
} from "node:crypto";
import { accessSync, constants, existsSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import sodium from "libsodium-wrappers";
import { destroy, MissingKey, madeOnce, makeFolder, readKey } from "./key-files.ts";

export interface ServingKeys {
  /** A key of 32 bytes for one purpose, derived from the installation's secret (HKDF with SHA-256, RFC 5869). */
  derived(purpose: string): Uint8Array;
  readonly withdrawal: Uint8Array;
  withdrawalPublic(): Uint8Array;
  participation(survey: string): Uint8Array;
  urnPublic(survey: string): Uint8Array;
}

export interface MixerKeys {
  urnPublic(survey: string): Uint8Array;
  urnPrivate(survey: string): Uint8Array;
  withdrawalPublic(): Uint8Array;
  withdrawalPrivate(): Uint8Array;
}

export interface SigningKey {
  /** Ed25519 as SubjectPublicKeyInfo (RFC 8410) in base 64. */
  readonly publicKey: string;
  /** In base 64. */
  sign(message: Uint8Array): string;
}

/** Opens the keys that serving needs, making `secret` and `withdrawal.key` on the first start. `given`: PIKIR_SECRET. */
export function openServingKeys(dir: string, given: string | undefined): ServingKeys {
  makeFolder(dir);
  const secret = given === undefined ? madeOnce(join(dir, "secret"), () => randomBytes(48)) : Buffer.from(given);
  const withdrawal = madeOnce(join(dir, "withdrawal.key"), () => randomBytes(32));
  return {
    derived: (purpose) => new Uint8Array(hkdfSync("sha256", secret, "pikir", purpose, 32)),
    withdrawal,
    withdrawalPublic: () => readKey(join(dir, "withdrawal.public")),
    participation: (survey) => readKey(join(dir, survey, "participation.key")),
    urnPublic: (survey) => readKey(join(dir, survey, "urn.public")),
  };
}

/** Opens the keys that mixing needs. */
export function openMixerKeys(dir: string): MixerKeys {
  return {
    urnPublic: (survey) => readKey(join(dir, survey, "urn.public")),
    urnPrivate: (survey) => readKey(join(dir, "mixer", `${survey}.urn.private`)),
    withdrawalPublic: () => readKey(join(dir, "withdrawal.public")),
    withdrawalPrivate: () => readKey(join(dir, "mixer", "withdrawal.private")),
  };
}

/** Makes a new survey's keys, and the installation's; keys that are there stay. `copyDir`: where second copies of the mixer's keys go. */
export async function makeSurveyKeys(dir: string, survey: string, copyDir?: string): Promise<void> {
  await sodium.ready;
  for (const folder of [dir, join(dir, survey), join(dir, "mixer"), ...(copyDir === undefined ? [] : [copyDir])])
    makeFolder(folder);
  openSigningKey(dir);
  madeOnce(join(dir, survey, "participation.key"), () => randomBytes(32));
  makePair(dir, "withdrawal.public", "withdrawal.private", copyDir);
  makePair(dir, join(survey, "urn.public"), `${survey}.urn.private`, copyDir);
}

/** Whether this process may read the mixer's keys. Where they are another Unix user's, that user runs the mixer. */
export function mayMix(dir: string): boolean {
  try {
    accessSync(join(dir, "mixer"), constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Which second copies of the mixer's keys are missing or differ: file names. */
export function missingCopies(dir: string, copyDir: string): readonly string[] {
  const files = existsSync(join(dir, "mixer")) ? readdirSync(join(dir, "mixer")) : [];
  const keys = files.filter((file) => file.endsWith(".private"));
  return keys.filter((file) => {
    const copy = join(copyDir, file);
    return !existsSync(copy) || !readFileSync(copy).equals(readFileSync(join(dir, "mixer", file)));
  });
}

/** The installation's key for closing protocols; made on the first call. */
export function openSigningKey(dir: string): SigningKey {
  makeFolder(dir);
  const make = () => generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" });
  const key = createPrivateKey(Buffer.from(madeOnce(join(dir, "signing.key"), () => Buffer.from(make()))));
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64");
  return { publicKey, sign: (message) => sign(null, message, key).toString("base64") };
}

/** Its public half; undefined where it has not been made. */
export function signingPublicKey(dir: string): string | undefined {
  return existsSync(join(dir, "signing.key")) ? openSigningKey(dir).publicKey : undefined;
}

/** What may be published of a survey's keys: 64 hexadecimal digits each, null for a key that is gone. */
export function fingerprintsOf(dir: string, survey: string) {
  const [participation, urn] = [join(dir, survey, "participation.key"), join(dir, survey, "urn.public")];
  const purpose = `fingerprint of the participation key of ${survey}`;
  // Of the secret key a value derived for this alone: it keys nothing, and no participation can be tried against it.
  const derived = () => new Uint8Array(hkdfSync("sha256", readKey(participation), "pikir", purpose, 32));
  return {
    participation: existsSync(participation) ? fingerprint(derived()) : null,
    urn: existsSync(urn) ? fingerprint(readKey(urn)) : null,
  };
}

function fingerprint(key: Uint8Array): string {
  return createHash("sha256").update(key).digest("hex");
}

/**
 * Destroys a closed survey's keys: overwrites each file, waits for the disk, removes it. Gives the files destroyed; those
 * that are gone already are passed over. Throws, once all others are gone, where the folder of the copies is out of reach.
 * On journals, snapshots and flash memory the old bytes may outlive the overwriting: whoever closes is told so.
 */
export function destroySurveyKeys(dir: string, survey: string, copyDir: string | undefined): readonly string[] {
  const privateFile = `${survey}.urn.private`;
  const own = [
    join(dir, survey, "participation.key"),
    join(dir, "mixer", privateFile),
    join(dir, survey, "urn.public"),
  ];
  const destroyed = own.filter(destroy);
  if (existsSync(join(dir, survey)) && readdirSync(join(dir, survey)).length === 0) rmdirSync(join(dir, survey));
  if (copyDir === undefined) return destroyed;
  if (!existsSync(copyDir))
    throw new MissingKey(
      `PIKIR_KEY_COPY is ${copyDir}, which is out of reach: make it reachable and close ${survey} again, so that the copy of its key is destroyed too.`,
    );
  return [...destroyed, ...[join(copyDir, privateFile)].filter(destroy)];
}

/** The private key first: from a crash between the two the public one can be made again, and never the other way round. */
function makePair(dir: string, publicFile: string, privateFile: string, copyDir: string | undefined): void {
  if (existsSync(join(dir, publicFile))) return;
  const privateKey = madeOnce(join(dir, "mixer", privateFile), () => sodium.crypto_box_keypair().privateKey);
  if (copyDir !== undefined) madeOnce(join(copyDir, privateFile), () => privateKey);
  madeOnce(join(dir, publicFile), () => sodium.crypto_scalarmult_base(privateKey));
}
