/** What every command opens first: the configuration and the storage it names. */
import { type Config, processConfig } from "../server/config.ts";
import { openSqlite } from "../server/storage/sqlite/open.ts";
import type { Storage } from "../server/storage/storage.ts";

export async function openStorage(): Promise<{ readonly config: Config; readonly storage: Storage }> {
  const config = processConfig();
  return { config, storage: await openSqlite({ dataDir: config.dataDir }) };
}
