import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openForReading, reading, replicaOf } from "../../server/storage/open.ts";
import { openPostgres } from "../../server/storage/postgres/open.ts";
import { openReplica } from "../../server/storage/postgres/replica.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { installedPostgres, type Postgres, startPostgres } from "../support/postgres.ts";
import { type Replica, startReplica } from "../support/replica.ts";
import { batch, publish, released, sending } from "./given.ts";

describe.skipIf(installedPostgres() === undefined)("a replica for whoever reads much", () => {
  let postgres: Postgres;
  let replica: Replica;
  let storage: Storage;
  let url: string;
  let survey: string;
  const place = () => ({ dataDir: "/tmp", databaseUrl: url, readDatabaseUrl: replica.urlOf(url) });
  const releaseOne = async () => {
    await storage.participations.send(sending(survey));
    await storage.urn.release(batch(survey, await storage.urn.keys(survey), [released()]));
  };
  const countIn = (opened: Storage) => opened.responses.count(survey);
  const warnings: string[] = [];
  const warned = (sentence: string) => void warnings.push(sentence);

  beforeAll(async () => {
    postgres = await startPostgres();
    url = await postgres.database();
    storage = await openPostgres({ url, part: "operating" });
    survey = await publish(storage);
    replica = await startReplica(postgres);
  });
  afterAll(async () => {
    await storage.close();
    replica.remove();
    postgres.remove();
  });

  test("has what was released before it was opened, and cannot write", async () => {
    await releaseOne();
    const opened = await openForReading(place(), warned);
    expect([await countIn(opened), warnings]).toEqual([1, []]);
    await expect(opened.participations.send(sending(survey))).rejects.toMatchObject({ fault: { kind: "unavailable" } });
    await opened.close();
    await replica.caughtUp();
    await expect.poll(() => replicaOf(place())).toEqual({ bytes: 0, seconds: 0, awaited: false });
  });

  test("is waited for, passed over while it stays behind, and used again once it has all", async () => {
    await replica.pause();
    await releaseOne();
    await expect(openReplica(url, replica.urlOf(url), 300)).rejects.toThrow(/^is \d+ s behind$/);
    const lag = await replicaOf(place());
    expect(lag).toMatchObject({ bytes: expect.any(Number), awaited: false });
    expect(lag && "bytes" in lag && lag.bytes).toBeGreaterThan(0);
    const waiting = openReplica(url, replica.urlOf(url));
    await replica.resume();
    const opened = await waiting;
    expect(await countIn(opened)).toBe(2);
    await opened.close();
  });

  test("leaves in the middle: what was read is read anew on the primary", async () => {
    const asked: number[] = [];
    const found = await reading(place(), warned, async (opened) => {
      if (asked.push(1) === 1) await replica.halt();
      return countIn(opened);
    });
    expect([found, asked.length]).toEqual([2, 2]);
    expect(warnings.splice(0)).toEqual([expect.stringMatching(/did not finish: DATABASE_URL is read instead$/)]);
  });

  test("that is away is passed over, and this is said", async () => {
    const opened = await openForReading(place(), warned);
    expect(await countIn(opened)).toBe(2);
    await opened.close();
    expect(warnings.splice(0)).toEqual([expect.stringMatching(/is away: DATABASE_URL is read instead$/)]);
    expect(await replicaOf(place())).toEqual({ unusable: "is away" });
    await replica.start();
  });

  test("that follows nobody is none: it would never have what comes", async () => {
    await replica.promote();
    await expect(openReplica(url, replica.urlOf(url))).rejects.toThrow("follows no primary");
  });
});
