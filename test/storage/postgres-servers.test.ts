import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Agent } from "undici";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openBrowser } from "../../scripts/simulation/browser.ts";
import { publish } from "../../server/publishing.ts";
import { openPostgres } from "../../server/storage/postgres/open.ts";
import { startChild } from "../attack/child.ts";
import { type Plan, TOKEN } from "../attack/people.ts";
import { walk } from "../attack/walk.ts";
import { smallDefinition } from "../support/definitions.ts";
import { ROOT } from "../support/pikir.ts";
import { installedPostgres, type Postgres, startPostgres } from "../support/postgres.ts";

const TEA = "tea-survey";
const MIXERS = "SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 4";

describe.skipIf(installedPostgres() === undefined)("two servers with one PostgreSQL and one KEYS_DIR", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    execFileSync(join(ROOT, "scripts", "build"));
    postgres = await startPostgres();
  }, 180_000);
  afterAll(() => postgres.remove());

  test("both serve, one person takes part once between them, and one of them mixes, until it ends", async () => {
    const url = await postgres.database();
    const dataDir = mkdtempSync(join(tmpdir(), "pikir-two-"));
    const keysDir = join(dataDir, "keys");
    const storage = await openPostgres({ url, part: "operating" });
    await publish(smallDefinition(), { storage, config: { keysDir, keyCopy: undefined }, now: new Date() });
    const environment = { DATABASE_URL: url, PIKIR_SECRET: "one secret for both, of 32 bytes and more" };
    // At once: each finds what the other is making.
    const servers = await Promise.all([1, 2].map(() => startChild({ dataDir, keysDir }, 1, environment)));
    const dispatcher = new Agent();
    onTestFinished(async () => {
      await dispatcher.destroy();
      await Promise.all(servers.map((server) => server.stop()));
      await storage.close();
      rmSync(dataDir, { recursive: true });
    });
    const lineTo = (server: number) => ({ origin: servers[server]?.origin ?? "", dispatcher, requests: 0 });
    const answer = (server: number, identifier: string) =>
      walk(planOf(identifier), {
        line: lineTo(server),
        survey: TEA,
        pause: async () => undefined,
        began: () => undefined,
        send: (_plan, act) => act(),
        withdraw: (_plan, act) => act(),
      });
    const released = async (count: number) => {
      while ((await storage.responses.count(TEA)) < count) await wait(100);
    };
    const mixers = async () => (await postgres.ask<{ count: number }>(url, MIXERS))[0]?.count;

    await Promise.all([answer(0, "481516000001"), answer(1, "481516000002")]);
    await released(2);
    expect(await mixers()).toBe(1);

    // Begun at one, gone on with at the other.
    const [here, there] = [openBrowser(lineTo(0), "en"), openBrowser(lineTo(1), "en")];
    const signIn = async (browser: typeof here, identifier: string) =>
      browser.fill(await browser.fill(await browser.open(`/s/${TEA}?lang=en`)), { identifier: [identifier] });
    const first = await here.fill(await signIn(here, "481516000003"));
    await here.fill(first, { "drinks-tea": ["yes"] });
    expect((await signIn(there, "481516000003")).path).toMatch(/\/p\/(?!tea)/);
    // Who took part at one is known to the other.
    await expect(signIn(openBrowser(lineTo(1), "en"), "481516000001")).rejects.toThrow("409");

    await servers[0]?.stop();
    await answer(1, "481516000004");
    await released(3);
    expect(await mixers()).toBe(1);
    expect(await storage.participations.count(TEA)).toBe(3);
    expect(await storage.urn.count(TEA)).toBe(0);
    for (const server of servers) expect(server.log()).not.toMatch(/"level":[56]0/);
  }, 120_000);
});

function planOf(identifier: string): Plan {
  const token = `${TOKEN}${identifier.slice(-6)}`;
  return { identifier, token, language: "en", arrives: 0, pace: 20, drinksTea: true, comment: "" };
}
