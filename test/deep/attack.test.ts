import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Engine, SQLITE } from "../attack/engine.ts";
import { tryEveryJoin } from "../attack/joins.ts";
import { postgresEngine, startAttackedPostgres } from "../attack/postgres/engine.ts";
import { breaches, tableOf } from "../attack/result.ts";
import { serverUnderWatch } from "../attack/server-under-watch.ts";
import { installedPostgres, type Postgres } from "../support/postgres.ts";

const K = 50;
const PEOPLE = Number(process.env["PIKIR_TEST_PEOPLE"] ?? 2000);
/** Seven minutes, and ten with PostgreSQL: slow enough that how long people take is their own pace and not the server's. */
const LIMIT = 3_600_000;

async function attack(engine: Engine, copies: number, seconds: number): Promise<void> {
  const loot = await serverUnderWatch({ engine, people: PEOPLE, pool: K, copies, seconds });
  const results = tryEveryJoin(loot);
  const { sends, withdrawals } = loot;
  console.log(
    `${sends.length} sent, ${withdrawals.length} withdrew, ${loot.copies.length} copies, K = ${K}\n${tableOf(results, K)}`,
  );
  const found = results.flatMap((result) => breaches(result, K));
  if (found.length === 0) rmSync(loot.folder, { recursive: true });
  else console.log(`what was carried away is left in ${loot.folder}`);
  expect(sends).toHaveLength(PEOPLE);
  // An attack that came too early or too late proves nothing.
  expect(loot.copies.filter(({ sent }) => sent > 0 && sent < PEOPLE)).toHaveLength(copies);
  expect(found).toEqual([]);
}

test(
  `whoever copies a running server's files cannot tell whose of ${PEOPLE} people's answers are whose`,
  () => attack(SQLITE, 40, 400),
  LIMIT,
);

describe.skipIf(installedPostgres() === undefined)("on PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startAttackedPostgres();
  });
  afterAll(() => postgres.remove());

  test(
    `whoever copies every file of a running cluster, and all of its log, cannot either`,
    async () => attack(await postgresEngine(postgres), 24, 600),
    LIMIT,
  );
});
