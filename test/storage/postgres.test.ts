import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPostgres } from "../../server/storage/postgres/open.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { installedPostgres, type Postgres, startPostgres } from "../support/postgres.ts";
import { storageContract } from "./contract.ts";
import { folderOfTest } from "./folder.ts";

const DB = join(import.meta.dirname, "../../db");

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly required: boolean;
  /** Its place in the primary key, from 1; 0 for others. */
  readonly key: number;
  /** The column it refers to. */
  readonly refers: string | null;
}

const IN_SQLITE = `
  SELECT tables.name AS "table", columns.name AS "column", columns.type, columns."notnull" = 1 AS required,
    columns.pk AS "key", refer."table" || '.' || refer."to" AS refers
  FROM pragma_table_list AS tables JOIN pragma_table_info(tables.name) AS columns
  LEFT JOIN pragma_foreign_key_list(tables.name) AS refer ON refer."from" = columns.name
  WHERE tables.schema = 'main' AND tables.name NOT LIKE 'sqlite_%'`;

const IN_POSTGRES = `
  SELECT tables.relname AS "table", columns.attname AS "column", format_type(columns.atttypid, NULL) AS type,
    columns.attnotnull AS required, coalesce(array_position(keys.indkey::smallint[], columns.attnum) + 1, 0) AS "key",
    refer.confrelid::regclass || '.' || referred.attname AS refers
  FROM pg_class AS tables JOIN pg_attribute AS columns ON columns.attrelid = tables.oid AND columns.attnum > 0
  LEFT JOIN pg_index AS keys ON keys.indrelid = tables.oid AND keys.indisprimary
  LEFT JOIN pg_constraint AS refer
    ON refer.conrelid = tables.oid AND refer.contype = 'f' AND refer.conkey[1] = columns.attnum
  LEFT JOIN pg_attribute AS referred ON referred.attrelid = refer.confrelid AND referred.attnum = refer.confkey[1]
  WHERE tables.relnamespace = 'public'::regnamespace AND tables.relkind = 'r'`;

/** SQLite's types for PostgreSQL's. */
const TYPES: Readonly<Record<string, string>> = {
  text: "TEXT",
  json: "TEXT",
  integer: "INTEGER",
  bigint: "INTEGER",
  boolean: "INTEGER",
  bytea: "BLOB",
};

function told(columns: readonly Column[]): readonly string[] {
  const lines = columns.map(({ table, column, type, required, key, refers }) =>
    [table, column, TYPES[type] ?? type, required ? "required" : "", key > 0 ? `key ${key}` : "", refers ?? ""].join(
      " ",
    ),
  );
  return [...new Set(lines)].sort();
}

