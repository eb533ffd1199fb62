/** Whether the shelf holds what the database says was released, byte by byte, and nothing else. Changes nothing. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { KeptRelease } from "../records/kept-release.ts";
import { filesKept } from "../release/manifest.ts";
import type { StaffStorage } from "../storage/storage.ts";
import { hasHash, isUnfinished, MEMBERS, releasesIn } from "./shelf.ts";

export interface Stock {
  /** Releases that the database has. */
  readonly releases: number;
  /** Of the files found. */
  readonly bytes: number;
  /** Releases without any file, and files of others: `ID`, `ID/FILE`. */
  readonly missing: readonly string[];
  /** Files that are not what was written: `ID/FILE`. */
  readonly spoilt: readonly string[];
  /** Folders of no release that the database has. */
  readonly strangers: readonly string[];
}

type Named = Pick<KeptRelease, "id" | "json">;

type Releasing = Pick<StaffStorage, "surveys" | "releases">;

/** Of all surveys. */
export async function everyRelease({ surveys, releases }: Releasing): Promise<readonly KeptRelease[]> {
  return (await Promise.all((await surveys.all()).map(({ id }) => releases.of(id)))).flat();
}

export async function takeStock(dataDir: string, releases: readonly Named[]): Promise<Stock> {
  const folder = releasesIn(dataDir);
  const found = await Promise.all(releases.map((release) => lookedAt(folder, release)));
  const known = new Set(releases.map(({ id }) => id));
  const there = existsSync(folder) ? readdirSync(folder) : [];
  return {
    releases: releases.length,
    bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
    missing: found.flatMap(({ missing }) => missing),
    spoilt: found.flatMap(({ spoilt }) => spoilt),
    strangers: there.filter((name) => !known.has(name) && !isUnfinished(name)).sort(),
  };
}

async function lookedAt(folder: string, { id, json }: Named) {
  const path = (name: string) => join(folder, id, name);
  if (!existsSync(join(folder, id))) return { bytes: 0, missing: [id], spoilt: [] };
  const files = [...filesKept(json)];
  const missing = [...files.map(([name]) => name), MEMBERS].filter((name) => !existsSync(path(name)));
  const spoilt: string[] = [];
  let bytes = 0;
  for (const [name, { sha256 }] of files) {
    if (missing.includes(name)) continue;
    bytes += statSync(path(name)).size;
    if (!(await hasHash(path(name), sha256))) spoilt.push(`${id}/${name}`);
  }
  return { bytes, missing: missing.map((name) => `${id}/${name}`), spoilt };
}
