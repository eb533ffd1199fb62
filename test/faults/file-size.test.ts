import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { processesOn } from "./load/process.ts";
import { tried } from "./load/trial.ts";

const PRLIMIT = "/usr/bin/prlimit";
const TIMES = 3;

describe.skipIf(!existsSync(PRLIMIT))("a limit on the size of files", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pikir-file-size-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("asks citizens to come back while it holds, and keeps all that was acknowledged", async () => {
    const { again } = await tried({ fault: "file-size limit", dataDir: join(folder, "data") }, async (trial) => {
      const limit = (bytes: number | "unlimited") => {
        // The soft limit alone: the hard one could not be raised again by everybody.
        for (const pid of processesOn(trial.dataDir))
          execFileSync(PRLIMIT, ["--pid", String(pid), `--fsize=${bytes}:`]);
      };
      for (let times = 0; times < TIMES; times += 1) {
        // As large as the log is by now, it can be written again from its beginning, but not grow.
        limit(Math.min(...["pikir.db", "pikir.db-wal"].map((file) => statSync(join(trial.dataDir, file)).size)) / 2);
        await trial.untilReady(503);
        await wait(2000);
        limit("unlimited");
        await trial.untilReady(200);
        await trial.more(15);
      }
    });
    expect(again).toBeGreaterThan(0);
  });
});
