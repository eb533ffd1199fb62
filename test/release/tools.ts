/** Programs that read what a release writes, where they are installed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function isInstalled(program: string): boolean {
  return spawnSync("which", [program]).status === 0;
}

/** Runs a program in a folder of its own that holds these files; gives what it printed. Throws where it fails. */
export function read(
  files: Readonly<Record<string, Uint8Array | string>>,
  program: string,
  ...words: string[]
): string {
  const folder = mkdtempSync(join(tmpdir(), "pikir-release-"));
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    const env = { ...process.env, LC_ALL: "C.UTF-8", HOME: folder };
    const done = spawnSync(program, words, { cwd: folder, encoding: "utf8", env, timeout: 120_000 });
    if (done.status !== 0) throw new Error(`${program}: ${done.stdout}${done.stderr}`);
    return done.stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
