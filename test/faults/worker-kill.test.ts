import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { installedPostgres, type Postgres, startPostgres } from "../support/postgres.ts";
import { aim } from "./load/killing.ts";
import type { Server } from "./load/process.ts";
import { type Counts, counted, type Trial, tried } from "./load/trial.ts";
import { THANKS_BEFORE_COMMIT, weakened } from "./load/weakened.ts";

const KILLS = 6;
/** Where none of them has met a send: it was with the other process, or answered in that very moment. */
const MOST_KILLS = 30;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pikir-worker-kill-"));
});
afterEach(() => rmSync(join(folder, "data"), { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How many processes take connections; one that has only just been started does not yet. */
async function serving(server: Server): Promise<number> {
  const text = await fetch(`${server.origin()}/metrics`).then(
    (answer) => answer.text(),
    () => "",
  );
  return Number(/^pikir_processes (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** One of two at a time, in the middle of a send where one can be met. */
async function killWorkers({ server, line, more }: Trial): Promise<void> {
  for (let kills = 0; kills < KILLS || (line.counts.send.again === 0 && kills < MOST_KILLS); kills += 1) {
    while ((await serving(server)) < 2) {
      line.over.throwIfAborted();
      await wait(100);
    }
    await wait(randomInt(100, 800));
    await aim(line.counts, ["send"]);
    const [victim] = server.workers().slice(randomInt(2));
    if (victim !== undefined) process.kill(victim, "SIGKILL");
    await more(5);
  }
}

/** Whoever was with the one that died is hung up on and asks again; nobody waits for it, and the other is always there. */
function expectHeard({ again, waited, refused }: Counts): void {
  expect(again).toBeGreaterThan(0);
  expect({ waited, refused }).toEqual({ waited: 0, refused: 0 });
}

const TWO = { further: { PIKIR_WORKERS: "2" }, connectingAnew: true };

test(`one of two processes is killed ${KILLS} times, on SQLite`, async () => {
  const place = { fault: "kill -9 of a worker (SQLite)", dataDir: join(folder, "data"), ...TWO };
  expectHeard(await tried(place, killWorkers));
});

test("a build that thanks before it has committed is found out", async () => {
  const program = weakened(join(folder, "weak"), THANKS_BEFORE_COMMIT);
  const place = {
    fault: "kill -9 of a worker that thanks too early",
    dataDir: join(folder, "data"),
    ...TWO,
    program,
  };
  const { counts } = await counted(place, killWorkers);
  expect(counts.lost + counts.falseThanks).toBeGreaterThan(0);
});

describe.skipIf(installedPostgres() === undefined)("on PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  test(`one of two processes is killed ${KILLS} times`, async () => {
    const databaseUrl = await postgres.database();
    const place = {
      fault: "kill -9 of a worker (PostgreSQL)",
      dataDir: join(folder, "data"),
      databaseUrl,
      ...TWO,
    };
    expectHeard(await tried(place, killWorkers));
  });
});
