import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Sending } from "../../server/records/sending.ts";
import { openPostgres } from "../../server/storage/postgres/open.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { rankCorrelation } from "../attack/rank-correlation.ts";
import { installedPostgres, type Postgres, startPostgres } from "../support/postgres.ts";
import { batch, publish, released, sending } from "./given.ts";

interface Row {
  readonly xmin: string;
  /** Page and place within it, as one number. */
  readonly place: number;
  readonly key: string;
  readonly sent: number;
}

const MARKS = "xmin::text, ((ctid::text::point)[0] * 1000 + (ctid::text::point)[1])::int AS place";
const PARTICIPATIONS = `SELECT ${MARKS}, encode(key, 'hex') AS key FROM participation ORDER BY ctid`;
const WAITING = `SELECT ${MARKS}, encode(key, 'hex') AS key FROM urn ORDER BY ctid`;
const RESPONSES = `
  SELECT ${MARKS}, encode(key, 'hex') AS key, (answers ->> 'sent')::int AS sent FROM response ORDER BY ctid`;

const transactions = (rows: readonly Row[]) => new Set(rows.map(({ xmin }) => xmin));
const sorted = (rows: readonly Row[]) => rows.map(({ key }) => key).toSorted();

describe.skipIf(installedPostgres() === undefined)("what PostgreSQL writes beside the rows", () => {
  let postgres: Postgres;
  let url: string;
  let storage: Storage;
  beforeAll(async () => {
    postgres = await startPostgres({ settings: "min_wal_size = 4MB", initdb: ["--wal-segsize=1"] });
  });
  afterAll(() => postgres.remove());
  beforeEach(async () => {
    url = await postgres.database();
    storage = await openPostgres({ url, part: "operating" });
  });
  afterEach(() => storage.close());

  const seen = (sql: string) => postgres.ask<Row>(url, sql);

  async function sendMany(survey: string, many: number): Promise<readonly Sending[]> {
    const sent = Array.from({ length: many }, () => sending(survey));
    for (const each of sent) expect(await storage.participations.send(each)).toBe("kept");
    return sent;
  }

  /** Releases those that are `due`, in the order of their sends, and leaves the others sealed anew, as the mixer does. */
  async function release(survey: string, due: readonly Sending[], others: readonly Sending[]) {
    const rows = due.map((_each, at) => released({ answers: { sent: at } }));
    const taken = [...due, ...others].map(({ urnKey }) => urnKey);
    const left = others.map(() => ({ key: randomBytes(16), sealed: randomBytes(4144) }));
    await storage.urn.release({ ...batch(survey, taken, rows), left });
  }

  test("joins a participation to its sealed row before a release, and to no row of the urn or response after it", async () => {
    const [roads, bridges] = [await publish(storage, "roads"), await publish(storage, "bridges")];
    const sent = await sendMany(roads, 30);
    await sendMany(bridges, 5);
    const joined = new Set([...transactions(await seen(WAITING))]);
    // The attack works where it should: without it the test would prove nothing.
    expect([...transactions(await seen(PARTICIPATIONS))].filter((each) => joined.has(each))).toHaveLength(35);

    await release(roads, sent.slice(0, 20), sent.slice(20));
    const [people, waiting, responses] = [await seen(PARTICIPATIONS), await seen(WAITING), await seen(RESPONSES)];
    expect([people.length, waiting.length, responses.length]).toEqual([35, 15, 20]);
    expect([transactions(responses).size, transactions(waiting).size]).toEqual([1, 1]);
    const released = [...transactions(waiting), ...transactions(responses)];
    expect([...transactions(people)].filter((each) => released.includes(each))).toEqual([]);
  });

  test("lays released rows, and those that wait on, where their random keys put them", async () => {
    const survey = await publish(storage);
    const sent = await sendMany(survey, 200);
    await release(survey, sent.slice(0, 150), sent.slice(150));
    const [waiting, responses] = [await seen(WAITING), await seen(RESPONSES)];
    expect(responses.map(({ key }) => key)).toEqual(sorted(responses));
    expect(waiting.map(({ key }) => key)).toEqual(sorted(waiting));
    // Chance alone gives 0.08 on average; 0.4 once in a million runs.
    const correlation = rankCorrelation(responses.map(({ place, sent }) => [place, sent]));
    expect(Math.abs(correlation)).toBeLessThan(0.4);
  });

  test("keeps no acknowledgement in the transaction of its send once it has been aged", async () => {
    const survey = await publish(storage);
    await sendMany(survey, 10);
    const acknowledgements = `SELECT ${MARKS}, encode(id, 'hex') AS key FROM acknowledgement ORDER BY ctid`;
    expect(transactions(await seen(acknowledgements))).toEqual(transactions(await seen(PARTICIPATIONS)));
    await storage.participations.ageAcknowledgements();
    const aged = await seen(acknowledgements);
    expect(aged).toHaveLength(10);
    expect(transactions(aged).size).toBe(1);
    expect(transactions(await seen(PARTICIPATIONS)).has(aged[0]?.xmin ?? "")).toBe(false);
    expect(aged.map(({ key }) => key)).toEqual(sorted(aged));
  });

  test("is one transaction for all participations, and one for all responses, once the tables are laid anew", async () => {
    const survey = await publish(storage);
    const sent = await sendMany(survey, 40);
    await release(survey, sent.slice(0, 10), []);
    await release(survey, sent.slice(10, 20), []);
    // A small table is laid anew with every batch.
    expect(transactions(await seen(RESPONSES)).size).toBe(1);
    expect(transactions(await seen(PARTICIPATIONS)).size).toBe(40);
    await storage.compact();
    for (const sql of [RESPONSES, PARTICIPATIONS]) {
      const rows = await seen(sql);
      expect(transactions(rows).size).toBe(1);
      expect(rows.map(({ key }) => key)).toEqual(sorted(rows));
    }
    expect(await storage.responses.count(survey)).toBe(20);
    for (const { participation } of sent) expect(await storage.participations.has(survey, participation)).toBe(true);
    expect((await storage.urn.keys(survey)).length).toBe(20);
  });

  test("is in no file of the write-ahead log any more once that is emptied, and a withdrawn answer in no file at all", async () => {
    const survey = await publish(storage);
    const sent = await sendMany(survey, 6);
    const withdrawal = randomBytes(32);
    const going = released({ withdrawal: withdrawal.toString("hex"), answers: { roads: "canary that withdraws" } });
    const [first, second, ...others] = sent.map(({ urnKey }) => urnKey);
    if (!first || !second) throw new Error("nobody sent");
    await storage.urn.release(batch(survey, [first], [going]));
    await storage.urn.release({ ...batch(survey, [second], [released()]), withdrawn: [withdrawal] });
    const log = sent.flatMap(({ participation, sealed, acknowledgement }) => [
      participation,
      sealed.subarray(-32),
      acknowledgement,
    ]);
    const filesWith = (bytes: Uint8Array, folder: string) =>
      readdirSync(join(postgres.dataDir, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.endsWith("archive_status"))
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((file) => readFileSync(file).includes(Buffer.from(bytes)));
    for (const each of [...log, Buffer.from("canary that withdraws")])
      expect(filesWith(each, "pg_wal")).not.toEqual([]);
    expect(await storage.compact()).toEqual([]);
    for (const each of log) expect(filesWith(each, "pg_wal")).toEqual([]);
    for (const folder of ["pg_wal", "base"])
      expect(filesWith(Buffer.from("canary that withdraws"), folder)).toEqual([]);
    expect(others).toHaveLength(4);
    expect([await storage.urn.count(survey), await storage.responses.count(survey)]).toEqual([4, 1]);
  });

  test("loses no send that comes while batches are released", async () => {
    const survey = await publish(storage);
    let sending = true;
    const senders = Promise.all(Array.from({ length: 5 }, () => sendMany(survey, 40))).finally(() => {
      sending = false;
    });
    while (sending) {
      const keys = (await storage.urn.keys(survey)).slice(0, 10);
      await storage.urn.release(
        batch(
          survey,
          keys,
          keys.map(() => released()),
        ),
      );
    }
    await senders;
    const kept = [await storage.urn.count(survey), await storage.responses.count(survey)];
    expect(kept[1]).toBeGreaterThan(20);
    expect((kept[0] ?? 0) + (kept[1] ?? 0)).toBe(200);
    expect(await storage.participations.count(survey)).toBe(200);
  });

  test("in the server's log holds no key, no row and no answer, whatever is refused", async () => {
    const survey = await publish(storage);
    const first = sending(survey);
    await storage.participations.send(first);
    expect(await storage.participations.send(sending(survey, { participation: first.participation }))).toMatch(
      /already/,
    );
    const clash = sending(survey, { urnKey: first.urnKey });
    await expect(storage.participations.send(clash)).rejects.toThrow(/waits in the urn already/);
    const short = sending(survey, { participation: Buffer.from("canary in a key") });
    await expect(storage.participations.send(short)).rejects.toMatchObject({ code: "23514", detail: undefined });
    const wrong = released({ month: "today", answers: { roads: "canary in an answer" } });
    await expect(storage.responses.importAll(survey, "a".repeat(64), [wrong])).rejects.toThrow(/month/);
    const log = postgres.log();
    expect(log).toMatch(/ERROR: .*participation_key_check/);
    const bytes = [first.participation, first.urnKey, clash.participation, Buffer.from("canary in")];
    for (const each of [...bytes.map((some) => Buffer.from(some).toString("hex")), "canary", "DETAIL", "STATEMENT"])
      expect(log).not.toContain(each);
  });
});
