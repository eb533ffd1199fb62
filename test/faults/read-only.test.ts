import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canMakeDisks, type Disk, makeDisk } from "./load/disk.ts";
import { killAllOn } from "./load/process.ts";
import { tried } from "./load/trial.ts";

const TIMES = 3;

describe.skipIf(!canMakeDisks)("a disk that has become read-only", () => {
  let disk: Disk;
  beforeAll(() => {
    disk = makeDisk(128);
  });
  afterAll(() => disk.remove());

  test("asks citizens to come back, and has all that was acknowledged once it is mounted again", async () => {
    const { again } = await tried({ fault: "read-only disk", dataDir: join(disk.path, "data") }, async (trial) => {
      for (let times = 0; times < TIMES; times += 1) {
        disk.becomeReadOnly();
        await trial.untilReady(503);
        await wait(1000);
        await trial.server.stop();
        killAllOn(trial.dataDir);
        disk.comeBack();
        await trial.server.up();
        await trial.untilReady(200);
        await trial.more(15);
      }
    });
    expect(again).toBeGreaterThan(0);
  });
});
