import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installedPostgres, type Postgres, startPostgres } from "../support/postgres.ts";
import { type Replica, startReplica } from "../support/replica.ts";
import { type Forwarder, forwardTo } from "./load/forwarder.ts";
import { tried } from "./load/trial.ts";

const RESTARTS = ["fast", "immediate", "fast", "immediate"] as const;

describe.skipIf(installedPostgres() === undefined)("PostgreSQL under the running server", () => {
  let folder: string;
  let postgres: Postgres;
  let replica: Replica | undefined;
  let forwarder: Forwarder | undefined;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "pikir-failover-"));
    postgres = await startPostgres();
  });
  afterAll(() => {
    forwarder?.close();
    replica?.remove();
    postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test(`is restarted ${RESTARTS.join(", ")}`, async () => {
    const databaseUrl = await postgres.database();
    const place = { fault: "PostgreSQL restarted", dataDir: join(folder, "restarted"), databaseUrl };
    await tried(place, async (trial) => {
      for (const how of RESTARTS) {
        await postgres.restart(how);
        await trial.more(20);
      }
    });
  });

  test("dies, and its synchronous replica is promoted", async () => {
    const own = await postgres.database();
    replica = await startReplica(postgres);
    // From here on an acknowledged commit is on both disks.
    await postgres.ask(own, "ALTER SYSTEM SET synchronous_standby_names = 'replica'");
    await postgres.ask(own, "SELECT pg_reload_conf()");
    forwarder = await forwardTo(postgres.port);
    const address = new URL(own);
    address.port = String(forwarder.port);
    const place = { fault: "replica promoted", dataDir: join(folder, "promoted"), databaseUrl: address.href };
    const { again } = await tried(place, async (trial) => {
      await trial.more(30);
      await postgres.halt("immediate");
      forwarder?.leadTo(undefined);
      await trial.untilReady(503);
      // One that is still a replica takes nothing, and nobody is told otherwise.
      forwarder?.leadTo(replica?.port);
      await wait(2000);
      expect(await trial.ready()).toBe(503);
      await replica?.promote();
      await trial.untilReady(200);
      await trial.more(40);
    });
    expect(again).toBeGreaterThan(0);
  });
});
