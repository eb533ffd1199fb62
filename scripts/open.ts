/** What every command opens first: the configuration and the storage it names. */
import { type Config, processConfig } from "../server/config.ts";
import { openForReading, openStorageFor, type Part } from "../server/storage/open.ts";
import type { Storage } from "../server/storage/storage.ts";

/** `part`: what the command does; a report needs to read only. */
export async function openStorage(
  part: Part = "operating",
): Promise<{ readonly config: Config; readonly storage: Storage }> {
  const config = processConfig();
  return { config, storage: await openStorageFor(config, part) };
}

/** For a command that reads much: on the replica, where one is configured and not behind. */
export async function openToRead(): Promise<Storage> {
  return openForReading(processConfig(), console.error);
}