describe.skipIf(installedPostgres() === undefined)("on PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  storageContract(async () => {
    const url = await postgres.database();
    const opened: Storage[] = [];
    const reopen = async () => {
      const storage = await openPostgres({ url, part: "operating" });
      opened.push(storage);
      return storage;
    };
    return {
      storage: await reopen(),
      reopen,
      close: async () => void (await Promise.all(opened.map((each) => each.close()))),
    };
  });

  describe("the schema", () => {
    test("has the tables, columns, keys and references of SQLite's two databases", async () => {
      const folder = folderOfTest();
      await folder.open();
      const sqlite = ["pikir.db", "passing.db"].flatMap((file) =>
        folder.raw(file).prepare<[], Column>(IN_SQLITE).all(),
      );
      const columns = await postgres.ask<Column>(await postgres.database(), IN_POSTGRES);
      expect(columns.length).toBeGreaterThan(60);
      // SQLite's one server counts guesses in memory.
      expect(told(columns.filter(({ table }) => table !== "guess"))).toEqual(told(sqlite));
    });

    test("is made by files of the same numbers and names", () => {
      const migrations = (engine: string) => readdirSync(join(DB, engine)).filter((name) => /^\d/.test(name));
      expect(migrations("postgres")).toEqual(migrations("sqlite"));
    });

    test("keeps out of the log, by tables of their own kind, what SQLite keeps in passing.db and guesses, and nothing else", async () => {
      const folder = folderOfTest();
      await folder.open();
      const names = "SELECT DISTINCT name FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'";
      const passing = folder.raw("passing.db").prepare<[], { name: string }>(names).all();
      const unlogged = "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relpersistence = 'u'";
      const found = await postgres.ask<{ name: string }>(await postgres.database(), unlogged);
      const sorted = (rows: readonly { name: string }[]) => rows.map(({ name }) => name).sort();
      const expected = passing.filter(({ name }) => name !== "migration");
      expect(sorted(found)).toEqual(sorted([...expected, { name: "guess" }]));
    });

    test("gives ANALYZE no key, mark, answer or sealed row to keep samples of", async () => {
      const sampled = `
        SELECT attrelid::regclass || '.' || attname AS name FROM pg_attribute
        WHERE attrelid::regclass::text IN ('participation', 'acknowledgement', 'urn', 'response', 'withdrawal_request',
          'draft', 'day_key', 'held_count', 'guess', 'staff_session', 'panel_report') AND format_type(atttypid, NULL) IN ('bytea', 'json')
          AND attnum > 0 AND attstattarget <> 0`;
      expect(await postgres.ask(await postgres.database(), sampled)).toEqual([]);
    });

    test.each([
      ["a version's text", `UPDATE version SET definition = '{}'`],
      ["a version by removing it", "DELETE FROM version"],
      ["all versions at once", "TRUNCATE version"],
      ["whether a survey is simulated", "UPDATE survey SET simulated = true"],
      ["that a survey is closed", "UPDATE survey SET closed_on = NULL"],
      ["a survey by removing it", "DELETE FROM survey"],
      ["a participation", "UPDATE participation SET key = decode(repeat('00', 32), 'hex')"],
      ["a response", `UPDATE response SET answers = '{}'`],
      ["what was proposed", `UPDATE proposed_act SET payload = '[]'`],
      ["what was decided", "UPDATE proposed_act SET outcome = 'declined'"],
      ["what was proposed, by removing it", "DELETE FROM proposed_act"],
      ["public results", `UPDATE published_result SET json = '{}'`],
      ["public results by removing them", "DELETE FROM published_result"],
      ["what is on record", "UPDATE audit SET about = ''"],
      ["what is on record, by removing it", "DELETE FROM audit"],
      ["all that is on record at once", "TRUNCATE audit"],
      ["where the record goes on", "INSERT INTO audit SELECT 9007199254740991, at, who, act, about, hash FROM audit"],
    ])("nobody changes %s, even as the superuser", async (_what, sql) => {
      const url = await postgres.database();
      await postgres.ask(url, FILLED);
      await expect(postgres.ask(url, sql)).rejects.toThrow(/never|stays|goes on where it ended/);
    });
  });
});

const FILLED = `
  INSERT INTO survey (id, simulated, closed_on) VALUES ('roads', false, '2024-11-01');
  INSERT INTO version VALUES ('roads', repeat('a', 64), 1, '2024-10-05', '{}');
  INSERT INTO audit VALUES (1, 1, 'operator', 'published', 'roads', decode(repeat('01', 32), 'hex'));
  INSERT INTO staff (name, role, password_hash, disabled) VALUES ('a', 'administrator', 'x', false), ('b', 'administrator', 'x', false);
  INSERT INTO proposed_act VALUES (repeat('0', 32), 'close-survey', 'roads', '{}', repeat('1', 64), repeat('2', 64),
    'a', 1, 'b', 2, 'confirmed', NULL, NULL);
  INSERT INTO published_result VALUES ('roads', 1, '{}', '\\x00');
  INSERT INTO participation VALUES ('roads', decode(repeat('01', 32), 'hex'));
  INSERT INTO response VALUES ('roads', decode(repeat('01', 16), 'hex'), 'other', 'kk', 'web', '2024-10', 9, 0, NULL, '{}')`;
