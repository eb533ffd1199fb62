import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { openSqlite } from "../../server/storage/sqlite/open.ts";
import { folderOfTest } from "./folder.ts";
import { batch, publish, released, sending } from "./given.ts";

test("a backup is one moment of what is kept, in a file that opens by itself, without drafts and sessions", async () => {
  const folder = folderOfTest();
  const storage = await folder.open();
  const survey = await publish(storage);
  const someone = sending(survey);
  await storage.participations.send(someone);
  await storage.participations.send(sending(survey));
  const [key = new Uint8Array()] = await storage.urn.keys(survey);
  await storage.urn.release(batch(survey, [key], [released()]));
  await storage.drafts.save({ id: someone.participation, sealed: someone.sealed, day: "2024-10-05" }, undefined);
  const to = join(folder.path, "copy");
  mkdirSync(to);
  const file = await storage.backUp(to);
  // What comes later is not in it.
  await storage.participations.send(sending(survey));

  expect(file).toBe(join(to, "pikir.db"));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file).includes(Buffer.from(someone.acknowledgement))).toBe(false);
  const restored = await openSqlite({ dataDir: to });
  expect(await restored.participations.count(survey)).toBe(2);
  expect(await restored.urn.count(survey)).toBe(1);
  expect(await restored.responses.count(survey)).toBe(1);
  expect(await restored.participations.send(sending(survey, { participation: someone.participation }))).toBe(
    "already-taken-part",
  );
  await restored.close();
});

test("a backup does not go over another", async () => {
  const folder = folderOfTest();
  const storage = await folder.open();
  const to = join(folder.path, "copy");
  mkdirSync(to);
  const file = await storage.backUp(to);
  const before = readFileSync(file);
  await expect(storage.backUp(to)).rejects.toThrow("exists");
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(new Database(file).pragma("integrity_check", { simple: true })).toBe("ok");
});
