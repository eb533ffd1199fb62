/** What the urn costs a submission: sealing and sending through the real storage, beside a plain insert of the answers. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import { openServingKeys } from "../../server/keys.ts";
import { definitionIn, publish } from "../../server/publishing.ts";
import { paddedSize, type Response } from "../../server/records/response.ts";
import { openSqlite } from "../../server/storage/sqlite/open.ts";
import { sealResponse } from "../../server/urn/seal.ts";

export interface UrnCost {
  /** Milliseconds, medians. */
  readonly sealing: number;
  readonly send: number;
  readonly plainInsert: number;
  readonly sealedBytes: number;
}

const ANSWERS = {
  timeliness: 4,
  ease: 3,
  effect: "faster",
  obstacle: "technical-errors",
  region: "astana",
  age: "30-45",
};

export async function urnCost(root: string, folder: string, sends: number): Promise<UrnCost> {
  const keysDir = join(folder, "urn-keys");
  const storage = await openSqlite({ dataDir: join(folder, "urn-data") });
  const definition = definitionIn(join(root, "db", "surveys", "egov-2024.yaml"));
  const { version } = await publish(definition, { storage, config: { keysDir, keyCopy: undefined }, now: new Date() });
  const publicKey = openServingKeys(keysDir, undefined).urnPublic(definition.id);
  const common = { version, language: "kk", channel: "web", month: "2024-10", duration: 285, flags: [] };
  const response: Response = { ...common, answers: ANSWERS, withdrawal: "a".repeat(64) };
  const sealing: number[] = [];
  const send: number[] = [];
  let sealedBytes = 0;
  for (let at = 0; at < sends; at += 1) {
    const begun = performance.now();
    const sealed = await sealResponse(response, publicKey, paddedSize(definition));
    const ready = performance.now();
    const keys = { participation: randomBytes(32), urnKey: randomBytes(16), acknowledgement: randomBytes(32) };
    await storage.participations.send({ survey: definition.id, sealed, ...keys });
    sealing.push(ready - begun);
    send.push(performance.now() - ready);
    sealedBytes = sealed.length;
  }
  await storage.close();
  return { sealing: median(sealing), send: median(send), plainInsert: plainInserts(folder, sends), sealedBytes };
}

function plainInserts(folder: string, inserts: number): number {
  const database = new Database(join(folder, "plain.db"));
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec("create table answers (id integer primary key, answers text)");
  const insert = database.prepare("insert into answers (answers) values (?)");
  const times = Array.from({ length: inserts }, () => {
    const begun = performance.now();
    insert.run(JSON.stringify(ANSWERS));
    return performance.now() - begun;
  });
  database.close();
  return median(times);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
