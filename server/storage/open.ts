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
