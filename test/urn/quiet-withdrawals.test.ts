import { randomBytes, randomInt } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { quarterOf } from "../../server/records/month.ts";
import { mix, openMixer } from "../../server/urn/mixer.ts";
import { sealRequest, sealResponse } from "../../server/urn/seal.ts";
import { hexes, released, sending } from "../storage/given.ts";
import { smallDefinition } from "../support/definitions.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";

const TEA = "tea-survey";
const K = 3;
const DAY = 24 * 3600;
const mark = () => randomBytes(32).toString("hex");
const releasedMarks = Array.from({ length: 4 }, mark);
const waitingMarks = Array.from({ length: 2 * K - 2 }, mark);

let pikir: Pikir;
let mixer: ReturnType<typeof openMixer>;
let journal: string[];
beforeEach(async () => {
  pikir = await startPikir({ definitions: [smallDefinition()] });
  const rows = releasedMarks.map((withdrawal) => released({ withdrawal }));
  await pikir.storage.responses.importAll(TEA, "a".repeat(64), rows);
  for (const withdrawal of waitingMarks) await send(withdrawal);
  journal = [];
  mixer = openMixer({
    storage: pikir.storage,
    keys: pikir.keys,
    pool: K,
    random: { bytes: randomBytes, integer: randomInt },
    clock: pikir.now,
    journal: { marks: () => new Set(journal), add: (marks) => void journal.push(...marks) },
  });
});
afterEach(() => pikir.stop());

async function send(withdrawal: string): Promise<void> {
  const { key: _key, ...response } = released({ withdrawal });
  await pikir.storage.participations.send(
    sending(TEA, { sealed: await sealResponse(response, pikir.keys.urnPublic(TEA), 4096) }),
  );
}

async function ask(...marks: readonly string[]): Promise<void> {
  for (const each of marks) {
    const sealed = await sealRequest({ mark: each, quarter: quarterOf(pikir.now()) }, pikir.keys.withdrawalPublic());
    await pikir.storage.withdrawals.request({ key: randomBytes(16), sealed });
  }
}

async function afterTurn() {
  await mix(mixer);
  const { storage } = pikir;
  return {
    released: await storage.responses.count(TEA),
    waiting: await storage.urn.count(TEA),
    requests: (await storage.withdrawals.pending()).length,
    withdrawn: await storage.withdrawals.count(TEA),
  };
}

describe("a withdrawal from an open survey to which nobody comes any more", () => {
  test("waits while the quarter lasts in which it was asked, and goes with all others of it when that has turned", async () => {
    await ask(releasedMarks[0] ?? "", waitingMarks[0] ?? "", mark());
    const still = { released: 4, waiting: 4, requests: 3, withdrawn: 0 };
    expect(await afterTurn()).toEqual(still);
    pikir.pass(10 * DAY);
    expect(await afterTurn()).toEqual(still);
    const keys = hexes(await pikir.storage.urn.keys(TEA));
    pikir.pass(DAY);
    // The mistaken one is forgotten along with them.
    expect(await afterTurn()).toEqual({ released: 3, waiting: 3, requests: 0, withdrawn: 2 });
    expect(journal.toSorted()).toEqual([releasedMarks[0], waitingMarks[0]].toSorted());
    // What waits on is sealed anew, so that nobody sees which one went.
    expect(hexes(await pikir.storage.urn.keys(TEA)).filter((key) => keys.includes(key))).toEqual([]);
  });

  test("that was asked after the turn waits on for the next, or for a batch", async () => {
    await ask(releasedMarks[0] ?? "");
    pikir.pass(11 * DAY);
    await ask(releasedMarks[1] ?? "", waitingMarks[0] ?? "");
    expect(await afterTurn()).toEqual({ released: 3, waiting: 4, requests: 2, withdrawn: 1 });
    for (let more = 0; more < 3; more += 1) await send(mark());
    // Of seven who wait one withdraws, and K of the six others are released with it.
    expect(await afterTurn()).toEqual({ released: 5, waiting: 3, requests: 0, withdrawn: 3 });
  });

  test("does not have the urn opened at every turn", async () => {
    await ask(mark());
    pikir.pass(11 * DAY);
    expect((await afterTurn()).requests).toBe(0);
    await ask(releasedMarks[0] ?? "");
    const { storage } = pikir;
    let opened = 0;
    const rows: typeof storage.urn.rows = (survey, keys) => {
      opened += 1;
      return storage.urn.rows(survey, keys);
    };
    const watched = openMixer({ ...mixer, storage: { ...storage, urn: { ...storage.urn, rows } } });
    for (let times = 0; times < 5; times += 1) await mix(watched);
    pikir.pass(92 * DAY);
    for (let times = 0; times < 5; times += 1) await mix(watched);
    // Once to withdraw, and once to see what was mistaken.
    expect(opened).toBe(2);
  });
});
