import { randomBytes, randomInt } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { quarterOf } from "../../server/records/month.ts";
import type { MixerStorage } from "../../server/storage/storage.ts";
import { openMixer, mix as turn } from "../../server/urn/mixer.ts";
import { sealRequest } from "../../server/urn/seal.ts";
import { released } from "../storage/given.ts";
import { smallDefinition } from "../support/definitions.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";

const TEA = "tea-survey";
const K = 3;
const marks = Array.from({ length: 8 }, () => randomBytes(32).toString("hex"));

let pikir: Pikir;
let mixer: ReturnType<typeof openMixer>;
let opened: number;
beforeEach(async () => {
  pikir = await startPikir({ definitions: [smallDefinition()] });
  const rows = marks.map((withdrawal) => released({ withdrawal }));
  await pikir.storage.responses.importAll(TEA, "a".repeat(64), rows);
  await pikir.storage.surveys.close(TEA, "2024-09-20");
  mixer = anotherMixer();
});
afterEach(() => pikir.stop());

/** Counts how often it looks for responses with a request's mark. */
function anotherMixer() {
  opened = 0;
  const { storage, keys } = pikir;
  const looking: MixerStorage = {
    ...storage,
    withdrawals: {
      ...storage.withdrawals,
      released: (survey, wanted) => {
        opened += 1;
        return storage.withdrawals.released(survey, wanted);
      },
    },
  };
  const journal = { marks: () => new Set<string>(), add: () => undefined };
  const random = { bytes: randomBytes, integer: randomInt };
  return openMixer({ storage: looking, keys, pool: K, random, clock: pikir.now, journal });
}

async function ask(mark = ""): Promise<void> {
  const sealed = await sealRequest({ mark, quarter: quarterOf(pikir.now()) }, pikir.keys.withdrawalPublic());
  await pikir.storage.withdrawals.request({ key: randomBytes(16), sealed });
}

/** How many responses are left, and how many requests wait, after the mixer's turn. */
async function afterTurn(): Promise<readonly [responses: number, requests: number]> {
  await turn(mixer);
  return [await pikir.storage.responses.count(TEA), (await pikir.storage.withdrawals.pending()).length];
}

const DAY = 24 * 3600;

describe("a withdrawal from a closed survey", () => {
  test("waits until there are K of them, and goes with these", async () => {
    await ask(marks[0]);
    expect(await afterTurn()).toEqual([8, 1]);
    await ask(marks[1]);
    expect(await afterTurn()).toEqual([8, 2]);
    await ask(marks[2]);
    expect(await afterTurn()).toEqual([5, 0]);
    expect(await pikir.storage.withdrawals.count(TEA)).toBe(3);
  });

  test("is not hurried by the same code sent in again and again, or by codes that belong to nobody", async () => {
    for (let times = 0; times < K; times += 1) await ask(marks[0]);
    for (let times = 0; times < K; times += 1) await ask(randomBytes(32).toString("hex"));
    expect(await afterTurn()).toEqual([8, 2 * K]);
  });

  test("goes when the quarter has turned in which it was asked, and those of the new quarter wait on", async () => {
    await ask(marks[0]);
    pikir.pass(10 * DAY);
    expect(await afterTurn()).toEqual([8, 1]);
    pikir.pass(DAY);
    expect(pikir.now().toISOString()).toContain("2024-10-01");
    await ask(marks[1]);
    expect(await afterTurn()).toEqual([7, 1]);
  });

  test("is forgotten, where it was mistaken, at the same moments, and no request outlives the turn of its quarter", async () => {
    const nobodys = () => randomBytes(32).toString("hex");
    for (const mark of [nobodys(), nobodys(), marks[0]]) await ask(mark);
    expect(await afterTurn()).toEqual([8, 3]);
    pikir.pass(11 * DAY);
    expect(await afterTurn()).toEqual([7, 0]);
    await ask(nobodys());
    for (const mark of marks.slice(1, 1 + K)) await ask(mark);
    expect(await afterTurn()).toEqual([4, 0]);
    await ask(nobodys());
    expect(await afterTurn()).toEqual([4, 1]);
    pikir.pass(92 * DAY);
    expect(await afterTurn()).toEqual([4, 0]);
  });

  test("is looked for once, and again only when something has changed or the mixer is a new one", async () => {
    await ask(marks[0]);
    for (let times = 0; times < 5; times += 1) await turn(mixer);
    expect(opened).toBe(1);
    await ask(marks[1]);
    for (let times = 0; times < 5; times += 1) await turn(mixer);
    expect(opened).toBe(2);
    mixer = anotherMixer();
    for (let times = 0; times < 5; times += 1) await turn(mixer);
    expect(opened).toBe(1);
  });
});
