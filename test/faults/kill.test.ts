import { randomBytes, randomInt } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Agent } from "undici";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openMixerKeys } from "../../server/keys.ts";
import { openSqlite } from "../../server/storage/sqlite/open.ts";
import { openJournal } from "../../server/urn/journal.ts";
import { mix, openMixer } from "../../server/urn/mixer.ts";
import { smallDefinition, yamlOf } from "../support/definitions.ts";
import { citizen, press, walkToSend } from "./load/citizen.ts";
import { type Crowd, crowdIn } from "./load/crowd.ts";
import { type Kept, keptIn, textsInFiles } from "./load/kept.ts";
import { type Kills, killOnce, noKills, planOf, someMoment, type Target, type Victim } from "./load/killing.ts";
import { type Line, lineCounts } from "./load/line.ts";
import { killAllOn, runningOn, type Server, serverOn, survey } from "./load/process.ts";
import { counted } from "./load/trial.ts";
import { RELEASES_IN_TWO_COMMITS, THANKS_BEFORE_COMMIT, type Weakness, weakened } from "./load/weakened.ts";

const SURVEY = smallDefinition().id;
const K = 5;
/** Four minutes on an idle machine. */
const LIMIT = 1_500_000;
const KILLS = { starting: 5, serving: 10, mixer: 10, both: 8 };
const CLOSE_KILLS = 8;
const WEAK_KILLS = 5;
const random = { bytes: randomBytes, integer: randomInt };

let dataDir: string;
let dispatcher: Agent;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "pikir-kill-"));
  dispatcher = new Agent({ connections: 16 });
});
afterEach(async () => {
  killAllOn(dataDir);
  await dispatcher.destroy();
  rmSync(dataDir, { recursive: true, force: true });
});

test("a receipt that never arrived is given after the server was killed three times", async () => {
  const server = serverOn(dataDir, K);
  await server.up();
  await publish();
  const self = citizen(1, lineTo(server));
  const send = await walkToSend(self, SURVEY);
  if ("kind" in send) throw new Error(`it came to ${send.kind} before it was sent`);
  // The answer, with its cookie, goes to somebody else.
  const sent = await press({ ...self, cookies: new Map(self.cookies) }, send);
  for (let times = 0; times < 3; times += 1) {
    await server.killBoth();
    await server.up();
  }
  expect(sent).toMatchObject({ kind: "receipt" });
  expect(await press(self, send)).toEqual(sent);
});

test("a mixer ends with its server, whenever the server is killed", async () => {
  const server = serverOn(dataDir, K);
  for (const after of [0, 100, 200, 300, 600]) {
    await server.up();
    await wait(after);
    await server.killServing();
    for (let waited = 0; runningOn(dataDir) > 0 && waited < 5000; waited += 50) await wait(50);
    expect(runningOn(dataDir)).toBe(0);
  }
});

test(
  "kill -9 at any moment of sending, releasing, withdrawing and closing loses nothing and doubles nothing",
  async () => {
    const server = serverOn(dataDir, K);
    const kills = noKills();
    // The very first start as well, that makes keys and tables.
    for (; kills.starting < 3; kills.starting += 1) await server.killWhileStarting(someMoment());
    await server.up();
    await publish();
    const line = lineTo(server);
    const crowd = crowdIn(SURVEY, line);
    // Awaited below; until then a failure of theirs must not count as one that nobody sees.
    crowd.ended.catch(() => undefined);
    for (const victim of planOf(KILLS, random)) {
      line.over.throwIfAborted();
      await killOnce(victim, targetOf(server, line), kills);
    }
    const before = await untilReleased(line);
    await closing(server, crowd, line, kills);
    await crowd.ended;
    await withdrawAfterwards(crowd);
    await server.stop();
    await turnOfTheQuarter();
    const kept = await keptIn(dataDir, SURVEY);
    console.log(told(kills, line, crowd, kept, before));

    expectAllIsThere(crowd, kept);
    expect(await survey(dataDir, K, ["verify", join(dataDir, "protocols", `${SURVEY}.json`)])).toMatchObject({
      status: 0,
    });
    // Two mixers, or a mixer and who closes, may want one batch: one of them is refused, and says so.
    const faults = server
      .log()
      .split("\n")
      .filter((printed) => printed.includes('"failed"'));
    expect(faults.filter((fault) => !fault.includes('"reference":"mixer"'))).toEqual([]);
    // The kills have met what they were meant to meet.
    expect(before.texts.size).toBeGreaterThan(2 * K);
    expect(kills.whileSending).toBeGreaterThan(0);
    expect(kills.whileWithdrawing).toBeGreaterThan(0);
    expect(kills.serving + kills.starting + kills.mixer + kills.both + kills.close).toBeGreaterThan(40);
  },
  LIMIT + 60_000,
);

describe("what these kills are for is found out by them:", () => {
  test.each<readonly [string, Victim, Weakness]>([
    ["thanks before it has committed", "serving", THANKS_BEFORE_COMMIT],
    ["releases a batch in two commits", "mixer", RELEASES_IN_TWO_COMMITS],
  ])("a build that %s", async (what, victim, weakness) => {
    const place = { fault: `kill -9, of a build that ${what}`, dataDir: join(dataDir, "data") };
    const { counts } = await counted(
      { ...place, program: weakened(join(dataDir, "weak"), weakness) },
      async (trial) => {
        for (let times = 0; times < WEAK_KILLS; times += 1) {
          const { server, line } = trial;
          await killOnce(victim, { ...targetOf(server, line), dataDir: place.dataDir }, noKills());
          await trial.more(3 * K);
        }
      },
    );
    expect(counts.lost + counts.falseThanks).toBeGreaterThan(0);
  });
});

