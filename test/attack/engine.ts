/** What the attack has to know of a database: how it is opened, copied, backed up and read. The rest of the attack is the same. */
import { openSqlite } from "../../server/storage/sqlite/open.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { backUp, type Copy, copyFiles, type Holding } from "./copies.ts";
import { type Observation, observeSqlite } from "./observation.ts";

export interface Engine {
  open(dataDir: string): Promise<Storage>;
  /** What the compiled server is told of it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Copies every file but the keys, as they lie there. */
  copy(place: Holding, to: string): Promise<void>;
  /** The database's own backup, into a folder. */
  backUp(place: Holding, to: string): Promise<void>;
  observe(copies: readonly Copy[]): readonly Observation[];
}

export const SQLITE: Engine = {
  open: (dataDir) => openSqlite({ dataDir }),
  environment: {},
  copy: async (place, to) => copyFiles(place, to),
  backUp,
  observe: observeSqlite,
};
