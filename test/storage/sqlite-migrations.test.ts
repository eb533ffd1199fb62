import { appendFileSync, cpSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderOfTest } from "./folder.ts";
import { publish } from "./given.ts";

const MIGRATIONS = join(import.meta.dirname, "../../db/sqlite");

function migrated() {
  const folder = folderOfTest();
  const migrationsDir = join(folder.path, "migrations");
  cpSync(MIGRATIONS, migrationsDir, { recursive: true });
  const write = (name: string, sql: string) => writeFileSync(join(migrationsDir, name), sql);
  return { folder, migrationsDir, write, open: () => folder.open({ migrationsDir }) };
}

describe("a migration", () => {
  test("is applied on the next start, in order, and what was kept stays", async () => {
    const { folder, write, open } = migrated();
    await publish(await open());
    write("0901-kept-second.sql", "INSERT INTO jotting VALUES ('second');");
    write("0900-kept-first.sql", "CREATE TABLE jotting (text TEXT) STRICT; INSERT INTO jotting VALUES ('first');");
    write("0012-passing-third.sql", "CREATE TABLE jotting (text TEXT) STRICT;");
    expect(await (await open()).surveys.all()).toHaveLength(1);
    await open();
    expect(folder.raw().prepare("SELECT text FROM jotting").pluck().all()).toEqual(["first", "second"]);
    expect(folder.raw("passing.db").prepare("SELECT text FROM jotting").pluck().all()).toEqual([]);
  });

  test("that fails leaves the database as it was, and the start fails", async () => {
    const { folder, write, open } = migrated();
    await (await open()).close();
    write("0900-kept-first.sql", "CREATE TABLE jotting (text TEXT) STRICT; INSERT INTO nowhere VALUES (1);");
    await expect(open()).rejects.toThrow(/nowhere/);
    expect(folder.raw().prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'jotting'").pluck().get()).toBe(0);
    write("0900-kept-first.sql", "CREATE TABLE jotting (text TEXT) STRICT;");
    await open();
    expect(folder.raw().prepare("SELECT count(*) FROM jotting").pluck().get()).toBe(0);
  });

  test("that was applied and has changed since is refused", async () => {
    const { migrationsDir, open } = migrated();
    await (await open()).close();
    appendFileSync(join(migrationsDir, "0001-kept.sql"), "\n-- a harmless remark\n");
    await expect(open()).rejects.toThrow(/0001-kept\.sql has changed/);
  });

  test("that the program does not know means a newer database, which is refused", async () => {
    const { folder, write, open } = migrated();
    write("0900-kept-first.sql", "CREATE TABLE jotting (text TEXT) STRICT;");
    await (await open()).close();
    await expect(folder.open()).rejects.toThrow(/newer than this program, which does not know 0900-kept-first\.sql/);
  });

  test("that was given a number which is past is refused", async () => {
    const { migrationsDir, write, open } = migrated();
    write("0900-kept-tenth.sql", "CREATE TABLE jotting (text TEXT) STRICT;");
    await (await open()).close();
    renameSync(join(migrationsDir, "0900-kept-tenth.sql"), join(migrationsDir, "0901-kept-tenth.sql"));
    write("0005-kept-fifth.sql", "CREATE TABLE late (text TEXT) STRICT;");
    await expect(open()).rejects.toThrow(/0005-kept-fifth\.sql is missing in .*past it already/);
  });

  test("is looked for in a folder that has some, or the start fails", async () => {
    const folder = folderOfTest();
    await expect(folder.open({ migrationsDir: folder.path })).rejects.toThrow(/holds no migrations/);
  });
});
