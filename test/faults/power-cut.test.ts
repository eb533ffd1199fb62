import { randomInt } from "node:crypto";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canMakeDisks, type Disk, makeDisk } from "./load/disk.ts";
import { aim } from "./load/killing.ts";
import { killAllOn, runningOn } from "./load/process.ts";
import { tried } from "./load/trial.ts";

const TIMES = 8;

describe.skipIf(!canMakeDisks)("a power cut", () => {
  let disk: Disk;
  beforeAll(() => {
    disk = makeDisk(128);
  });
  afterAll(() => disk.remove());

  test(`takes what no fsync had written, ${TIMES} times, and nothing that was acknowledged`, async () => {
    const { again } = await tried({ fault: "power cut", dataDir: join(disk.path, "data") }, async (trial) => {
      for (let times = 0; times < TIMES; times += 1) {
        await wait(randomInt(200, 1500));
        await aim(trial.line.counts, ["send"]);
        disk.cutPower();
        const stopped = trial.server.killServing();
        killAllOn(trial.dataDir);
        await stopped;
        while (runningOn(trial.dataDir) > 0) await wait(20);
        disk.comeBack();
        await trial.server.up();
        await trial.more(5);
      }
    });
    expect(again).toBeGreaterThan(0);
  });
});
