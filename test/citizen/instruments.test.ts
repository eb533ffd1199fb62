import { randomBytes, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import request from "supertest";
import { describe, expect, onTestFinished, test } from "vitest";
import { closeSurvey } from "../../server/closing.ts";
import type { Definition } from "../../server/survey/definition.ts";
import { readDefinition } from "../../server/survey/reading.ts";
import { administrator } from "../admin/cast.ts";
import { invite } from "../support/invitations.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";
import type { Filled, Visitor } from "../support/visitor.ts";

function shipped(id: string): Definition {
  const path = join(import.meta.dirname, "../../db/surveys", `${id}.yaml`);
  const read = readDefinition(path, readFileSync(path, "utf8"));
  if ("faults" in read) throw new Error(`${id} has faults`);
  return read.definition;
}

async function opened(id: string): Promise<Pikir> {
  const pikir = await startPikir({ definitions: [shipped(id)] });
  onTestFinished(() => pikir.stop());
  return pikir;
}

/** From the first page to the receipt, by code, page after page as given, at a reader's pace. */
async function answers(
  pikir: Pikir,
  survey: string,
  code: string,
  pages: readonly Filled[],
  lang = "en",
): Promise<Visitor> {
  const who = pikir.visitor();
  await who.open(`/s/${survey}?lang=${lang}`);
  await who.fill();
  await who.fill({ code });
  await who.fill();
  for (const page of pages) {
    pikir.pass(40);
    await who.fill(page);
  }
  await who.fill();
  expect(who.shown().address).toBe(`/s/${survey}/receipt`);
  return who;
}

async function reportOf(pikir: Pikir, survey: string) {
  const aizhan = await administrator(pikir);
  const cookie = [...aizhan.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const address = `/admin/surveys/${survey}`;
  return (await request(pikir.app.express).get(address).set("Cookie", cookie).set("Accept", "application/json")).body;
}

const ITEMS = ["mandate", "enforcement", "funding", "international", "inclusion", "interoperability", "cybersecurity"];
/** Five experts, a row each; the columns' means are the published ones. */
const RATINGS = [
  [5, 5, 4, 3, 5, 5, 4],
  [5, 5, 4, 4, 5, 4, 4],
  [5, 5, 4, 3, 5, 4, 4],
  [4, 5, 4, 4, 5, 5, 4],
  [4, 4, 3, 3, 4, 4, 3],
];
const MEANS = [4.6, 4.8, 3.8, 3.4, 4.8, 4.4, 3.8];

describe("the expert panel", () => {
  test("is briefed, rates seven items, and its published means come out once it is closed", async () => {
    const pikir = await opened("pest-experts");
    const codes = await invite(pikir, "pest-experts", 5);
    for (const [at, ratings] of RATINGS.entries()) {
      const grid = Object.fromEntries(ITEMS.map((item, column) => [`impact.${item}`, String(ratings[column])]));
      await answers(pikir, "pest-experts", codes[at] ?? "", [{}, grid], ["kk", "ru", "en"][at % 3]);
    }
    const config = { dataDir: pikir.dataDir, keysDir: join(pikir.dataDir, "keys"), keyCopy: undefined, pool: 50 };
    const random = { bytes: randomBytes, integer: randomInt };
    const closing = { storage: pikir.storage, config, now: pikir.now(), random, software: "pikir 0.1.0" };
    await closeSurvey("pest-experts", { ...closing, pause: async () => undefined });
    const { questions, segments } = await reportOf(pikir, "pest-experts");
    for (const [column, item] of ITEMS.entries()) {
      expect(questions[`impact.${item}`].base).toBe(5);
      expect(questions[`impact.${item}`].mean, item).toBeCloseTo(MEANS[column] ?? 0, 10);
    }
    expect(questions["impact.mandate"].sd).toBeCloseTo(0.547722557505, 10);
    expect(segments).toEqual([]);
  });

  test("reads the briefing as a page of its own, in each language, with nothing to answer on it", async () => {
    const pikir = await opened("pest-experts");
    const codes = await invite(pikir, "pest-experts", 3);
    for (const [at, lang] of ["kk", "ru", "en"].entries()) {
      const who = pikir.visitor();
      await who.open(`/s/pest-experts?lang=${lang}`);
      await who.fill();
      await who.fill({ code: codes[at] ?? "" });
      const briefing = await who.fill();
      expect(briefing.address).toBe("/s/pest-experts/p/briefing");
      expect(
        briefing.body.querySelectorAll("main input:not([type=hidden])").filter((each) => each.closest("fieldset")),
      ).toEqual([]);
      expect(briefing.body.querySelectorAll("main > p").length).toBeGreaterThanOrEqual(2);
      const grid = await who.fill();
      expect(grid.address).toBe("/s/pest-experts/p/assessment");
      expect(grid.body.querySelectorAll("input[type=radio]")).toHaveLength(42);
    }
  });
});

/** What 24 practitioners said, as published: how many of them named each. */
const USED = { yes: 17, no: 7 };
const STAGES = { discussion: 10, early: 12, active: 2 };
const AREAS = {
  education: 20,
  healthcare: 16,
  safety: 11,
  social: 10,
  transport: 9,
  administration: 7,
  taxation: 6,
  environment: 6,
};
const FOOTPRINT = { recycling: 8, disposal: 6, comprehensive: 5 };

/** The ids that the person at this place names: each of so many people, from the first on. */
function namedBy(at: number, counts: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(counts).flatMap(([id, count]) => (at < count ? [id] : []));
}

/** The one id that the person at this place chooses. */
function chosenBy(at: number, counts: Readonly<Record<string, number>>): string {
  let before = 0;
  for (const [id, count] of Object.entries(counts)) {
    before += count;
    if (at < before) return id;
  }
  return "";
}

describe("the focus group", () => {
  test("of 24 people says what was published: 70.8 and 29.2%, four stages, eight areas", async () => {
    const pikir = await opened("ai-focus-group");
    const codes = await invite(pikir, "ai-focus-group", 24);
    for (let at = 0; at < 24; at += 1) {
      await answers(pikir, "ai-focus-group", codes[at] ?? "", [
        { "ai-used": chosenBy(at, USED), "ai-stage": chosenBy(at, STAGES) },
        { "ai-areas": namedBy(at, AREAS) },
        { environment: namedBy(at, FOOTPRINT) },
        { organisation: ["ministry", "academia", "company"][at % 3] ?? "" },
        { advice: "Begin with the data." },
      ]);
    }
    await pikir.mix();
    const read: Record<string, number>[] = [];
    for (const { answers: given } of await pikir.responses("ai-focus-group"))
      read.push(
        Object.fromEntries(
          [given["ai-used"], given["ai-stage"], given["ai-areas"] ?? []].flat().map((id) => [String(id), 1]),
        ),
      );
    const share = (id: string) => (100 * read.filter((each) => each[id] === 1).length) / 24;
    expect([share("yes"), share("no")].map((each) => each.toFixed(1))).toEqual(["70.8", "29.2"]);
    expect(
      [share("discussion"), share("early"), share("active"), share("system")].map((each) => each.toFixed(1)),
    ).toEqual(["41.7", "50.0", "8.3", "0.0"]);
    const areas = [
      "education",
      "healthcare",
      "safety",
      "social",
      "transport",
      "administration",
      "taxation",
      "environment",
    ];
    expect(areas.map((id) => share(id).toFixed(1))).toEqual([
      "83.3",
      "66.7",
      "45.8",
      "41.7",
      "37.5",
      "29.2",
      "25.0",
      "25.0",
    ]);
    const { questions } = await reportOf(pikir, "ai-focus-group");
    expect(questions["ai-used"]).toMatchObject({ base: 24, asked: 24 });
  });
});

describe("feedback after a service", () => {
  test("is three questions that anybody can answer, counted by the service they came from", async () => {
    const pikir = await opened("service-feedback");
    const who = pikir.visitor();
    await who.open("/s/service-feedback?from=passport&lang=kk");
    await who.fill();
    await who.fill();
    await who.fill({ outcome: "partly", obstacle: "technical-errors", comment: "Баяу" });
    await who.fill();
    expect(who.shown().address).toBe("/s/service-feedback/receipt");
    await pikir.mix();
    const [response] = await pikir.responses("service-feedback");
    expect(response?.answers).toEqual({ outcome: "partly", obstacle: "technical-errors", comment: "Баяу" });
    expect(JSON.stringify(response)).not.toContain("passport");
    await pikir.app.flush();
    const counts = await pikir.storage.counters.of("service-feedback");
    expect(counts.filter(({ stage, place }) => stage === "clicked" && place === "passport")).toHaveLength(1);
  });
});
