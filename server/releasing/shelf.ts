/** Where releases are kept: a folder each in `DATA_DIR/releases`, for the operator alone, complete or not there. */
import { createHash } from "node:crypto";
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { PackagedFile } from "../release/data-package.ts";
import type { ReleaseFile } from "../release/files.ts";
import { NotReleased } from "./not-released.ts";
import { sha256 } from "./records.ts";

/** Who is in a release, so that the next one can be compared with it. Never handed out. */
export const MEMBERS = "members";

const MAKING = ".making-";
/** No release takes so long: what is older was cut short. */
const MOST_HOURS = 24;

export function releasesIn(dataDir: string): string {
  return join(dataDir, "releases");
}

/** The name of a folder in which a release is being made, or was when its process ended. */
export function isUnfinished(name: string): boolean {
  return name.startsWith(MAKING);
}

export function shelfIn(dataDir: string) {
  const folder = releasesIn(dataDir);
  return {
    /** Writes all files; gives their sizes and hashes. Nothing is left where that fails. */
    async put(
      id: string,
      files: readonly ReleaseFile[],
      members: BigUint64Array,
      progress: (done: number) => void = () => undefined,
    ): Promise<ReadonlyMap<string, PackagedFile>> {
      const making = join(folder, `${MAKING}${id}`);
      mkdirSync(making, { recursive: true, mode: 0o700 });
      removeUnfinished(folder, statSync(making).mtimeMs);
      try {
        const written = await writeAll(making, files, progress);
        writeFileSync(join(making, MEMBERS), new Uint8Array(members.buffer, members.byteOffset, members.byteLength), {
          mode: 0o600,
        });
        renameSync(making, join(folder, id));
        return written;
      } finally {
        rmSync(making, { recursive: true, force: true });
      }
    },
    remove: (id: string) => rmSync(join(folder, id), { recursive: true, force: true }),
    /** What `release.json` says. */
    manifest: (id: string) => readFileSync(join(folder, id, "release.json"), "utf8"),
    members: (id: string) => membersIn(join(folder, id, MEMBERS), id),
    /** Where a file lies, once its hash is found to be right. Throws NotReleased where it is missing or has changed. */
    file: (id: string, name: string, { sha256: hash }: PackagedFile) => soundFile(join(folder, id, name), id, hash),
    text: async (id: string, name: string, { sha256: hash }: PackagedFile) =>
      readFileSync(await soundFile(join(folder, id, name), id, hash), "utf8"),
    handOut: (id: string, out: string) => handOut(join(folder, id), id, out),
  };
}

export type Shelf = ReturnType<typeof shelfIn>;

/** `now`: as the disk has it, whose times these are. */
function removeUnfinished(folder: string, now: number): void {
  const names = readdirSync(folder).filter(isUnfinished);
  for (const path of names.map((name) => join(folder, name)))
    if (statSync(path).mtimeMs < now - MOST_HOURS * 3_600_000) rmSync(path, { recursive: true, force: true });
}

async function writeAll(
  folder: string,
  files: readonly ReleaseFile[],
  progress: (done: number) => void,
): Promise<ReadonlyMap<string, PackagedFile>> {
  const written = new Map<string, PackagedFile>();
  for (const [at, file] of files.entries()) {
    progress(at);
    const handle = await open(join(folder, file.name), "wx", 0o600);
    const hash = createHash("sha256");
    let bytes = 0;
    try {
      for await (const piece of file.pieces(written)) {
        hash.update(piece);
        bytes += piece.length;
        await handle.write(piece);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    written.set(file.name, { bytes, sha256: hash.digest("hex") });
  }
  return written;
}

function membersIn(path: string, id: string): BigUint64Array {
  if (!existsSync(path)) throw new NotReleased({ kind: "missing", path, id });
  const bytes = readFileSync(path);
  return new BigUint64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** By path: whether the file was right as it was then. Hashed once, however many ask for it or its ranges at a time. */
const found = new Map<string, { readonly state: string; readonly sound: Promise<boolean> }>();

async function soundFile(path: string, id: string, hash: string): Promise<string> {
  const now = await stat(path).catch(() => undefined);
  if (!now) throw new NotReleased({ kind: "missing", path, id });
  const state = `${now.ino} ${now.size} ${now.mtimeMs} ${hash}`;
  const known = found.get(path);
  const sound = known?.state === state ? known.sound : hasHash(path, hash);
  found.set(path, { state, sound });
  const forget = () => found.get(path)?.sound === sound && found.delete(path);
  const right = await sound.catch((error: unknown) => {
    forget();
    throw error;
  });
  if (right) return path;
  forget();
  throw new NotReleased({ kind: "spoilt", path, names: basename(path) });
}

export async function hasHash(path: string, hash: string): Promise<boolean> {
  const sum = createHash("sha256");
  for await (const piece of createReadStream(path)) sum.update(piece);
  return sum.digest("hex") === hash;
}

/** Copies what is kept, once its hashes are found to be right. */
function handOut(kept: string, id: string, out: string): void {
  if (!existsSync(kept)) throw new NotReleased({ kind: "missing", path: kept, id });
  const sums = readFileSync(join(kept, "SHA256SUMS"), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split("  "));
  const spoilt = sums.filter(([sum, name]) => name === undefined || sha256(readFileSync(join(kept, name))) !== sum);
  if (spoilt.length > 0)
    throw new NotReleased({ kind: "spoilt", path: kept, names: spoilt.map(([, name]) => name).join(", ") });
  for (const name of readdirSync(kept).filter((file) => file !== MEMBERS))
    copyFileSync(join(kept, name), join(out, name));
}
