/** A copy of what is kept, for the operator's backups. */
import { chmodSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { Storage } from "../storage.ts";
import type { Connection } from "./connection.ts";
import { verb } from "./verb.ts";

/** One moment of the file, written anew: rows lie in the order of their keys, and nothing deleted lies between them. */
const COPY = "VACUUM INTO ?";
/** They name sessions of the last hour, and are of use to nobody after a restore. */
const FORGET_SESSIONS = "DELETE FROM acknowledgement";

export function backUpIn(kept: Connection): Storage["backUp"] {
  return verb((folder) => {
    const file = join(folder, "pikir.db");
    kept.prepare<[string]>(COPY).run(file);
    chmodSync(file, 0o600);
    const copy = new Database(file);
    try {
      copy.pragma("secure_delete = ON");
      copy.exec(FORGET_SESSIONS);
      const found: unknown = copy.pragma("integrity_check", { simple: true });
      if (found !== "ok") throw new Error(`the copy in ${file} is damaged, and so perhaps is the database: ${found}`);
    } finally {
      copy.close();
    }
    return file;
  });
}
