/** Builds that are weak on purpose: a test that would not find them out would prove nothing about the real one. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DIST } from "./process.ts";

export interface Weakness {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Nothing waits for the disk any more: what a power cut takes is what the kernel had not written by itself. */
export const SYNCS_NOTHING: Weakness = {
  file: "server/storage/sqlite/connection.js",
  from: `set(connection, "synchronous", synchronous, synchronous === "FULL" ? 2 : 1);`,
  to: `connection.pragma("synchronous = OFF");`,
};

/** Thanks at once, and commits a moment later. */
export const THANKS_BEFORE_COMMIT: Weakness = {
  file: "server/storage/sqlite/send-thread.js",
  from: "port.postMessage(sendTogether(given));",
  to: `port.postMessage(given.map(() => "kept")); setTimeout(() => sendTogether(given), 300);`,
};

/** Takes a batch out of the urn in one commit and puts it among the responses in the next, seconds later. */
export const RELEASES_IN_TWO_COMMITS: Weakness = {
  file: "server/storage/sqlite/urn.js",
  from: "for (const { key, sealed } of left)",
  to: `kept.exec("COMMIT"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2800); kept.exec("BEGIN IMMEDIATE");
        for (const { key, sealed } of left)`,
};

/** Makes such a build in a folder and returns where its programs are. Throws where the build no longer has what is weakened. */
export function weakened(folder: string, { file, from, to }: Weakness): string {
  const root = join(DIST, "..");
  const program = join(folder, "dist");
  mkdirSync(folder, { recursive: true });
  cpSync(DIST, program, { recursive: true });
  for (const beside of ["node_modules", "db", "views", "static", "package.json"])
    symlinkSync(join(root, beside), join(folder, beside));
  const strong = readFileSync(join(program, file), "utf8");
  if (strong.split(from).length !== 2) throw new Error(`${file} has no longer what would be weakened: ${from}`);
  writeFileSync(join(program, file), strong.replace(from, to));
  return program;
}
