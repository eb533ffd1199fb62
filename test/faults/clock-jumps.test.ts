import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { tried } from "./load/trial.ts";

const LIBRARY = faketime();
/** Days from now; the last is the truth again. */
const JUMPS = [1, -2, 0.05, -0.05, 40, -400, 0];

/** Debian's package `faketime`. */
function faketime(): string | undefined {
  const folders = existsSync("/usr/lib") ? readdirSync("/usr/lib").filter((name) => name.endsWith("-linux-gnu")) : [];
  return folders.map((name) => `/usr/lib/${name}/faketime/libfaketime.so.1`).find((path) => existsSync(path));
}

describe.skipIf(LIBRARY === undefined)("a clock that jumps", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pikir-clock-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("forwards and backwards, by hours, days and a year, loses nothing that was acknowledged", async () => {
    const file = join(folder, "clock");
    const jump = (days: number) => writeFileSync(file, `${days < 0 ? "-" : "+"}${Math.abs(days)}d\n`);
    jump(0);
    const further = {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      // Timers go on; it is the day and the hour that are wrong.
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
    const place = { fault: "clock jumps", dataDir: join(folder, "data"), further, mayLoseReceipts: true };
    await tried(place, async (trial) => {
      for (const days of JUMPS) {
        jump(days);
        await trial.more(12);
      }
    });
  });
});
