import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { rankCorrelation } from "./rank-correlation.ts";
import { breaches } from "./result.ts";
import { readDatabaseFile } from "./sqlite-file.ts";
import { rowsOfPage, rowsOfTree, treesOf } from "./sqlite-rows.ts";

let folder: string;
let database: Database.Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pikir-reading-"));
  database = new Database(join(folder, "any.db"));
  database.pragma("page_size = 4096");
  database.pragma("journal_mode = WAL");
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const read = () => readDatabaseFile(readFileSync(join(folder, "any.db")), readFileSync(join(folder, "any.db-wal")));

describe("the attack's reader of SQLite's files", () => {
  test.each([
    ["with rowids", "CREATE TABLE t (k BLOB, n INTEGER, x REAL, s TEXT, b BLOB)"],
    ["without rowids", "CREATE TABLE t (k BLOB PRIMARY KEY, n INTEGER, x REAL, s TEXT, b BLOB) WITHOUT ROWID"],
  ])("finds the same rows as SQLite in a table %s, those on overflow pages included", (_kind, create) => {
    database.exec(create);
    const add = database.prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)");
    for (let at = 0; at < 300; at += 1)
      add.run(
        randomBytes(16),
        (at - 150) ** 5,
        at / 7,
        at % 3 ? "ш".repeat(at) : null,
        randomBytes(at % 11 ? at : 9000),
      );
    database.exec("DELETE FROM t WHERE n % 5 = 0");
    const { now } = read();
    const root = treesOf(now).find(({ name }) => name === "t")?.root ?? 0;
    const found = rowsOfTree(now, root);
    const expected = database.prepare("SELECT * FROM t").raw().all() as unknown[][];
    const sorted = (rows: readonly (readonly unknown[])[]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(found.length).toBeGreaterThan(100);
    expect(sorted(found.map(({ values }) => values))).toEqual(sorted(expected));
    expect(found.some(({ overflow }) => overflow !== undefined)).toBe(true);
  });

  test("tells what each transaction wrote, one by one", () => {
    database.exec("CREATE TABLE t (k TEXT PRIMARY KEY) WITHOUT ROWID");
    const add = database.prepare("INSERT INTO t VALUES (?)");
    add.run("first");
    database.transaction(() => ["second", "third"].map((key) => add.run(key)))();
    const written = read().commits.map(({ written, before, after }) => {
      const was = new Set(written.flatMap((page) => rowsOfPage(before, page)).map(({ values }) => values[0]));
      const is = written.flatMap((page) => rowsOfPage(after, page)).map(({ values }) => values[0]);
      return is.filter((key) => !was.has(key));
    });
    expect(written.slice(-2)).toEqual([["first"], ["second", "third"]]);
  });
});

describe("the attack's measure", () => {
  test("ranks perfect agreement 1, perfect disagreement -1, and a published example as published", () => {
    const pairs = (ys: readonly number[]) => ys.map((y, x) => [x, y] as const);
    expect(rankCorrelation(pairs([1, 5, 9, 100]))).toBeCloseTo(1);
    expect(rankCorrelation(pairs([4, 3, 2, 1]))).toBeCloseTo(-1);
    // R: cor(c(106,100,86,101,99,103,97,113,112,110), c(7,27,2,50,28,29,20,12,6,17), method = "spearman")
    const scores = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
    const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
    expect(rankCorrelation(scores.map((score, at) => [score, hours[at] ?? 0]))).toBeCloseTo(-29 / 165);
  });

  test.each([
    [{ right: 26, of: 300 }, 0],
    [{ right: 27, of: 300 }, 1],
    [{ among: 19.6, needed: 20 }, 0],
    [{ among: 19, needed: 20 }, 1],
    [{ correlation: -0.17, over: 300 }, 0],
    [{ correlation: -0.18, over: 300 }, 1],
    [{ correlation: 0.11, over: 2000 }, 1],
    [{ certain: 1 }, 1],
    [{ hits: 1 }, 1],
  ])("finds in %o so many breaches of one in 20: %i", (found, count) => {
    expect(breaches({ join: "a join", ...found }, 10)).toHaveLength(count);
  });
});
