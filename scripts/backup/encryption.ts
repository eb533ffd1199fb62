/**
 * Encrypting a backup to a public key (age, https://age-encryption.org/v1), a piece at a time: whoever has the backup, and the
 * server that made it, cannot open it; the private key is kept elsewhere. `age` itself opens the files as well.
 */
import { createReadStream, createWriteStream, readFileSync } from "node:fs";
import { Readable, Writable } from "node:stream";
import { Decrypter, Encrypter } from "age-encryption";
import { CommandError } from "../command.ts";

export const ENCRYPTED = ".age";

/** Refuses what is no `age1...`. */
export function encrypterTo(recipient: string): Encrypter {
  const encrypter = new Encrypter();
  try {
    encrypter.addRecipient(recipient);
  } catch {
    throw new CommandError(`"${recipient}" is no public key of age, like age1...; age-keygen makes one.`);
  }
  return encrypter;
}

export async function encryptFile(encrypter: Encrypter, from: string, to: string): Promise<void> {
  await written(await encrypter.encrypt(streamOf(from)), to);
}

/** `file`: what age-keygen wrote; `-` reads it from standard input, so that it is on no disk here. */
export function decrypterWith(file: string): Decrypter {
  const lines = readFileSync(file === "-" ? 0 : file, "utf8").split("\n");
  const keys = lines.map((line) => line.trim()).filter((line) => line.startsWith("AGE-SECRET-KEY-"));
  if (keys.length === 0) throw new CommandError("the identity holds no private key of age (AGE-SECRET-KEY-...).");
  const decrypter = new Decrypter();
  for (const key of keys) decrypter.addIdentity(key);
  return decrypter;
}

/** Refuses what another key was meant for, and what was changed or cut. */
export async function decryptFile(decrypter: Decrypter, from: string, to: string): Promise<void> {
  try {
    await written(await decrypter.decrypt(streamOf(from)), to);
  } catch (error) {
    if (error instanceof Error && "code" in error) throw error;
    throw new CommandError(`${from} does not open with this private key, or is damaged.`);
  }
}

function streamOf(file: string): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
}

async function written(stream: ReadableStream<Uint8Array>, to: string): Promise<void> {
  await stream.pipeTo(Writable.toWeb(createWriteStream(to, { mode: 0o600, flags: "wx", flush: true })));
}
