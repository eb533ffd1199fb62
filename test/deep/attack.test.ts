import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { tryEveryJoin } from "../attack/joins.ts";
import { breaches, tableOf } from "../attack/result.ts";
import { serverUnderWatch } from "../attack/server-under-watch.ts";

const K = 50;
/** Three minutes on an idle machine. */
const LIMIT = 2_400_000;

test(
  "whoever copies a running server's files cannot tell whose of 2,000 people's answers are whose",
  async () => {
    const loot = await serverUnderWatch({ people: 2000, pool: K, copies: 40, seconds: 90 });
    const results = tryEveryJoin(loot);
    rmSync(loot.folder, { recursive: true });
    const { copies, sends, withdrawals } = loot;
    console.log(
      `${sends.length} sent, ${withdrawals.length} withdrew, ${copies.length} copies, K = ${K}\n${tableOf(results, K)}`,
    );
    expect(sends).toHaveLength(2000);
    // An attack that came too early or too late proves nothing.
    expect(copies.filter(({ sent }) => sent > 0 && sent < 2000).length).toBeGreaterThan(20);
    expect(results.flatMap((result) => breaches(result, K))).toEqual([]);
  },
  LIMIT,
);
