import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Part } from "../../server/storage/open.ts";
import { openPostgres } from "../../server/storage/postgres/open.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { installedPostgres, type Postgres, setUp, startPostgres } from "../support/postgres.ts";
import { batch, count, listOf, member, publish, released, sending } from "./given.ts";

const FORBIDDEN = { code: "42501" };

const NOBODY_MAY = [
  `UPDATE response SET answers = '{}'`,
  "UPDATE participation SET key = key",
  "DELETE FROM participation",
  "UPDATE urn SET sealed = sealed",
  "DELETE FROM version",
  "UPDATE version SET number = 9",
  "TRUNCATE version",
  "DELETE FROM survey",
  "UPDATE survey SET simulated = true",
  "DELETE FROM protocol",
  "DELETE FROM data_release",
  "UPDATE data_release SET json = json",
  "DROP TABLE response",
  "ALTER TABLE response ADD COLUMN sent_at TIMESTAMPTZ",
  "DROP TRIGGER response_never_changes ON response",
  "ALTER TABLE response DISABLE TRIGGER ALL",
  "CREATE TABLE copied AS SELECT * FROM response",
  "DROP INDEX response_withdrawal",
  "UPDATE migration SET hash = ''",
  "COPY response TO PROGRAM 'cat'",
];

const THE_SERVER_MAY_NOT = [
  "DELETE FROM response",
  "TRUNCATE response",
  "INSERT INTO response SELECT * FROM response",
  "TRUNCATE participation",
  "SELECT sealed FROM urn",
  "SELECT key FROM urn",
  "DELETE FROM urn",
  "TRUNCATE urn",
  "SELECT sealed FROM withdrawal_request",
  "UPDATE survey SET closed_on = NULL",
  "UPDATE survey SET trouble = NULL",
  "DELETE FROM staff",
  "UPDATE code SET survey = 'bridges'",
  "DELETE FROM code",
  "CREATE TEMPORARY TABLE mine (id INTEGER)",
];

const THE_MIXER_MAY_NOT = [
  "SELECT * FROM participation",
  "TRUNCATE participation",
  "INSERT INTO participation SELECT 'roads', decode(repeat('00', 32), 'hex')",
  "SELECT * FROM draft",
  "SELECT * FROM code",
  "SELECT * FROM day_key",
  "SELECT * FROM staff",
  "SELECT * FROM staff_session",
  "UPDATE survey SET closed_on = '2024-11-01'",
  "INSERT INTO survey (id, simulated) VALUES ('mine', false)",
  "UPDATE counter SET count = 0",
];

const READING_IS_NOT = [
  "INSERT INTO survey (id, simulated) VALUES ('mine', false)",
  "DELETE FROM response",
  "SELECT key FROM participation",
  "SELECT mark FROM code",
  "SELECT sealed FROM urn",
  "SELECT * FROM acknowledgement",
  "SELECT * FROM draft",
  "SELECT * FROM staff",
  "SELECT * FROM withdrawal_request",
];

const REFUSED: readonly (readonly [role: string, sql: string])[] = [
  ...["pikir_app", "pikir_mixer", "pikir_operator", "pikir_read"].flatMap((role) =>
    NOBODY_MAY.map((sql) => [role, sql] as const),
  ),
  ...THE_SERVER_MAY_NOT.map((sql) => ["pikir_app", sql] as const),
  ...THE_MIXER_MAY_NOT.map((sql) => ["pikir_mixer", sql] as const),
  ...READING_IS_NOT.map((sql) => ["pikir_read", sql] as const),
];

