/** Which database: the one place that knows both adapters. Each is loaded only where it is used, with its driver. */
import { mkdirSync } from "node:fs";
import { Refusal } from "../records/fault.ts";
import type { Storage } from "./storage.ts";

export interface Place {
  /** Holds what is no database, too; made, with mode 0700, where it is missing. */
  readonly dataDir: string;
  /** `postgres://...`; SQLite in `dataDir` without it. */
  readonly databaseUrl: string | undefined;
}

export interface ReadingPlace extends Place {
  /** A streaming replica of `databaseUrl`. */
  readonly readDatabaseUrl?: string | undefined;
}

/** What the process does, and so, where the database tells its users apart, what it may. */
export type Part = "serving" | "mixing" | "operating" | "reading" | "copying";

/** Opens the storage of a configuration, brought up to the program. Rejects with a sentence for the operator. */
export async function openStorageFor({ dataDir, databaseUrl }: Place, part: Part): Promise<Storage> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (databaseUrl === undefined) {
    const { openSqlite } = await import("./sqlite/open.ts");
    return openSqlite({ dataDir, sendsApart: part === "serving" });
  }
  const { openPostgres } = await import("./postgres/open.ts");
  return openPostgres({ url: databaseUrl, part });
}

/**
 * Opens the storage to read from: the replica, once it has all that the primary has now; the primary, and `warned` is told why,
 * where it is away or stays behind.
 */
export async function openForReading(place: ReadingPlace, warned: (sentence: string) => void): Promise<Storage> {
  const { databaseUrl, readDatabaseUrl } = place;
  if (databaseUrl === undefined || readDatabaseUrl === undefined) return openStorageFor(place, "reading");
  const { openReplica, ReplicaUnusable } = await import("./postgres/replica.ts");
  try {
    return await openReplica(databaseUrl, readDatabaseUrl);
  } catch (error) {
    if (!(error instanceof ReplicaUnusable)) throw error;
    warned(`the replica of PIKIR_READ_DATABASE_URL ${error.message}: DATABASE_URL is read instead`);
    return openStorageFor(place, "reading");
  }
}

/** Reads as `openForReading` does, and once more on the primary where the replica leaves, or cancels, in the middle. */
export async function reading<Result>(
  place: ReadingPlace,
  warned: (sentence: string) => void,
  act: (storage: Storage) => Promise<Result>,
): Promise<Result> {
  try {
    return await during(await openForReading(place, warned), act);
  } catch (error) {
    const left = error instanceof Refusal && error.fault.kind === "unavailable" && place.readDatabaseUrl !== undefined;
    if (!left) throw error;
    warned("the replica of PIKIR_READ_DATABASE_URL did not finish: DATABASE_URL is read instead");
    return during(await openStorageFor(place, "reading"), act);
  }
}

async function during<Result>(storage: Storage, act: (storage: Storage) => Promise<Result>): Promise<Result> {
  try {
    return await act(storage);
  } finally {
    await storage.close();
  }
}

/** How far the replica is behind; why it cannot be read; undefined where none is configured. */
export async function replicaOf({ databaseUrl, readDatabaseUrl }: ReadingPlace): Promise<ReplicaState | undefined> {
  if (databaseUrl === undefined || readDatabaseUrl === undefined) return undefined;
  const { lagOf, ReplicaUnusable } = await import("./postgres/replica.ts");
  try {
    return await lagOf(databaseUrl, readDatabaseUrl);
  } catch (error) {
    if (error instanceof ReplicaUnusable) return { unusable: error.message };
    throw error;
  }
}

export type ReplicaState =
  | { readonly bytes: number; readonly seconds: number; readonly awaited: boolean }
  | { readonly unusable: string };

/**
 * Brings back what `backUp` wrote, where there is nothing yet: a data folder without a database, or an empty database. Rejects,
 * with a sentence for the operator and nothing changed, otherwise, and where the copy is damaged.
 */
export async function restoreFor({ dataDir, databaseUrl }: Place, file: string): Promise<void> {
  if (databaseUrl === undefined) {
    const { restoreSqlite } = await import("./sqlite/restore.ts");
    return restoreSqlite(dataDir, file);
  }
  const { restorePostgres } = await import("./postgres/restore.ts");
  await restorePostgres(databaseUrl, file);
}

/** Proves such a file. SQLite's is opened in `folder`, to be looked at. */
export async function verifyFor(
  databaseUrl: string | undefined,
  file: string,
  folder: string,
): Promise<Storage | undefined> {
  if (databaseUrl === undefined) {
    const { openCopy } = await import("./sqlite/restore.ts");
    return openCopy(file, folder);
  }
  const { verifyDump } = await import("./postgres/restore.ts");
  await verifyDump(file);
  return undefined;
}
