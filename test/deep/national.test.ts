import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderOfTest } from "../storage/folder.ts";
import { ROOT } from "../support/pikir.ts";
import { installedPostgres, type Postgres, startPostgres } from "../support/postgres.ts";

/** The published survey's; fewer where somebody only wants to see that it runs. */
const CITIZENS = Number(process.env["PIKIR_TEST_CITIZENS"] ?? 27_336);
/** Half an hour on an idle machine. */
const LIMIT = 4 * 3_600_000;

describe.skipIf(installedPostgres() === undefined)("the national survey on SQLite and on PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  /** The compiled commands, on a data folder of their own. */
  function commandsOn(environment: Readonly<Record<string, string>>) {
    const env = { PATH: process.env["PATH"], DATA_DIR: join(folderOfTest().path, "data"), ...environment };
    return async (name: string, ...words: readonly string[]) => {
      const program = join(ROOT, "dist", "scripts", `${name}.js`);
      return (await promisify(execFile)(process.execPath, [program, ...words], { env, maxBuffer: 2 ** 28 })).stdout;
    };
  }

  async function reportOf(engine: string, environment: Readonly<Record<string, string>>): Promise<string> {
    const run = commandsOn(environment);
    await run("survey", "publish", join(ROOT, "db", "surveys", "egov-2024.yaml"));
    const began = Date.now();
    await run("simulate", "egov-2024", "--citizens", String(CITIZENS), "--profile", "study", "--seed", "1");
    const walked = Date.now();
    const report = await run("report", "egov-2024-sim", "--json", "--by", "region");
    const minutes = [walked - began, Date.now() - walked].map((time) => (time / 60_000).toFixed(1));
    console.log(`${engine}: ${CITIZENS} walked in ${minutes[0]} minutes, reported in ${minutes[1]}`);
    return report;
  }

  test(
    "comes to the same report, weights included, to the last digit",
    async () => {
      const sqlite = await reportOf("SQLite", {});
      const url = await postgres.database();
      const other = await reportOf("PostgreSQL", {
        DATABASE_URL: url,
        PIKIR_SECRET: "a secret of the national survey's test, of 32 bytes and more",
      });
      const { funnel, weights } = JSON.parse(sqlite);
      console.log(
        `${funnel.sent} sent, ${funnel.valid} valid, n effective ${weights?.n_effective}, design effect ${weights?.design_effect}`,
        `\n${Buffer.byteLength(sqlite)} bytes, SHA-256 ${createHash("sha256").update(sqlite).digest("hex")}`,
      );
      expect(funnel.valid).toBe(CITIZENS);
      expect(weights.converged).toBe(true);
      // Not toBe: a difference would print two whole reports.
      expect(firstDifference(sqlite, other)).toBeUndefined();
    },
    LIMIT,
  );
});

function firstDifference(one: string, other: string): string | undefined {
  if (one === other) return undefined;
  const [lines, others] = [one.split("\n"), other.split("\n")];
  const at = lines.findIndex((line, number) => line !== others[number]);
  return `${lines[at]} and ${others[at]} in line ${at + 1}`;
}