describe.skipIf(installedPostgres() === undefined)("least rights", () => {
  let postgres: Postgres;
  let url: string;
  beforeAll(async () => {
    postgres = await startPostgres();
    url = await postgres.database();
    const storage = await openPostgres({ url, part: "operating" });
    await publish(storage);
    await storage.participations.send(sending("roads"));
    await storage.responses.importAll("roads", "a".repeat(64), [released()]);
    await storage.close();
  });
  afterAll(() => postgres.remove());

  async function as<Result>(part: Part, act: (storage: Storage) => Promise<Result>): Promise<Result> {
    const storage = await openPostgres({ url, part });
    return act(storage).finally(() => storage.close());
  }

  test.each(REFUSED)("%s is refused: %s", async (role, sql) => {
    await expect(postgres.ask(url, `SET ROLE ${role}; ${sql}`, "pikir")).rejects.toMatchObject(FORBIDDEN);
  });

  test("the login itself, before it has taken a role, finds no table", async () => {
    await expect(postgres.ask(url, "SELECT * FROM survey", "pikir")).rejects.toMatchObject({ code: "42P01" });
  });

  test("the server does all that citizens and staff need, and cannot release or import", async () => {
    await as("serving", async (storage) => {
      await publish(storage, "bridges");
      expect(await storage.participations.send(sending("bridges"))).toBe("kept");
      await storage.participations.ageAcknowledgements();
      const draft = { id: randomBytes(32), sealed: randomBytes(99), day: "2024-10-05" };
      await storage.drafts.dayKey(draft.day, randomBytes(72));
      expect(await storage.drafts.save(draft, undefined)).toBe("saved");
      expect(await storage.drafts.save(draft, draft.sealed)).toBe("saved");
      await storage.drafts.remove(draft.id);
      await storage.drafts.sweep("2024-10-06");
      await storage.withdrawals.request({ key: randomBytes(16), sealed: randomBytes(82) });
      await storage.counters.add([count("bridges"), count("bridges")]);
      await storage.guesses.count(randomBytes(32), 1, 2);
      await storage.guesses.takeBack(randomBytes(32));
      await storage.guesses.sweep(2);
      await staffWork(storage);
      await storage.proveWritable();
      expect([await storage.urn.count("bridges"), await storage.urn.trouble("bridges")]).toEqual([1, undefined]);
      expect(await listOf(storage.responses.each("roads"))).toHaveLength(1);
      expect([await storage.responses.countImported("roads"), await storage.withdrawals.count("roads")]).toEqual([
        1, 0,
      ]);
      await expect(storage.urn.release(batch("bridges", [], []))).rejects.toMatchObject(FORBIDDEN);
      await expect(storage.responses.importAll("roads", "b".repeat(64), [])).rejects.toMatchObject(FORBIDDEN);
    });
  });

  async function staffWork(storage: Storage) {
    await storage.staff.setInvitation(randomBytes(32));
    await storage.staff.setInvitation(randomBytes(32));
    await storage.staff.addFirst(member("askar"));
    await storage.staff.add(member("botagoz"));
    const id = randomBytes(32);
    await storage.staff.openSession(id, { name: "askar", startedAt: 1, seenAt: 1 });
    await storage.staff.touchSession(id, 2);
    await storage.staff.sweepSessions(0, 0);
    expect(await storage.staff.disable("askar")).toBe("disabled");
    expect(await storage.staff.findSession(id)).toBeUndefined();
  }

  test("the mixer releases, withdraws and lays anew, and cannot send or see staff", async () => {
    await as("mixing", async (storage) => {
      const [survey] = await storage.surveys.all();
      expect(survey?.id).toBeDefined();
      expect(await storage.urn.claim()).toBe(true);
      const keys = await storage.urn.keys("roads");
      expect(await storage.urn.rows("roads", keys)).toHaveLength(1);
      const mark = randomBytes(32);
      await storage.urn.release(batch("roads", keys, [released({ withdrawal: mark.toString("hex") })]));
      await storage.urn.release({ ...batch("roads", [], []), withdrawn: [mark] });
      await storage.withdrawals.forget((await storage.withdrawals.pending()).map(({ key }) => key));
      await storage.urn.setTrouble("roads", "the key is gone");
      await storage.urn.setTrouble("roads", undefined);
      await storage.compact();
      await expect(storage.participations.send(sending("roads"))).rejects.toMatchObject(FORBIDDEN);
      await expect(storage.staff.list()).rejects.toMatchObject(FORBIDDEN);
    });
  });

  test("a report reads responses and counts, and keeps nothing", async () => {
    await as("reading", async (storage) => {
      expect((await storage.surveys.all()).length).toBeGreaterThan(0);
      expect(await listOf(storage.responses.rows("roads"))).toHaveLength(1);
      expect(await storage.counters.of("roads")).toEqual([]);
      expect(await storage.participations.count("roads")).toBe(1);
      expect([await storage.urn.count("roads"), await storage.surveys.protocols()]).toEqual([0, []]);
      await expect(storage.participations.send(sending("roads"))).rejects.toMatchObject(FORBIDDEN);
      await expect(storage.counters.add([count("roads")])).rejects.toMatchObject(FORBIDDEN);
    });
  });

  test("a database that nobody has set up works for its owner, and takes the roles once it is", async () => {
    const bare = await postgres.bareDatabase();
    const before = await openPostgres({ url: bare, part: "serving" });
    await publish(before);
    expect(await before.participations.send(sending("roads"))).toBe("kept");
    await before.close();
    await setUp(bare);
    const login = bare.replace("postgres@", "pikir@");
    const storage = await openPostgres({ url: login, part: "serving" });
    expect(await storage.participations.send(sending("roads"))).toBe("kept");
    await expect(storage.urn.release(batch("roads", [], []))).rejects.toMatchObject(FORBIDDEN);
    await storage.close();
  });

  test("a login that may not migrate serves what is migrated, and says what to do with what is not", async () => {
    await postgres.ask(url, "CREATE ROLE web LOGIN IN ROLE pikir_app");
    const storage = await openPostgres({ url: url.replace("pikir@", "web@"), part: "serving" });
    expect(await storage.surveys.revision()).toBeGreaterThan(0);
    await storage.close();
    const bare = await postgres.bareDatabase();
    await setUp(bare);
    await postgres.ask(bare, `GRANT CONNECT ON DATABASE ${new URL(bare).pathname.slice(1)} TO web`);
    await expect(openPostgres({ url: bare.replace("postgres@", "web@"), part: "serving" })).rejects.toThrow(
      /may not migrate the database; start Pikir once with one that is a member of pikir_migrate/,
    );
  });
});
