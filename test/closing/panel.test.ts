import { randomBytes, randomInt } from "node:crypto";
import { join } from "node:path";
import request from "supertest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closeSurvey } from "../../server/closing.ts";
import type { ReleasedRow } from "../../server/storage/storage.ts";
import { readDefinition } from "../../server/survey/reading.ts";
import { administrator, importAnswers } from "../admin/cast.ts";
import { aDefinition, smallDefinition, words, yamlOf } from "../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";
import { told } from "../survey/telling.ts";

const TOLD = words("You are five.\n\nYou cannot be anonymous to each other.");
const { consent } = smallDefinition();
const PANEL = () => aDefinition({ panel: true, consent: { ...consent, panel: TOLD } });
const PAGE = "/admin/surveys/tea-survey";

describe("a panel's definition", () => {
  function faults(definition: Parameters<typeof yamlOf>[0]): readonly string[] {
    const read = readDefinition("tea-survey.yaml", yamlOf(definition));
    return "faults" in read ? read.faults.map(told).map(({ place, reason }) => `${place}: ${reason}`) : [];
  }

  test("tells the members what so few people cannot be promised, or it is refused", () => {
    expect(faults(PANEL())).toEqual([]);
    expect(faults({ ...smallDefinition(), panel: true })).toEqual([
      "consent, panel: is missing: tell the members of a panel that so few people cannot be anonymous to each other",
    ]);
  });

  test("tells nobody else so", () => {
    expect(faults({ ...smallDefinition(), consent: { ...consent, panel: TOLD } })).toEqual([
      "consent, panel: belongs to a panel: add `panel: true`, or leave it out",
    ]);
  });

  test("tells them in all languages", () => {
    const { kk: _kk, ...rest } = TOLD;
    expect(faults({ ...PANEL(), consent: { ...consent, panel: rest } })).toEqual([
      "consent, panel, kk: is missing: add the text in `kk`",
    ]);
  });
});

describe("a panel", () => {
  let pikir: Pikir;
  let aizhan: Visitor;
  beforeEach(async () => {
    pikir = await startPikir({ definitions: [PANEL()] });
    aizhan = await administrator(pikir);
    await importAnswers(
      pikir,
      [
        [3, { "drinks-tea": "yes" }],
        [2, { "drinks-tea": "no" }],
      ],
      "tea-survey",
    );
  });
  afterEach(() => pikir.stop());

  function closed() {
    const config = { dataDir: pikir.dataDir, keysDir: join(pikir.dataDir, "keys"), keyCopy: undefined, pool: 50 };
    const random = { bytes: randomBytes, integer: randomInt };
    const closing = { storage: pikir.storage, config, now: pikir.now(), random, software: "pikir 0.1.0" };
    return closeSurvey("tea-survey", { ...closing, pause: async () => undefined });
  }

  const listed = () => pikir.responses("tea-survey");

  function fetched(address: string, accept: string) {
    const cookie = [...aizhan.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    return request(pikir.app.express).get(address).set("Cookie", cookie).set("Accept", accept);
  }

  test("reads on the consent screen, before everything else, that it cannot be anonymous among itself", async () => {
    const member = pikir.visitor();
    await member.open("/s/tea-survey?lang=en");
    await member.fill();
    const page = await member.fill({ identifier: identifierOf("Berik") });
    expect(page.body.querySelectorAll("p.notice").map((each) => each.structuredText)).toEqual([
      "You are five.",
      "You cannot be anonymous to each other.",
      "The totals are made once, when the survey closes, and do not change after that. If you withdraw your answers later, they are deleted, but they stay counted in those totals.",
    ]);
    expect(page.html.indexOf("You are five.")).toBeLessThan(page.html.indexOf("What is asked"));
  });

  test("shows staff, while it is open, how many took part and no answer", async () => {
    const page = await aizhan.open(`${PAGE}?lang=en`);
    expect(page.text).toContain("This is a panel: its members are so few");
    expect(page.text).toMatch(
      /Sent\s*0\s*Collected elsewhere and imported\s*5\s*Responses released\s*5\s*Withdrawn\s*0/,
    );
    expect(page.text).not.toContain("Do you drink tea?");
    const { body } = await fetched(PAGE, "application/json");
    expect(Object.keys(body)).toEqual(["survey", "version", "versions", "panel", "funnel"]);
    expect(body.funnel).toEqual({ sent: 0, imported: 5, released: 5, withdrawn: 0 });
    for (const file of ["funnel.csv", "shares.csv"]) {
      const { status, text } = await fetched(`${PAGE}/${file}`, "text/html");
      expect([status, text.includes("drinks-tea")]).toEqual([403, false]);
    }
  });

  test("shows staff, once it is closed, its totals to the last answer, and nothing broken down", async () => {
    await closed();
    const page = await aizhan.open(`${PAGE}?lang=en`);
    expect(page.text).toContain("60.00%");
    expect(page.text).toContain("40.00%");
    const { body } = await fetched(PAGE, "application/json");
    expect(body.questions["drinks-tea"].options.no).toMatchObject({ count: 2, share: 0.4 });
    expect(body.segments).toEqual([]);
    expect(body).not.toHaveProperty("by");
    expect((await fetched(`${PAGE}/shares.csv`, "text/html")).text).toContain("drinks-tea");
  });

  test("shows the same totals after somebody has withdrawn, and says how many have", async () => {
    const mark = Buffer.alloc(32, 7);
    const rows = [{ ...(await listed())[0], key: randomBytes(16), withdrawal: mark.toString("hex") }] as ReleasedRow[];
    await pikir.storage.responses.importAll("tea-survey", "e".repeat(64), rows);
    await closed();
    const before = (await fetched(PAGE, "application/json")).body;
    const nothing = { taken: [], left: [], released: [], withdrawnWaiting: 0, requests: [] };
    await pikir.storage.urn.release({ survey: "tea-survey", ...nothing, withdrawn: [mark] });
    expect(await pikir.storage.responses.count("tea-survey")).toBe(5);
    const after = (await fetched(PAGE, "application/json")).body;
    expect([before.withdrawn_since, after.withdrawn_since]).toEqual([0, 1]);
    expect({ ...after, withdrawn_since: 0 }).toEqual(before);
    expect((await aizhan.open(`${PAGE}?lang=en`)).text).toContain("Withdrawn since then: 1.");
  });

  test("shows no totals between its closing and the moment they are made", async () => {
    await pikir.storage.surveys.close("tea-survey", "2024-09-21");
    expect((await aizhan.open(`${PAGE}?lang=en`)).text).toContain("This is a panel: its members are so few");
    expect((await fetched(`${PAGE}/shares.csv`, "text/html")).status).toBe(403);
  });

  test("stays one under a later version that says it is none", async () => {
    const { storage } = pikir;
    const version = "a".repeat(64);
    await storage.surveys.publish({ definition: smallDefinition(), version, simulated: false, day: "2024-09-21" });
    expect((await aizhan.open(`${PAGE}?lang=en`)).text).toContain("This is a panel");
  });
});

test("a small survey that is no panel hides the same answers, closed or not", async () => {
  const pikir = await startPikir({ definitions: [smallDefinition()] });
  try {
    const aizhan = await administrator(pikir);
    await importAnswers(pikir, [[9, { "drinks-tea": "yes" }]], "tea-survey");
    await pikir.storage.surveys.close("tea-survey", "2024-09-21");
    const page = await aizhan.open(`${PAGE}?lang=en`);
    expect(page.text).toContain("Fewer than 10 people answered, so no figures are shown.");
    expect(page.text).not.toContain("100.00%");
  } finally {
    await pikir.stop();
  }
});
