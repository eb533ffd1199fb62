import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installedPostgres, type Postgres } from "../support/postgres.ts";
import { followingChanges } from "./postgres/changes.ts";
import { startAttackedPostgres } from "./postgres/engine.ts";
import { tuplesOfFile } from "./postgres/heap.ts";
import { openLogReader } from "./postgres/log.ts";
import { openReading, RELATIONS, type Relation } from "./postgres/relations.ts";

const TABLE = `
  CREATE TABLE anything (k BYTEA PRIMARY KEY, b BOOLEAN, n INTEGER, big BIGINT, t TEXT, j JSON, long BYTEA);
  ALTER TABLE anything ALTER COLUMN long SET STORAGE EXTERNAL`;
const ROWS = `
  SELECT xmin::text, ctid::text, encode(k, 'hex') AS k, b::int AS b, n, big::float8 AS big, t, j::text AS j,
    encode(long, 'hex') AS long FROM anything ORDER BY k`;

describe.skipIf(installedPostgres() === undefined)("the attack's reader of PostgreSQL's files", () => {
  let postgres: Postgres;
  let url: string;
  let database: number;
  beforeAll(async () => {
    postgres = await startAttackedPostgres();
    url = await postgres.bareDatabase();
    const [found] = await postgres.ask<{ oid: number }>(
      url,
      "SELECT oid::int FROM pg_database WHERE datname = current_database()",
    );
    database = found?.oid ?? 0;
    await postgres.ask(url, TABLE);
    for (let at = 0; at < 120; at += 1) await postgres.ask(url, inserting(at));
    await postgres.ask(url, "CHECKPOINT");
    // After a checkpoint the first change of a page brings the whole page into the log, the next ones do not.
    await postgres.ask(url, "UPDATE anything SET n = n + 1 WHERE n % 7 = 0");
    await postgres.ask(url, "DELETE FROM anything WHERE n % 5 = 0");
    await postgres.ask(url, "UPDATE anything SET t = 'other' WHERE n % 11 = 0");
    for (let at = 120; at < 150; at += 1) await postgres.ask(url, inserting(at));
    await postgres.ask(url, "CHECKPOINT");
  });
  afterAll(() => postgres.remove());

  /** Of lengths on both sides of every limit, and nulls among them. */
  function inserting(at: number): string {
    const hex = (length: number) => `decode('${randomBytes(length).toString("hex")}', 'hex')`;
    const text = at % 3 === 0 ? "NULL" : `'${"ш".repeat(at)}'`;
    const long = at % 4 === 0 ? "NULL" : hex(at % 9 === 1 ? 9000 : at * 3);
    const flag = at % 6 === 0 ? "NULL" : at % 2 === 0;
    return `INSERT INTO anything VALUES (${hex(16)}, ${flag}, ${at - 60}, ${at * 1e10}, ${text}, '{"n": ${at}}', ${long})`;
  }

  const segments = () =>
    new Map(
      readdirSync(join(postgres.dataDir, "pg_wal"))
        .filter((name) => /^[0-9A-F]{24}$/.test(name))
        .map((name) => [name, readFileSync(join(postgres.dataDir, "pg_wal", name))] as const),
    );
  /** initdb has recycled those before. */
  const first = () => [...segments().keys()].sort()[0] ?? "";
  const records = () => openLogReader(first(), 1024 * 1024).read(segments());

  test("finds the rows that PostgreSQL finds, with the transaction and the place of each", async () => {
    const relations = await postgres.ask<Relation>(url, RELATIONS);
    const reading = openReading();
    reading.know(relations);
    const located = relations.flatMap(({ file }) => {
      const path = join(postgres.dataDir, "base", String(database), String(file));
      return existsSync(path) ? tuplesOfFile(readFileSync(path)).map((tuple) => ({ relation: file, tuple })) : [];
    });
    reading.keepParts(located.filter(({ relation }) => reading.isOfParts(relation)));
    const file = relations.find(({ name }) => name === "anything")?.file;
    const live = located.filter(({ relation, tuple }) => relation === file && tuple.xmax === 0);
    const found = live.map((each) => {
      const [k, b, n, big, t, j, long] = reading.row(each).values;
      const hex = (value: unknown) => (Buffer.isBuffer(value) ? value.toString("hex") : null);
      const { xmin, block, item } = each.tuple;
      return { xmin: String(xmin), ctid: `(${block},${item})`, k: hex(k), b, n, big, t, j, long: hex(long) };
    });
    const expected = await postgres.ask<{ k: string }>(url, ROWS);
    expect(expected.length).toBeGreaterThan(100);
    expect(found.toSorted((a, b) => (String(a.k) < String(b.k) ? -1 : 1))).toEqual(expected);
  });

  test("finds the log's records that pg_waldump finds", () => {
    const program = join(installedPostgres() ?? "", "pg_waldump");
    // It ends with an error where the log ends.
    const words = ["--rmgr=Heap", "--path", join(postgres.dataDir, "pg_wal"), first()];
    const last = [...segments().keys()].sort().at(-1) ?? "";
    const printed = execFileSync("sh", ["-c", '"$0" "$@" 2>/dev/null; true', program, ...words, last], {
      encoding: "utf8",
      maxBuffer: 1e9,
    });
    const line = /tx: +(\d+),.*desc: (INSERT|DELETE)(?:\+INIT)? off (\d+).*blkref #0: rel \d+\/(\d+)\/(\d+) blk (\d+)/;
    const expected = printed.split("\n").flatMap((each) => line.exec(each)?.slice(1).join(" ") ?? []);
    const operations: Readonly<Record<number, readonly [name: string, at: number]>> = {
      0: ["INSERT", 0],
      16: ["DELETE", 4],
    };
    const found = records().flatMap(({ transaction, manager, info, blocks, main }) => {
      const [name, at = 0] = operations[info & 0x70] ?? [];
      const [first] = blocks;
      if (manager !== 10 || name === undefined || !first) return [];
      return [`${transaction} ${name} ${main.readUInt16LE(at)} ${first.database} ${first.relation} ${first.block}`];
    });
    expect(found.length).toBeGreaterThan(200);
    expect(found).toEqual(expected);
  });

  test("tells what each transaction wrote and removed, changed rows included", async () => {
    const relations = await postgres.ask<Relation>(url, RELATIONS);
    const reading = openReading();
    reading.know(relations);
    const changes = followingChanges(database)(records());
    reading.keepParts(changes.flatMap(({ came }) => came));
    const rows = new Map<string, readonly unknown[]>();
    for (const { came, went } of changes) {
      for (const each of went) if (!reading.isOfParts(each.relation)) rows.delete(reading.row(each).key);
      for (const each of came)
        if (!reading.isOfParts(each.relation)) rows.set(reading.row(each).key, reading.row(each).values);
    }
    const found = [...rows.values()].map(([k, , n, , t]) => [Buffer.isBuffer(k) && k.toString("hex"), n, t]);
    const expected = await postgres.ask<{ k: string; n: number; t: string | null }>(url, ROWS);
    const sorted = (some: readonly (readonly unknown[])[]) => some.map((each) => JSON.stringify(each)).sort();
    expect(sorted(found)).toEqual(sorted(expected.map(({ k, n, t }) => [k, n, t])));
  });
});