/** Where the machine is slow, the mixer may not have had its turn between any two kills. */
async function untilReleased({ over }: Line): Promise<Kept> {
  for (;;) {
    const kept = await keptIn(dataDir, SURVEY);
    if (kept.texts.size > 2 * K) return kept;
    over.throwIfAborted();
    await wait(500);
  }
}

function expectAllIsThere({ receipts, withdrawn, already }: Crowd, kept: Kept): void {
  const gone = [...withdrawn].map(({ text }) => text);
  const staying = receipts.map(([{ text }]) => text).filter((text) => !gone.includes(text));
  expect(already.map(({ text }) => text)).toEqual([]);
  expect([...kept.texts.keys()].toSorted()).toEqual(staying.toSorted());
  expect([...kept.texts.values()].filter((times) => times !== 1)).toEqual([]);
  expect(kept.participations).toBe(receipts.length);
  expect(kept.withdrawn).toBe(withdrawn.size);
  expect([kept.waiting, kept.requests]).toEqual([0, 0]);
  expect(textsInFiles(dataDir, gone)).toEqual([]);
  expect(textsInFiles(dataDir, staying.slice(0, 1))).toHaveLength(1);
}

function lineTo({ origin }: Server): Line {
  return { origin, dispatcher, over: AbortSignal.timeout(LIMIT), counts: lineCounts() };
}

function targetOf(server: Server, { counts }: Line): Target {
  return { server, dataDir, survey: SURVEY, counts };
}

async function publish(): Promise<void> {
  const file = join(dataDir, `${SURVEY}.yaml`);
  writeFileSync(file, yamlOf(smallDefinition()));
  const { status, printed } = await survey(dataDir, K, ["publish", file]);
  if (status !== 0) throw new Error(printed);
}

/** Closes and closes again, with the command killed and the server killed beside it, until it says that all is done. */
async function closing(server: Server, crowd: Crowd, line: Line, kills: Kills): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    // It waits two seconds for the servers to notice, and is done soon after that.
    const killAfter = attempt < 2 ? someMoment() : attempt < CLOSE_KILLS ? randomInt(2100, 2400) : undefined;
    const beside = attempt % 2 === 1 ? besideTheClosing(server, crowd, line, kills) : undefined;
    const [{ status, printed }] = await Promise.all([survey(dataDir, K, ["close", SURVEY], { killAfter }), beside]);
    if (status === null) kills.close += 1;
    if (status === 0) return;
    if (status !== null && attempt > 2 * CLOSE_KILLS) throw new Error(`it does not close:\n${printed}`);
  }
}

async function besideTheClosing(server: Server, crowd: Crowd, line: Line, kills: Kills): Promise<void> {
  const found = notWithdrawn(crowd)[0];
  const asked = found && crowd.withdrawLater(...found);
  await killOnce("both", targetOf(server, line), kills);
  await asked;
}

/** A closed survey's responses can be withdrawn as well, together with others or when the quarter turns. */
async function withdrawAfterwards(crowd: Crowd): Promise<void> {
  for (const [self, code] of notWithdrawn(crowd).slice(0, 3)) await crowd.withdrawLater(self, code);
}

function notWithdrawn({ receipts, withdrawn }: Crowd): Crowd["receipts"] {
  return receipts.filter(([self]) => !withdrawn.has(self));
}

/** Fewer than K wait for it. */
async function turnOfTheQuarter(): Promise<void> {
  const storage = await openSqlite({ dataDir });
  const journal = openJournal(join(dataDir, "withdrawals.journal"));
  const clock = () => new Date(Date.now() + 92 * 24 * 3_600_000);
  try {
    await mix(openMixer({ storage, keys: openMixerKeys(join(dataDir, "keys")), pool: K, random, clock, journal }));
  } finally {
    await storage.close();
  }
}

function told(
  kills: Kills,
  { counts }: Line,
  { receipts, withdrawn, closedOut, already }: Crowd,
  kept: Kept,
  before: Kept,
) {
  const times = (text: string) => kept.texts.get(text) ?? 0;
  const lost = receipts.filter(([self]) => !withdrawn.has(self) && times(self.text) === 0).length;
  const doubled = [...kept.texts.values()].filter((each) => each > 1).length;
  const applied = [...withdrawn].filter(({ text }) => times(text) === 0).length;
  return [
    `kill -9: ${kills.serving} serving, ${kills.starting} starting, ${kills.mixer} mixer, ${kills.both} both, ${kills.close} close`,
    `(${kills.whileSending} with a send and ${kills.whileWithdrawing} with a withdrawal on its way);`,
    `${counts.send.asked} sends, ${counts.send.again} of them again; ${counts.page.asked} pages, ${counts.page.again} again;`,
    `${receipts.length} acknowledged, ${kept.participations} participations, ${lost} lost, ${doubled} doubled,`,
    `${already.length} kept without a receipt, ${closedOut.length} came too late;`,
    `${withdrawn.size} withdrawals asked (${counts.withdrawal.again} again), ${applied} applied;`,
    `${before.texts.size} of ${before.participations} released before the closing`,
  ].join(" ");
}
