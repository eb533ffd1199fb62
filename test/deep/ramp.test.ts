import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { ROOT } from "../support/pikir.ts";
import { installedPostgres } from "../support/postgres.ts";

const LIMIT = 420_000;

/** Runs the command as an operator does; a number out of what it prints. */
async function ramped(...words: readonly string[]) {
  const short = ["--ramp", "--peak", "3", "--minutes", "1", "--think", "2", "--queue", "on"];
  const command = [join(ROOT, "dist", "scripts", "bench.js"), ...short, ...words];
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 2 ** 24 });
  console.log(stdout);
  return (pattern: RegExp) => Number(pattern.exec(stdout)?.[1]?.replaceAll(",", ""));
}

/** 3.6 a second on the average for a minute; more are inside than are let in at once. */
async function expectALine(...words: readonly string[]): Promise<void> {
  const told = await ramped(...words);
  const came = told(/([\d,]+) citizens came/);
  expect(came).toBeGreaterThan(160);
  expect(told(/([\d,]+) were shown a receipt/)).toBe(came);
  expect(told(/([\d,]+) participations kept/)).toBe(came);
  expect(told(/(\d+) of [\d,]+ requests failed/)).toBe(0);
  expect(told(/([\d,]+) stood in line/)).toBeGreaterThan(5);
}

describe("twice as many citizens as were planned for stand in line, and no request of theirs fails", () => {
  test("on SQLite", { timeout: LIMIT }, () => expectALine());
  test.skipIf(installedPostgres() === undefined)("on PostgreSQL", { timeout: LIMIT }, () => expectALine("--postgres"));
});
