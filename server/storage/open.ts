/** Which database: the one place that knows both adapters. Each is loaded only where it is used, with its driver. */
import { mkdirSync } from "node:fs";
import type { Storage } from "./storage.ts";

export interface Place {
  /** Holds what is no database, too; made, with mode 0700, where it is missing. */
  readonly dataDir: string;
  /** `postgres://...`; SQLite in `dataDir` without it. */
  readonly databaseUrl: string | undefined;
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
