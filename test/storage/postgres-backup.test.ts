import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Part } from "../../server/storage/open.ts";
import { openPostgres } from "../../server/storage/postgres/open.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { rowsOfDump } from "../attack/postgres/backup.ts";
import { installedPostgres, type Postgres, setUp, startPostgres } from "../support/postgres.ts";
import { batch, listOf, publish, released, sending } from "./given.ts";

const run = promisify(execFile);
const SOURCES = join(import.meta.dirname, "../../server/storage/postgres");

describe.skipIf(installedPostgres() === undefined)("a backup of PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  async function open(url: string, part: Part): Promise<Storage> {
    const storage = await openPostgres({ url, part });
    onTestFinished(() => storage.close());
    return storage;
  }

  function folder(): string {
    const path = mkdtempSync(join(tmpdir(), "pikir-backup-test-"));
    onTestFinished(() => rmSync(path, { recursive: true }));
    return path;
  }

  /** How many rows a dump has of each table. */
  async function tablesIn(file: string): Promise<Readonly<Record<string, number>>> {
    const { stdout } = await run("pg_restore", ["--data-only", "--file=-", file], { maxBuffer: 2 ** 28 });
    const tables: Record<string, number> = {};
    for (const { table } of rowsOfDump(Buffer.from(stdout))) tables[table] = (tables[table] ?? 0) + 1;
    return tables;
  }

  /** Ten have sent, four of them are released; the next release takes two more. */
  async function aSurveyUnderWay() {
    const url = await postgres.database();
    const storage = await open(url, "operating");
    const survey = await publish(storage);
    for (let sent = 0; sent < 10; sent += 1) await storage.participations.send(sending(survey));
    const release = async (some: number) => {
      const keys = (await storage.urn.keys(survey)).slice(0, some);
      await storage.urn.release(
        batch(
          survey,
          keys,
          Array.from(keys, () => released()),
        ),
      );
    };
    await release(4);
    return { url, storage, survey, release };
  }

  /** Stops whoever wants to read all tables between two steps: lets them fix their moment and reach one table, not the next. */
  async function releasingMeanwhile(url: string, copy: () => Promise<unknown>, release: () => Promise<void>) {
    const inTheWay = new Client({ connectionString: url.replace("pikir@", "postgres@") });
    await inTheWay.connect();
    await inTheWay.query("BEGIN");
    await inTheWay.query("LOCK TABLE acknowledgement IN ACCESS EXCLUSIVE MODE");
    const copying = copy();
    await waitUntil(async () => {
      const waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'acknowledgement'::regclass";
      return (await postgres.ask(url, waiting)).length === 1;
    });
    // The naive way knows nothing of a release, the other has it pass over its turn.
    const outcome = await release().then(
      () => "released",
      () => "passed over",
    );
    await inTheWay.query("COMMIT");
    await inTheWay.end();
    await copying;
    return outcome;
  }

  test("made by pg_dump alone while a batch is released loses every answer", async () => {
    const { url, release } = await aSurveyUnderWay();
    const file = join(folder(), "naive.dump");
    const naive = () => run("pg_dump", ["--format=custom", `--file=${file}`, url.replace("pikir@", "postgres@")]);
    expect(await releasingMeanwhile(url, naive, () => release(2))).toBe("released");
    const { participation, urn, response } = await tablesIn(file);
    expect({ participation, urn, response }).toEqual({ participation: 10, urn: undefined, response: undefined });
  });

  test("made by Pikir in the same moment has them all", async () => {
    const { url, release } = await aSurveyUnderWay();
    const copying = await open(url, "copying");
    const path = folder();
    expect(
      await releasingMeanwhile(
        url,
        () => copying.backUp(path),
        () => release(2),
      ),
    ).toBe("passed over");
    const { participation, urn, response } = await tablesIn(join(path, "pikir.dump"));
    expect({ participation, urn, response }).toEqual({ participation: 10, urn: 6, response: 4 });
    // And afterwards releases go on.
    await release(2);
  });

  test("has each person's answers once, however many batches are released while it is made", async () => {
    const { url, storage, survey, release } = await aSurveyUnderWay();
    const copying = await open(url, "copying");
    let over = false;
    let batches = 0;
    const busy = async () => {
      while (!over) {
        for (let sent = 0; sent < 3; sent += 1) await storage.participations.send(sending(survey));
        batches += await release(2).then(
          () => 1,
          () => 0,
        );
      }
    };
    const working = busy();
    for (let made = 0; made < 6; made += 1) {
      const path = folder();
      await waitUntil(async () => batches > made);
      await copying.backUp(path);
      const { participation = 0, urn = 0, response = 0 } = await tablesIn(join(path, "pikir.dump"));
      expect(participation).toBeGreaterThanOrEqual(10);
      expect(urn + response).toBe(participation);
    }
    over = true;
    await working;
  });

  test("holds nothing of what passes, and can be read by nobody else", async () => {
    const { url, storage } = await aSurveyUnderWay();
    const mark = randomBytes(32);
    await storage.drafts.save({ id: mark, sealed: mark, day: "2024-10-05" }, undefined);
    await storage.drafts.dayKey("2024-10-05", mark);
    const copying = await open(url, "copying");
    const path = folder();
    const file = await copying.backUp(path);
    const { stdout } = await run("pg_restore", ["--file=-", file]);
    expect(stdout).not.toMatch(/UNLOGGED|\b(draft|day_key|staff_session|guess|held_count|spent_challenge)\b/);
    expect(stdout).not.toContain(mark.toString("hex"));
    expect(await tablesIn(file)).not.toHaveProperty("acknowledgement");
    expect(readdirSync(path)).toEqual(["pikir.dump"]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("is made with rights that can change nothing and read no draft", async () => {
    const { url } = await aSurveyUnderWay();
    const asBackup = (sql: string) => postgres.ask(url, `SET ROLE pikir_backup; ${sql}`, "pikir");
    const forbidden = [
      "SELECT * FROM draft",
      "SELECT * FROM day_key",
      "SELECT * FROM staff_session",
      "SELECT * FROM guess",
      "SELECT * FROM held_count",
      "DELETE FROM response",
      "DELETE FROM urn",
      "UPDATE survey SET withdrawn = 1",
      "INSERT INTO participation SELECT 'roads', decode(repeat('00', 32), 'hex')",
      "LOCK TABLE urn IN ACCESS EXCLUSIVE MODE",
      "CREATE TEMPORARY TABLE mine (id INTEGER)",
    ];
    for (const sql of forbidden) await expect(asBackup(sql), sql).rejects.toMatchObject({ code: "42501" });
    await asBackup("SELECT * FROM urn");
  });

  test("is restored with pg_restore, and Pikir makes what it left out when it starts", async () => {
    const { url, storage, survey } = await aSurveyUnderWay();
    const someone = sending(survey);
    await storage.participations.send(someone);
    const path = folder();
    await (await open(url, "copying")).backUp(path);
    const rows = await listOf(storage.responses.rows(survey));

    const superuser = await postgres.bareDatabase();
    await setUp(superuser);
    const restored = superuser.replace("postgres@", "pikir@");
    const words = ["--exit-on-error", "--single-transaction", "--no-owner", "--role=pikir_migrate"];
    await run("pg_restore", [...words, `--dbname=${restored}`, join(path, "pikir.dump")]);

    const serving = await open(restored, "serving");
    expect(await serving.participations.send(sending(survey, { participation: someone.participation }))).toBe(
      "already-taken-part",
    );
    expect(await serving.participations.send(sending(survey))).toBe("kept");
    expect(await listOf(serving.responses.rows(survey))).toEqual(rows);
    const id = randomBytes(32);
    expect(await serving.drafts.save({ id, sealed: id, day: "2024-10-05" }, undefined)).toBe("saved");
    await serving.guesses.count(id, 0, 1000);
    const mixing = await open(restored, "mixing");
    const [key = id] = await mixing.urn.keys(survey);
    await mixing.urn.release(batch(survey, [key], [released()]));
    await mixing.compact();
    await expect(postgres.ask(restored, "SET ROLE pikir_app; DELETE FROM response", "pikir")).rejects.toMatchObject({
      code: "42501",
    });
    await expect(postgres.ask(restored, "DELETE FROM version", "postgres")).rejects.toThrow(
      "a published version never goes",
    );
  });

  test("holds every table that is ever emptied", () => {
    const sources = readdirSync(SOURCES).map((name) => readFileSync(join(SOURCES, name), "utf8"));
    const schema = readFileSync(join(SOURCES, "../../../db/postgres/0001-kept.sql"), "utf8");
    const emptied = [...[...sources, schema].join("\n").matchAll(/\bTRUNCATE ([a-z_]+)/g)].map(([, table]) => table);
    const held = /LOCK TABLE (.+) IN ACCESS SHARE/.exec(sources.join("\n"))?.[1]?.split(", ");
    expect(held?.toSorted()).toEqual([...new Set(emptied)].filter((table) => table !== "day_key").sort());
  });
});

async function waitUntil(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(20);
}
