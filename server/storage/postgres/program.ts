/** Running PostgreSQL's own programs, `pg_dump` and `pg_restore`. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { UnusableDatabase } from "../unusable.ts";

/** `words`: what it is called with, given the database's address. The password goes by a file: everybody on this machine can read a command's words. */
export async function runProgram(
  program: "pg_dump" | "pg_restore",
  url: string | undefined,
  words: (address: string) => readonly string[],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "pikir-password-"));
  try {
    await promisify(execFile)(program, [...words(url === undefined ? "" : addressIn(url, folder))]);
  } catch (error) {
    throw told(program, error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function addressIn(url: string, folder: string): string {
  const address = new URL(url);
  const password = decodeURIComponent(address.password);
  address.password = "";
  if (password !== "") address.searchParams.set("passfile", passFile(folder, password));
  return address.href;
}

function passFile(folder: string, password: string): string {
  const file = join(folder, "password");
  writeFileSync(file, `*:*:*:*:${password.replace(/[\\:]/g, "\\$&")}\n`, { mode: 0o600 });
  return file;
}

function told(program: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if ("code" in error && error.code === "ENOENT")
    return new UnusableDatabase(
      `${program} is not installed; install PostgreSQL's client, of the server's version or newer`,
    );
  if ("stderr" in error) return new UnusableDatabase(`${program} failed: ${String(error.stderr).trim()}`);
  return error;
}
