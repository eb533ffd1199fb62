import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { inDepth } from "../support/depth.ts";
import { BAD_BUILDS } from "./bad-builds.ts";
import { tryEveryJoin } from "./joins.ts";
import { breaches, tableOf } from "./result.ts";
import { type Setting, surveyUnderWatch } from "./survey.ts";

const K = 10;
/** Those that ours was most often near to; the others take half a minute. */
const NEAREST = [
  "an urn of plain text",
  "rows that are not padded",
  "rows of the urn that stay as they are beside a batch",
  "everybody's language told as it is",
  "the ways people go counted as they go",
  "no pool: released as they come",
];
const BUILDS = inDepth(
  BAD_BUILDS.filter(({ name }) => NEAREST.includes(name)),
  BAD_BUILDS,
);
/** Seconds on an idle machine, minutes on a crowded one. */
const LIMIT = 300_000;

async function attack(setting: Omit<Setting, "pool">) {
  const loot = await surveyUnderWatch({ pool: K, ...setting });
  const results = tryEveryJoin(loot);
  rmSync(loot.folder, { recursive: true });
  return { loot, results, breaches: results.flatMap((result) => breaches(result, K)) };
}

test(
  "whoever holds every copy of 300 people's survey cannot tell whose answers are whose",
  async () => {
    const { loot, results, breaches } = await attack({ people: 300, copies: 25 });
    const { copies, sends, withdrawals } = loot;
    console.log(
      `${sends.length} sent, ${withdrawals.length} withdrew, ${copies.length} copies, K = ${K}\n${tableOf(results, K)}`,
    );
    expect(breaches).toEqual([]);
    expect(results).toContainEqual(expect.objectContaining({ note: "4 seen to go, 4 asked" }));
  },
  LIMIT,
);

test.each(BUILDS)(
  "the attack finds out $name",
  async ({ spoil, pool, countedBy, copies = 8, caughtBy }) => {
    const { breaches } = await attack({ people: 45, copies, spoil, mixedBy: pool, countedBy });
    expect(breaches).toContainEqual(expect.stringMatching(new RegExp(`^${caughtBy}: `)));
  },
  LIMIT,
);
