import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canMakeDisks, type Disk, makeDisk } from "./load/disk.ts";
import { tried } from "./load/trial.ts";

const TIMES = 3;

describe.skipIf(!canMakeDisks)("a disk that is full", () => {
  let disk: Disk;
  beforeAll(() => {
    disk = makeDisk(96);
  });
  afterAll(() => disk.remove());

  test("asks citizens to come back, and keeps all that was acknowledged", async () => {
    const { again } = await tried({ fault: "disk full", dataDir: join(disk.path, "data") }, async (trial) => {
      for (let times = 0; times < TIMES; times += 1) {
        disk.fill();
        await trial.untilReady(503);
        await wait(2000);
        disk.empty();
        await trial.untilReady(200);
        await trial.more(15);
      }
    });
    expect(again).toBeGreaterThan(0);
  });
});
