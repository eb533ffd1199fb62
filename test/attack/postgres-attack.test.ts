import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inDepth } from "../support/depth.ts";
import { installedPostgres, type Postgres } from "../support/postgres.ts";
import { tryEveryJoin } from "./joins.ts";
import { BAD_POSTGRES } from "./postgres/bad-builds.ts";
import { type PostgresEngine, postgresEngine, startAttackedPostgres } from "./postgres/engine.ts";
import { breaches, tableOf } from "./result.ts";
import { type Setting, surveyUnderWatch } from "./survey.ts";

const K = 10;

/** What a change to a verb of the port is likeliest to bring; the others take two minutes. */
const LIKELIEST = ["answers in the send's transaction", "a table filled as answers come"];
const BUILDS = inDepth(
  BAD_POSTGRES.filter(({ name }) => LIKELIEST.includes(name)),
  BAD_POSTGRES,
);

describe.skipIf(installedPostgres() === undefined)("on PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startAttackedPostgres();
  });
  afterAll(() => postgres.remove());

  async function attack(engine: PostgresEngine, setting: Omit<Setting, "pool" | "engine">) {
    const loot = await surveyUnderWatch({ engine, pool: K, ...setting });
    const results = tryEveryJoin(loot);
    rmSync(loot.folder, { recursive: true });
    return { loot, results, breaches: results.flatMap((result) => breaches(result, K)) };
  }

  test("whoever holds every copy of 150 people's survey, and all of the log, cannot tell whose answers are whose", async () => {
    const { loot, results, breaches } = await attack(await postgresEngine(postgres), { people: 150, copies: 15 });
    const { copies, sends, withdrawals } = loot;
    console.log(
      `${sends.length} sent, ${withdrawals.length} withdrew, ${copies.length} copies, K = ${K}\n${tableOf(results, K)}`,
    );
    expect(breaches).toEqual([]);
  }, 300_000);

  test.each(BUILDS)(
    "the attack finds out $name",
    async ({ spoil, pool, people = 32, caughtBy }) => {
      const engine = await postgresEngine(postgres);
      const setting = { people, copies: 8, spoil: spoil?.(engine.superuser), mixedBy: pool };
      const { breaches } = await attack(engine, setting);
      expect(breaches).toContainEqual(expect.stringMatching(new RegExp(`^${caughtBy}: `)));
    },
    300_000,
  );
});
