/** What `npm run backup` leaves behind in DATA_DIR: a line for each, written when it is whole. */
import { stat } from "node:fs/promises";
import { join } from "node:path";

/** When the last backup ended; null where none was made here. */
export async function backedUpAt(dataDir: string): Promise<Date | null> {
  const list = await stat(join(dataDir, "backups.txt")).catch(() => undefined);
  return list?.mtime ?? null;
}
