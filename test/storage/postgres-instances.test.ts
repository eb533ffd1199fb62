import { randomBytes } from "node:crypto";
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openPostgres } from "../../server/storage/postgres/open.ts";
import { installedPostgres, type Postgres, setUp, startPostgres } from "../support/postgres.ts";
import { publish, sending } from "./given.ts";

const UNAVAILABLE = { fault: { kind: "unavailable" } };
const MIGRATIONS = join(import.meta.dirname, "../../db/postgres");

describe.skipIf(installedPostgres() === undefined)("many instances on one PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  test("migrate once between them, and all start", async () => {
    const bare = await postgres.bareDatabase();
    await setUp(bare);
    const url = bare.replace("postgres@", "pikir@");
    const storages = await Promise.all(Array.from({ length: 6 }, () => openPostgres({ url, part: "serving" })));
    for (const storage of storages) expect(await storage.surveys.all()).toEqual([]);
    await Promise.all(storages.map((storage) => storage.close()));
    const applied = await postgres.ask<{ name: string }>(url, "SELECT name FROM migration ORDER BY name");
    expect(applied.map(({ name }) => name).slice(0, 2)).toEqual(["0001-kept.sql", "0002-passing.sql"]);
  });

  test("refuse a database that is newer, or was made by a file that has changed since", async () => {
    const bare = await postgres.bareDatabase();
    const migrationsDir = mkdtempSync(join(tmpdir(), "pikir-migrations-"));
    onTestFinished(() => rmSync(migrationsDir, { recursive: true }));
    cpSync(MIGRATIONS, migrationsDir, { recursive: true });
    writeFileSync(join(migrationsDir, "0900-kept-last.sql"), "CREATE TABLE jotting (text TEXT)");
    const open = (folder: { readonly migrationsDir?: string }) =>
      openPostgres({ url: bare, part: "serving", ...folder });
    await (await open({ migrationsDir })).close();
    await expect(open({})).rejects.toThrow(/newer than this program, which does not know 0900-kept-last\.sql/);
    appendFileSync(join(migrationsDir, "0001-kept.sql"), "\n-- a harmless remark\n");
    await expect(open({ migrationsDir })).rejects.toThrow(/0001-kept\.sql has changed/);
  });

  test("have one mixer between them, and another once that one has ended or lost its connection", async () => {
    const url = await postgres.database();
    const mixers = await Promise.all([1, 2, 3].map(() => openPostgres({ url, part: "mixing" })));
    const claims = async () => {
      const found: boolean[] = [];
      for (const { urn } of mixers) found.push(await urn.claim());
      return found;
    };
    expect(await claims()).toEqual([true, false, false]);
    expect(await claims()).toEqual([true, false, false]);
    await mixers.shift()?.close();
    expect(await claims()).toEqual([true, false]);
    await postgres.ask(url, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted");
    await expect(mixers[0]?.urn.claim()).rejects.toMatchObject(UNAVAILABLE);
    expect(await mixers[1]?.urn.claim()).toBe(true);
    expect(await claims()).toEqual([false, true]);
    await Promise.all(mixers.map((mixer) => mixer.close()));
  });

  test("age acknowledgements once between them, so that they live as long as with one", async () => {
    const url = await postgres.database();
    const servers = await Promise.all([1, 2, 3].map(() => openPostgres({ url, part: "serving" })));
    const [first] = servers;
    if (!first) throw new Error("nothing was opened");
    await publish(first);
    const sent = sending("roads");
    await first.participations.send(sent);
    const halfAnHour = async () => {
      for (const { participations } of servers) await participations.ageAcknowledgements();
    };
    await halfAnHour();
    expect(await first.participations.wasAcknowledged(sent.acknowledgement)).toBe(true);
    await halfAnHour();
    expect(await first.participations.wasAcknowledged(sent.acknowledgement)).toBe(false);
    await Promise.all(servers.map((server) => server.close()));
  });

  test("count guesses together, so that nobody has more of them for knowing more instances", async () => {
    const url = await postgres.database();
    const servers = await Promise.all([1, 2, 3].map(() => openPostgres({ url, part: "serving" })));
    const key = randomBytes(32);
    const counted = await Promise.all(
      Array.from({ length: 30 }, (_none, at) => servers[at % 3]?.guesses.count(key, 1000, 1900)),
    );
    expect(new Set(counted)).toEqual(new Set(Array.from({ length: 30 }, (_none, at) => at + 1)));
    await Promise.all(servers.map((server) => server.close()));
  });

  test("know each other's staff sessions", async () => {
    const url = await postgres.database();
    const [one, other] = await Promise.all([1, 2].map(() => openPostgres({ url, part: "serving" })));
    const id = randomBytes(32);
    await one?.staff.openSession(id, { name: "askar", startedAt: 1, seenAt: 1 });
    expect(await other?.staff.findSession(id)).toEqual({ name: "askar", startedAt: 1, seenAt: 1 });
    await other?.staff.closeSession(id);
    expect(await one?.staff.findSession(id)).toBeUndefined();
    await Promise.all([one?.close(), other?.close()]);
  });
});
