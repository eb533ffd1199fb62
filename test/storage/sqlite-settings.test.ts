import { randomBytes } from "node:crypto";
import { chmodSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { connect, KEPT, PASSING } from "../../server/storage/sqlite/connection.ts";
import { type Folder, folderOfTest } from "./folder.ts";
import { batch, publish, released, sending } from "./given.ts";

const ASKED = ["page_size", "journal_mode", "synchronous", "secure_delete", "foreign_keys", "busy_timeout"] as const;
const ALSO_ASKED = ["trusted_schema", "cell_size_check", "temp_store"] as const;

function settingsOf(folder: Folder, file: string, settings: typeof KEPT) {
  const connection = connect(join(folder.path, file), settings);
  const found = [...ASKED, ...ALSO_ASKED].map((pragma) => [pragma, connection.pragma(pragma, { simple: true })]);
  connection.close();
  return Object.fromEntries(found);
}

const COMMON = {
  journal_mode: "wal",
  secure_delete: 1,
  foreign_keys: 1,
  busy_timeout: 5000,
  trusted_schema: 0,
  cell_size_check: 1,
  temp_store: 2,
};

describe("the SQLite settings", () => {
  test("are in force on the first open and on every later one", () => {
    const folder = folderOfTest();
    const kept = { ...COMMON, page_size: 16384, synchronous: 2 };
    const passing = { ...COMMON, page_size: 4096, synchronous: 1 };
    for (const _open of [1, 2, 3]) {
      expect(settingsOf(folder, "pikir.db", KEPT)).toEqual(kept);
      expect(settingsOf(folder, "passing.db", PASSING)).toEqual(passing);
    }
  });

  test("lie in the files that the storage makes, where another connection finds them", async () => {
    const folder = folderOfTest();
    await folder.open();
    const found = ["pikir.db", "passing.db"].map((file) => {
      const raw = folder.raw(file);
      return [raw.pragma("page_size", { simple: true }), raw.pragma("journal_mode", { simple: true })];
    });
    expect(found).toEqual([
      [16384, "wal"],
      [4096, "wal"],
    ]);
  });

  test("stop the start where one of them cannot hold", async () => {
    const folder = folderOfTest();
    folder.raw().exec("PRAGMA page_size = 4096; CREATE TABLE foreign_to_pikir (id INTEGER)");
    await expect(folder.open()).rejects.toThrow(/pikir\.db: page_size is 4096 and must be 16384/);
  });

  test("are tried again while another process that starts holds a new file", async () => {
    const folder = folderOfTest();
    const other = folder.raw();
    other.exec("PRAGMA page_size = 16384; CREATE TABLE first_page (id INTEGER); BEGIN; SELECT * FROM first_page");
    const opening = folder.open();
    const early = await Promise.race([opening.then(() => "opened"), setTimeout(200, "waiting")]);
    other.exec("COMMIT");
    expect(early).toBe("waiting");
    expect(await (await opening).surveys.all()).toEqual([]);
  });

  test("keep the folder and all files in it to their owner", async () => {
    const parent = folderOfTest();
    const dataDir = join(parent.path, "new", "data");
    const storage = await parent.open({ dataDir });
    await publish(storage);
    await storage.drafts.dayKey("2024-10-05", randomBytes(72));
    const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
    expect(modeOf(dataDir)).toBe("700");
    const files = readdirSync(dataDir).sort();
    expect(files).toEqual([
      "passing.db",
      "passing.db-shm",
      "passing.db-wal",
      "pikir.db",
      "pikir.db-shm",
      "pikir.db-wal",
    ]);
    for (const file of files) expect([file, modeOf(join(dataDir, file))]).toEqual([file, "600"]);
  });

  test("leave the mode of a file alone that its operator has set", async () => {
    const folder = folderOfTest();
    await (await folder.open()).close();
    chmodSync(join(folder.path, "pikir.db"), 0o660);
    await folder.open();
    expect(statSync(join(folder.path, "pikir.db")).mode & 0o777).toBe(0o660);
  });
});

describe("what SQLite leaves behind", () => {
  test("of a released row is nothing: neither in the file nor in the log, which is empty", async () => {
    const folder = folderOfTest();
    const storage = await folder.open();
    const survey = await publish(storage);
    const sent = Array.from({ length: 10 }, () => sending(survey));
    for (const each of sent) await storage.participations.send(each);
    const traces = sent.flatMap(({ urnKey, sealed }) => [urnKey, sealed.subarray(0, 32), sealed.subarray(-32)]);
    for (const trace of traces) expect(folder.filesWith(trace)).not.toEqual([]);
    await storage.urn.release(
      batch(
        survey,
        sent.map(({ urnKey }) => urnKey),
        sent.map(() => released()),
      ),
    );
    for (const trace of traces) expect(folder.filesWith(trace)).toEqual([]);
    expect(statSync(join(folder.path, "pikir.db-wal")).size).toBe(0);
  });

  test("after compacting is a file without gaps, its settings unchanged, and an empty log, though another process reads", async () => {
    const folder = folderOfTest();
    const storage = await folder.open();
    const other = await folder.open();
    const survey = await publish(storage);
    for (let sent = 0; sent < 40; sent += 1) await storage.participations.send(sending(survey));
    folder.raw().exec("DELETE FROM urn");
    expect(folder.raw().pragma("freelist_count", { simple: true })).not.toBe(0);
    await storage.compact();
    expect(folder.raw().pragma("freelist_count", { simple: true })).toBe(0);
    expect(folder.raw().pragma("page_size", { simple: true })).toBe(16384);
    for (const log of ["pikir.db-wal", "passing.db-wal"]) expect(statSync(join(folder.path, log)).size).toBe(0);
    expect(await other.participations.count(survey)).toBe(40);
  });

  test("is refused as unavailable where a log stays in use", async () => {
    const folder = folderOfTest();
    const storage = await folder.open({ pragmas: ["busy_timeout = 100"] });
    const reader = folder.raw();
    reader.exec("BEGIN; SELECT count(*) FROM survey");
    await publish(storage);
    await expect(storage.compact()).rejects.toMatchObject({ fault: { kind: "unavailable" } });
    reader.exec("COMMIT");
    await storage.compact();
  });

  test("of what a draft was before is nothing once the drafts have been settled", async () => {
    const folder = folderOfTest();
    const storage = await folder.open();
    const [first, second] = [randomBytes(500), randomBytes(500)];
    const draft = { id: randomBytes(32), day: "2024-10-05" };
    await storage.drafts.save({ ...draft, sealed: first }, undefined);
    await storage.drafts.save({ ...draft, sealed: second }, first);
    expect(folder.filesWith(first)).toEqual(["passing.db-wal"]);
    await storage.drafts.settle();
    expect([folder.filesWith(first), folder.filesWith(second)]).toEqual([[], ["passing.db"]]);
    expect((await storage.drafts.find([draft.id])).draft?.sealed).toEqual(second);
  });

  test("of a swept draft and its key is nothing", async () => {
    const folder = folderOfTest();
    const storage = await folder.open();
    const draft = { id: randomBytes(32), sealed: randomBytes(2000), day: "2024-10-05" };
    const key = randomBytes(72);
    await storage.drafts.dayKey(draft.day, key);
    await storage.drafts.save(draft, undefined);
    const traces = [draft.id, draft.sealed.subarray(0, 32), draft.sealed.subarray(-32), key];
    for (const trace of traces) expect(folder.filesWith(trace)).toEqual(["passing.db-wal"]);
    await storage.drafts.sweep("2024-10-06");
    for (const trace of traces) expect(folder.filesWith(trace)).toEqual([]);
  });

  test("of a batch that a reader holds up is committed all the same, and emptied from the log by the next", async () => {
    const folder = folderOfTest();
    const storage = await folder.open();
    const survey = await publish(storage);
    const [first, second] = [sending(survey), sending(survey)];
    await storage.participations.send(first);
    await storage.participations.send(second);
    const reader = folder.raw();
    reader.exec("BEGIN; SELECT count(*) FROM urn");
    await storage.urn.release(batch(survey, [first.urnKey], [released()]));
    expect(await storage.responses.count(survey)).toBe(1);
    expect(statSync(join(folder.path, "pikir.db-wal")).size).toBeGreaterThan(0);
    reader.exec("COMMIT");
    await storage.urn.release(batch(survey, [second.urnKey], [released()]));
    expect(statSync(join(folder.path, "pikir.db-wal")).size).toBe(0);
  });
});
