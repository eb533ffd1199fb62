import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { BAD_BUILDS } from "./bad-builds.ts";
import { tryEveryJoin } from "./joins.ts";
import { breaches, tableOf } from "./result.ts";
import { type Setting, surveyUnderWatch } from "./survey.ts";

const K = 10;

async function attack(setting: Omit<Setting, "pool">) {
  const loot = await surveyUnderWatch({ pool: K, ...setting });
  const results = tryEveryJoin(loot);
  rmSync(loot.folder, { recursive: true });
  return { loot, results, breaches: results.flatMap((result) => breaches(result, K)) };
}

test("whoever holds every copy of 300 people's survey cannot tell whose answers are whose", async () => {
  const { loot, results, breaches } = await attack({ people: 300, copies: 25 });
  const { copies, sends, withdrawals } = loot;
  console.log(
    `${sends.length} sent, ${withdrawals.length} withdrew, ${copies.length} copies, K = ${K}\n${tableOf(results, K)}`,
  );
  expect(breaches).toEqual([]);
}, 60_000);

test.each(BAD_BUILDS)(
  "the attack finds out $name",
  async ({ spoil, pool, caughtBy }) => {
    const { breaches } = await attack({ people: 45, copies: 8, spoil, mixedBy: pool });
    expect(breaches).toContainEqual(expect.stringMatching(new RegExp(`^${caughtBy}: `)));
  },
  60_000,
);
