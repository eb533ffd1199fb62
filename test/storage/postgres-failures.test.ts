import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Refusal } from "../../server/records/fault.ts";
import { openPostgres } from "../../server/storage/postgres/open.ts";
import { installedPostgres, type Postgres, startPostgres } from "../support/postgres.ts";
import { batch, count, member, publish, released, sending } from "./given.ts";

const CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pikir'";
const UNAVAILABLE = { fault: { kind: "unavailable" } };

describe.skipIf(installedPostgres() === undefined)("PostgreSQL in trouble", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  async function opened(url: string) {
    const storage = await openPostgres({ url, part: "operating" });
    onTestFinished(() => storage.close());
    return storage;
  }

  test.each(["fast", "immediate"] as const)(
    "a %s restart loses nothing, and needs no restart of Pikir",
    async (how) => {
      const url = await postgres.database();
      const storage = await opened(url);
      const survey = await publish(storage);
      const before = Array.from({ length: 30 }, () => sending(survey));
      await Promise.all(before.map((each) => storage.participations.send(each)));
      await postgres.restart(how);
      expect(await storage.participations.send(before[0] ?? sending(survey))).toBe("again");
      expect(await storage.participations.send(sending(survey))).toBe("kept");
      expect([await storage.participations.count(survey), await storage.urn.count(survey)]).toEqual([31, 31]);
    },
  );

  test("while the server is away every verb is refused as unavailable, and none once it is back", async () => {
    const storage = await opened(await postgres.database());
    const survey = await publish(storage);
    await postgres.halt();
    const waiting = sending(survey);
    for (const verb of [
      () => storage.surveys.all(),
      () => storage.participations.send(waiting),
      () => storage.drafts.find([randomBytes(32)]),
      () => storage.counters.add([count(survey)]),
      () => storage.urn.claim(),
      () => storage.compact(),
      () => storage.proveWritable(),
    ]) {
      const refused: unknown = await verb().catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(Refusal);
      expect(refused).toMatchObject(UNAVAILABLE);
    }
    await postgres.start();
    expect(await storage.participations.send(waiting)).toBe("kept");
    expect(await storage.urn.claim()).toBe(true);
    await storage.proveWritable();
  });

  test("of drafts asked for together while connections are cut each is found or refused, and a restart is not noticed", async () => {
    const url = await postgres.database();
    const storage = await opened(url);
    const drafts = Array.from({ length: 40 }, () => ({ id: randomBytes(32), sealed: randomBytes(9000) }));
    for (const draft of drafts) await storage.drafts.save({ ...draft, day: "2024-11-01" }, undefined);
    const found = async () =>
      Promise.all(drafts.map(async ({ id }) => (await storage.drafts.find([randomBytes(32), id])).draft));
    await postgres.ask(url, CUT);
    expect(await found()).toEqual(drafts);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const asked = found().catch((error: unknown) => error);
        await postgres.ask(url, CUT);
        return asked;
      }),
    );
    for (const outcome of outcomes)
      if (outcome instanceof Error) expect(outcome).toMatchObject(UNAVAILABLE);
      else expect(outcome).toEqual(drafts);
    await postgres.restart("fast");
    expect(await found()).toEqual(drafts);
  });

  test("one who waits for a lock too long is refused, whoever came behind it on the same connection is answered, and drafts do not wait", async () => {
    const url = await postgres.database();
    const storage = await opened(url);
    const survey = await publish(storage);
    const holder = new Client({ connectionString: url.replace("pikir@", "postgres@") });
    await holder.connect();
    await holder.query("BEGIN; LOCK TABLE participation IN ACCESS EXCLUSIVE MODE");
    // Neither is prepared yet: what cannot be prepared takes those along who believed that it was.
    const refused = [1, 2].map(() =>
      storage.participations.has(survey, randomBytes(32)).catch((error: unknown) => error),
    );
    const behind = storage.participations.wasAcknowledged(randomBytes(32));
    let waiting = 3;
    for (const each of [...refused, behind]) void each.finally(() => (waiting -= 1));
    const drafts = Array.from({ length: 10 }, () => ({ id: randomBytes(32), sealed: randomBytes(9000) }));
    const saved = drafts.map((draft) => storage.drafts.save({ ...draft, day: "2024-11-01" }, undefined));
    expect(new Set(await Promise.all(saved))).toEqual(new Set(["saved"]));
    expect((await storage.drafts.find([drafts[0]?.id ?? randomBytes(32)])).draft?.sealed).toEqual(drafts[0]?.sealed);
    expect(waiting).toBe(3);
    expect(await behind).toBe(false);
    for (const each of await Promise.all(refused)) expect(each).toMatchObject(UNAVAILABLE);
    await holder.end();
    expect(await storage.participations.has(survey, randomBytes(32))).toBe(false);
  });

  test("of sends whose connections are cut in the middle none is lost and none is doubled", async () => {
    const url = await postgres.database();
    const storage = await opened(url);
    const survey = await publish(storage);
    let cutting = true;
    const scissors = (async () => {
      // On a crowded machine a send takes longer than a cut.
      for (; cutting; await setTimeout(50)) await postgres.ask(url, CUT);
    })();
    onTestFinished(() => {
      cutting = false;
    });
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const mine = sending(survey);
        for (;;) {
          const outcome = await storage.participations.send(mine).catch((error: unknown) => error);
          if (typeof outcome === "string") return outcome;
          expect(outcome).toMatchObject(UNAVAILABLE);
        }
      }),
    );
    cutting = false;
    await scissors;
    expect(outcomes.filter((outcome) => outcome !== "kept" && outcome !== "again")).toEqual([]);
    expect([await storage.participations.count(survey), await storage.urn.count(survey)]).toEqual([100, 100]);
  });

  test("a server that only reads refuses every writing verb, and still answers", async () => {
    const url = await postgres.database();
    const survey = await publish(await opened(url));
    await postgres.ask(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = on`);
    const storage = await opened(url);
    for (const writing of [
      () => storage.participations.send(sending(survey)),
      () => storage.urn.release(batch(survey, [], [released()])),
      () => storage.counters.add([count(survey)]),
      () => storage.staff.add(member("askar")),
      () => storage.surveys.close(survey, "2024-11-01"),
      () => storage.proveWritable(),
    ])
      await expect(writing()).rejects.toMatchObject({ ...UNAVAILABLE, cause: { code: "25006" } });
    expect(await storage.surveys.all()).toHaveLength(1);
    expect(await storage.responses.count(survey)).toBe(0);
  });

  test("a lock that nobody gives back refuses the send after seconds, and keeps nothing of it", async () => {
    const url = await postgres.database();
    const storage = await opened(url);
    const survey = await publish(storage);
    const holder = new Client({ connectionString: url.replace("pikir@", "postgres@") });
    await holder.connect();
    await holder.query("BEGIN; LOCK TABLE urn IN ACCESS EXCLUSIVE MODE");
    const late = sending(survey);
    await expect(storage.participations.send(late)).rejects.toMatchObject({ ...UNAVAILABLE, cause: { code: "55P03" } });
    await holder.end();
    expect(await storage.participations.has(survey, late.participation)).toBe(false);
    expect(await storage.participations.send(late)).toBe("kept");
  });

  test("a server without room for another connection refuses as unavailable", async () => {
    const url = await postgres.database();
    const storage = await opened(url);
    await postgres.ask(url, "ALTER ROLE pikir CONNECTION LIMIT 0");
    onTestFinished(async () => void (await postgres.ask(url, "ALTER ROLE pikir CONNECTION LIMIT -1")));
    await expect(storage.surveys.all()).rejects.toMatchObject({ ...UNAVAILABLE, cause: { code: "53300" } });
  });

  test.each([
    ["track_commit_timestamp", "on"],
    ["fsync", "off"],
    ["full_page_writes", "off"],
  ])("a server with %s = %s is refused at the start, and by whoever was there before", async (name, value) => {
    const url = await postgres.database();
    const storage = await opened(url);
    postgres.configure(`${name} = ${value}`);
    await postgres.restart("fast");
    onTestFinished(async () => {
      postgres.configure(`${name} = ${value === "on" ? "off" : "on"}`);
      await postgres.restart("fast");
    });
    await expect(openPostgres({ url, part: "serving" })).rejects.toThrow(`PostgreSQL has ${name} = ${value} and must`);
    await expect(storage.surveys.all()).rejects.toMatchObject(UNAVAILABLE);
  });

  test("a setting that would acknowledge what is not on the disk yet does not reach Pikir's sessions", async () => {
    const url = await postgres.database();
    await postgres.ask(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`);
    const storage = await opened(`${url}?options=-c%20synchronous_commit%3Doff`);
    await publish(storage);
    expect(await storage.participations.send(sending("roads"))).toBe("kept");
  });

  test("an address where nothing answers, or that lacks the database, is told in a sentence without the password", async () => {
    const url = (await postgres.database()).replace("pikir@", "pikir:canary@");
    const nowhere = [
      [url.replace(/:\d+\//, ":1/"), "Start PostgreSQL there, or put the right host and port into DATABASE_URL."],
      [
        url.replace(/\/pikir_\d+$/, "/nowhere"),
        "Make the database with createdb, and run db/postgres/set-up.sql in it.",
      ],
      [url.replace("pikir:", "nobody:"), "Put the right login and password into DATABASE_URL"],
    ] as const;
    for (const [each, whatToDo] of nowhere) {
      const error: unknown = await openPostgres({ url: each, part: "serving" }).catch((thrown: unknown) => thrown);
      expect(String(error)).toMatch(
        /DATABASE_URL names 127\.0\.0\.1:\d+\/\w+, which cannot be used: .*(ECONNREFUSED|does not exist)/,
      );
      expect(String(error)).toContain(whatToDo);
      expect(String(error)).not.toContain("canary");
    }
  });
});
