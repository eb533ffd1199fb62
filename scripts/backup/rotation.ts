/** Keeping the newest backups of a folder and removing those before. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isBackup } from "./contents.ts";

/** `2026-11-27T03-15-00Z`: names sort as times do. */
export function nameAt(now: Date): string {
  return now
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-");
}

const NAMED = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/;

/** Removes all but the newest `keep` whole backups in `folder`, and nothing else that lies there. Resolves to what went. */
export function removeOlder(folder: string, keep: number): readonly string[] {
  const backups = readdirSync(folder).filter((name) => NAMED.test(name) && isBackup(join(folder, name)));
  const gone = backups
    .sort()
    .slice(0, -keep)
    .map((name) => join(folder, name));
  for (const backup of gone) rmSync(backup, { recursive: true });
  return gone;
}

/** The list for the closing names no backup that is gone. */
export function strikeOff(list: string, gone: readonly string[]): void {
  if (gone.length === 0) return;
  const left = readFileSync(list, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !gone.includes(line));
  writeFileSync(list, `${left.join("\n")}\n`, { mode: 0o600 });
}
