/**
 * The keys, in files of their own that no backup holds. The only file that touches `KEYS_DIR`.
 *
 *   secret                        seals cookies and day keys; may be given as PIKIR_SECRET instead
 *   withdrawal.key                keys the HMAC of withdrawal codes
 *   withdrawal.public             seals requests to withdraw to the mixer
 *   SURVEY/participation.key      keys the participation HMAC; destroyed at close
 *   SURVEY/urn.public             seals answers to the urn
 *   mixer/SURVEY.urn.private      opens the urn; only the mixer reads it
 *   mixer/withdrawal.private      opens requests to withdraw; only the mixer reads it
 *
 * A key is made once and never overwritten: a lost participation key would let everybody take part again, a lost urn key
 * would lose what waits, so a missing file is an error that names it, and never a reason to make another.
 */
import { hkdfSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sodium from "libsodium-wrappers";

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

export class MissingKey extends Error {}

/** Opens the keys that serving needs, making `secret` and `withdrawal.key` on the first start. `given`: PIKIR_SECRET. */
export function openServingKeys(dir: string, given: string | undefined): ServingKeys {
  makeFolder(dir);
  const secret = given === undefined ? madeOnce(join(dir, "secret"), () => randomBytes(48)) : Buffer.from(given);
  const withdrawal = madeOnce(join(dir, "withdrawal.key"), () => randomBytes(32));
  return {
    derived: (purpose) => new Uint8Array(hkdfSync("sha256", secret, "pikir", purpose, 32)),
    withdrawal,
    withdrawalPublic: () => readKey(join(dir, "withdrawal.public")),
    participation: remembered((survey) => readKey(join(dir, survey, "participation.key"))),
    urnPublic: remembered((survey) => readKey(join(dir, survey, "urn.public"))),
  };
}

/** Opens the keys that mixing needs. */
export function openMixerKeys(dir: string): MixerKeys {
  return {
    urnPublic: remembered((survey) => readKey(join(dir, survey, "urn.public"))),
    urnPrivate: remembered((survey) => readKey(join(dir, "mixer", `${survey}.urn.private`))),
    withdrawalPublic: () => readKey(join(dir, "withdrawal.public")),
    withdrawalPrivate: () => readKey(join(dir, "mixer", "withdrawal.private")),
  };
}

/** Makes a new survey's keys, and the installation's; keys that are there stay. `copyDir`: where second copies of the mixer's keys go. */
export async function makeSurveyKeys(dir: string, survey: string, copyDir?: string): Promise<void> {
  await sodium.ready;
  for (const folder of [dir, join(dir, survey), join(dir, "mixer"), ...(copyDir === undefined ? [] : [copyDir])])
    makeFolder(folder);
  madeOnce(join(dir, survey, "participation.key"), () => randomBytes(32));
  makePair(dir, "withdrawal.public", "withdrawal.private", copyDir);
  makePair(dir, join(survey, "urn.public"), `${survey}.urn.private`, copyDir);
}

/** Which second copies of the mixer's keys are missing or differ: file names. */
export function missingCopies(dir: string, copyDir: string): readonly string[] {
  const keys = existsSync(join(dir, "mixer")) ? readdirSync(join(dir, "mixer")) : [];
  return keys.filter((file) => {
    const copy = join(copyDir, file);
    return !existsSync(copy) || !readFileSync(copy).equals(readFileSync(join(dir, "mixer", file)));
  });
}

/** The private key first: from a crash between the two the public one can be made again, and never the other way round. */
function makePair(dir: string, publicFile: string, privateFile: string, copyDir: string | undefined): void {
  if (existsSync(join(dir, publicFile))) return;
  const privateKey = madeOnce(join(dir, "mixer", privateFile), () => sodium.crypto_box_keypair().privateKey);
  if (copyDir !== undefined) madeOnce(join(copyDir, privateFile), () => privateKey);
  madeOnce(join(dir, publicFile), () => sodium.crypto_scalarmult_base(privateKey));
}

function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** The file's content; makes the file where there is none. Two processes at once end with one of the two contents, both with the same. */
function madeOnce(file: string, make: () => Uint8Array): Uint8Array {
  try {
    writeFileSync(file, make(), { mode: 0o600, flag: "wx", flush: true });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return readFileSync(file);
}

function readKey(file: string): Uint8Array {
  if (!existsSync(file))
    throw new MissingKey(
      `The key ${file} is missing. Put it back from its copy; do not make a new one for a survey that has begun.`,
    );
  const key = readFileSync(file);
  if (key.length !== 32) throw new MissingKey(`The key ${file} has ${key.length} bytes and should have 32.`);
  return key;
}

function remembered(find: (survey: string) => Uint8Array): (survey: string) => Uint8Array {
  const known = new Map<string, Uint8Array>();
  return (survey) => {
    const key = known.get(survey) ?? find(survey);
    known.set(survey, key);
    return key;
  };
}
