import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installedPostgres, type Postgres } from "../support/postgres.ts";
import { tryEveryJoin } from "./joins.ts";
import { postgresEngine, startAttackedPostgres } from "./postgres/engine.ts";
import { breaches, tableOf } from "./result.ts";
import { type Setting, surveyUnderWatch } from "./survey.ts";

const K = 10;

describe.skipIf(installedPostgres() === undefined)("whoever holds every copy of a PostgreSQL cluster's files", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startAttackedPostgres();
  });
  afterAll(() => postgres.remove());

  async function attack(setting: Omit<Setting, "pool" | "engine">) {
    const engine = await postgresEngine(postgres);
    const loot = await surveyUnderWatch({ engine, pool: K, ...setting });
    console.log("walked", performance.now(), loot.folder);
    const results = tryEveryJoin(loot);
    //rmSync(loot.folder, { recursive: true });
    return { loot, results, breaches: results.flatMap((result) => breaches(result, K)) };
  }

  test("and of its write-ahead log cannot tell whose of 150 people's answers are whose", async () => {
    const { loot, results, breaches } = await attack({ people: 150, copies: 15 });
    const { copies, sends, withdrawals } = loot;
    console.log(performance.now(), 
      `${sends.length} sent, ${withdrawals.length} withdrew, ${copies.length} copies, K = ${K}\n${tableOf(results, K)}`,
    );
    expect(breaches).toEqual([]);
  }, 300_000);
});
