/** Files that hold keys: made once and whole, read, and destroyed. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

export class MissingKey extends Error {}

export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/**
 * The file's content; makes the file where there is none. It is written aside and put in place whole, so that neither a
 * crash nor a second process ever finds half a key. Two processes at once both end with the same content.
 */
export function madeOnce(file: string, make: () => Uint8Array): Uint8Array {
  if (!existsSync(file)) {
    const aside = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
    writeFileSync(aside, make(), { mode: 0o600, flag: "wx", flush: true });
    try {
      linkSync(aside, file);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    } finally {
      rmSync(aside);
    }
  }
  const key = readFileSync(file);
  if (key.length < 32) throw new MissingKey(`The key ${file} has ${key.length} bytes and should have at least 32.`);
  return key;
}

export function readKey(file: string): Uint8Array {
  if (!existsSync(file))
    throw new MissingKey(
      `The key ${file} is missing. Put it back from its copy; do not make a new one for a survey that has begun.`,
    );
  const key = readFileSync(file);
  if (key.length !== 32) throw new MissingKey(`The key ${file} has ${key.length} bytes and should have 32.`);
  return key;
}

/** Overwrites the file, waits for the disk, removes it. Whether there was a file to destroy. */
export function destroy(file: string): boolean {
  if (!existsSync(file)) return false;
  const handle = openSync(file, "r+");
  try {
    writeSync(handle, randomBytes(fstatSync(handle).size));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  unlinkSync(file);
  syncFolder(dirname(file));
  return true;
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
