import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canMakeDisks, type Disk, makeDisk } from "./load/disk.ts";
import { aim } from "./load/killing.ts";
import { freezeAllOn, killAllOn, runningOn } from "./load/process.ts";
import { counted, type Trial, tried } from "./load/trial.ts";
import { SYNCS_NOTHING, weakened } from "./load/weakened.ts";

const TIMES = 8;

describe.skipIf(!canMakeDisks)("a power cut", () => {
  let disk: Disk;
  let folder: string;
  beforeAll(() => {
    disk = makeDisk(128);
    folder = mkdtempSync(join(tmpdir(), "pikir-power-"));
  });
  afterAll(() => {
    disk.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const cutPower =
    (cuts: number) =>
    async ({ server, line, dataDir, more }: Trial) => {
      for (let times = 0; times < cuts; times += 1) {
        const cut = await disk.armPowerCut();
        await wait(randomInt(200, 1500));
        await aim(line.counts, ["send"]);
        // Without power nobody is thanked. A server that still ran would be told of a sync that it was done while the disk shut down, and
        // was not: of 17,549 such answers 159 came after the cut had begun, and 44 of these were of what was gone (Linux 6.18).
        freezeAllOn(dataDir);
        await cut();
        const stopped = server.killServing();
        killAllOn(dataDir);
        await stopped;
        while (runningOn(dataDir) > 0) await wait(20);
        disk.comeBack();
        await server.up();
        await more(5);
      }
    };

  test(`takes what no fsync had written, ${TIMES} times, and nothing that was acknowledged`, async () => {
    const { again } = await tried({ fault: "power cut", dataDir: join(disk.path, "data") }, cutPower(TIMES));
    expect(again).toBeGreaterThan(0);
  });

  test("takes acknowledged responses from a build that does not wait for the disk, and this test finds it out", async () => {
    const program = weakened(join(folder, "weak"), SYNCS_NOTHING);
    const place = { fault: "power cut, of a build that syncs nothing", dataDir: join(disk.path, "weak"), program };
    const found = await counted(place, cutPower(2)).then(
      ({ counts }) => counts.lost + counts.falseThanks,
      (error: Error) => error.message,
    );
    console.log(`found out: ${found}`);
    // It may lose the survey itself, with all that was sent, or leave a file that no longer opens.
    if (typeof found === "string") expect(found).toMatch(/There is no such survey|the server does not start/);
    else expect(found).toBeGreaterThan(0);
  });
});
