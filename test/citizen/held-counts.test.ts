import { randomBytes, randomInt } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Refusal } from "../../server/records/fault.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { isOnEveryWay } from "../../server/survey/journey.ts";
import { everyKindDefinition, smallDefinition } from "../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";

const TEA = "tea-survey";
const K = 2;
const random = { bytes: randomBytes, integer: randomInt };

let pikir: Pikir;
let failing: boolean;
let cast = 0;
beforeEach(async () => {
  failing = false;
  pikir = await startPikir({ definitions: [smallDefinition()], pool: K, random, storage: failingAtWill });
});
afterEach(() => pikir.stop());

function failingAtWill(storage: Storage): Storage {
  const add: Storage["counters"]["add"] = async (counts) => {
    if (failing) throw new Refusal({ kind: "unavailable" });
    await storage.counters.add(counts);
  };
  return { ...storage, counters: { ...storage.counters, add } };
}

/** One person's journey to the check page, by way of the tea drinkers' page or not. */
async function walks(drinksTea: boolean): Promise<void> {
  const who = pikir.visitor();
  await who.open(`/s/${TEA}?lang=ru&from=home`);
  await who.fill();
  await who.fill({ identifier: identifierOf(`walker ${cast++}`) });
  await who.fill();
  let shown = await who.fill({ "drinks-tea": drinksTea ? "yes" : "no" });
  while (!shown.address.endsWith("/check")) shown = await who.fill();
}

/** What is written of each page: `page language place` by its count. */
async function written(): Promise<Readonly<Record<string, number>>> {
  const counts = await pikir.storage.counters.of(TEA);
  const reached = counts.filter(({ stage }) => stage === "reached");
  return Object.fromEntries(reached.map(({ page, language, place, count }) => [`${page} ${language} ${place}`, count]));
}

async function aMinuteLater(): Promise<Readonly<Record<string, number>>> {
  pikir.pass(61);
  await pikir.app.flush();
  return written();
}

const row = async () => Buffer.from((await pikir.storage.heldCounts.find(TEA)) ?? []);

test("a page that not everybody comes to is told by its condition, or by those of all its questions", () => {
  expect(smallDefinition().pages.map(isOnEveryWay)).toEqual([true, false, true]);
  expect(everyKindDefinition().pages.map(isOnEveryWay)).toEqual([true, false, true, false]);
  const [tea] = smallDefinition().pages;
  if (!tea) throw new Error("no page");
  const questions = tea.questions.map((question) => ({
    ...question,
    when: { question: "x", answered: true as const },
  }));
  expect(isOnEveryWay({ ...tea, questions })).toBe(false);
});

describe("the count of a page that not everybody comes to", () => {
  test("is held back until 2K whole journeys stand behind it, and then tells no language and no place", async () => {
    for (const drinksTea of [true, false, true]) await walks(drinksTea);
    expect(await aMinuteLater()).toEqual({ "tea ru home": 3, "about-you ru home": 3 });
    await walks(true);
    expect(await aMinuteLater()).toEqual({ "tea ru home": 4, "about-you ru home": 4, "habits other other": 3 });
    await walks(true);
    expect(await aMinuteLater()).toMatchObject({ "tea ru home": 5, "habits other other": 3 });
  });

  test("is not written for journeys that have only begun: theirs could be one person's", async () => {
    await walks(true);
    for (let other = 0; other < 2 * K; other += 1) {
      const who = pikir.visitor();
      await who.open(`/s/${TEA}`);
      await who.fill();
      await who.fill({ identifier: identifierOf(`beginner ${other}`) });
      await who.fill();
    }
    expect(await aMinuteLater()).not.toHaveProperty("habits other other");
  });

  test("survives a stop, is never forced out by one, and comes together in the store from all servers", async () => {
    for (const drinksTea of [true, true]) await walks(drinksTea);
    await pikir.app.rest();
    expect(await written()).not.toHaveProperty("habits other other");
    const next = await pikir.restarted();
    pikir.pass(61);
    await next.flush();
    for (const drinksTea of [false, true]) await walks(drinksTea);
    expect(await aMinuteLater()).toMatchObject({ "habits other other": 3 });
  });

  test("lies sealed in a row of one size, which changes each minute whether or not anybody comes, and never between", async () => {
    await aMinuteLater();
    const empty = await row();
    await walks(true);
    pikir.pass(5);
    await pikir.app.flush();
    expect(await row()).toEqual(empty);
    await aMinuteLater();
    const one = await row();
    await aMinuteLater();
    const same = await row();
    expect(new Set([empty, one, same].map((each) => each.toString("hex"))).size).toBe(3);
    expect([one.length, same.length]).toEqual([empty.length, empty.length]);
    expect(empty.length).toBeGreaterThan(100);
    expect(one.includes("habits")).toBe(false);
  });

  test("is not lost when nothing can be kept, and not counted twice", async () => {
    for (let walker = 0; walker < 2 * K; walker += 1) await walks(true);
    await pikir.app.flush();
    failing = true;
    await expect(aMinuteLater()).rejects.toThrow(Refusal);
    failing = false;
    expect(await aMinuteLater()).not.toHaveProperty("habits other other");
    for (let walker = 0; walker < 2 * K; walker += 1) await walks(true);
    expect(await aMinuteLater()).toMatchObject({ "habits other other": 4 * K });
  });

  test("is forgotten when the survey closes", async () => {
    await walks(true);
    await aMinuteLater();
    expect((await row()).length).toBeGreaterThan(0);
    await pikir.storage.surveys.close(TEA, "2024-09-21");
    await aMinuteLater();
    expect(await row()).toHaveLength(0);
    expect(await written()).not.toHaveProperty("habits other other");
  });
});

test("where nothing is pooled every page is counted at once, as it came", async () => {
  const demo = await startPikir({ definitions: [smallDefinition()], pool: 1 });
  const spare = pikir;
  pikir = demo;
  await walks(true);
  await demo.app.flush();
  expect(await written()).toMatchObject({ "habits ru home": 1 });
  await demo.stop();
  pikir = spare;
});
