import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Proposable, proposalHash } from "../../../server/records/proposal.ts";
import { aDefinition } from "../../support/definitions.ts";
import { type Pikir, startPikir } from "../../support/pikir.ts";
import type { Visitor } from "../../support/visitor.ts";
import { AIZHAN, digitsOf, enrolled, joined } from "../cast.ts";

const BOTAGOZ = { name: "Ботагөз Ермекова", password: "бес ұзын сөз бірге тұр" };
const PAGE = "/admin/proposals";
const RELEASE = JSON.stringify({ kind: "internal", way: [], cleaning: "study", labels: "en", formats: ["csv"] });

let pikir: Pikir;
let aizhan: Visitor;
let botagoz: Visitor;
let wrong: string;
beforeAll(async () => {
  pikir = await startPikir({ definitions: [aDefinition({ id: "roads" }), aDefinition({ id: "bridges" })] });
  aizhan = (await enrolled(pikir)).visitor;
});
afterAll(() => pikir.stop());

let made = 0;

/** As the pages that propose do it. */
async function proposed(kind: Proposable, survey: string, payload = "{}", by = AIZHAN.name): Promise<string> {
  const { surveyState } = await import("../../../server/admin/proposals/survey-state.ts");
  const state = await surveyState(survey, { storage: pikir.storage });
  const said = { kind, survey, payload, state };
  made += 1;
  const id = proposalHash({ ...said, payload: String(made) }).slice(0, 32);
  const at = pikir.now().getTime();
  await pikir.storage.proposals.propose({ ...said, id, hash: proposalHash(said), proposedBy: by, proposedAt: at });
  return id;
}

async function decide(who: Visitor, id: string, decision: string, given: { hash?: string } = {}) {
  const hash = given.hash ?? (await pikir.storage.proposals.find(id))?.hash ?? "";
  const token = /name="token" value="([^"]+)"/.exec((await who.open(PAGE)).html)?.[1] ?? "";
  return who.post(`${PAGE}/${id}`, { token, hash, decision });
}

describe("the page of confirmations", () => {
  test("tells a single administrator what to do", async () => {
    const page = await aizhan.open(PAGE);
    expect(page.text).toContain("You are the only administrator");
    expect(page.text).toContain("npm run survey -- close SURVEY");
    expect(page.text).toContain("Nothing waits.");
  });

  test("shows what exactly would happen, and lets its author only take it back", async () => {
    botagoz = await joined(pikir, BOTAGOZ, "administrator");
    const enrolling = await botagoz.open("/admin/account/second-factor");
    await botagoz.fill({ code: digitsOf(enrolling, pikir.now()) });
    const id = await proposed("close-survey", "roads");
    const own = await aizhan.open(PAGE);
    expect(own.text).not.toContain("You are the only administrator");
    expect(own.text).toContain("Close roads for ever");
    expect(own.text).toContain("somebody else has to confirm it");
    expect(own.html).not.toContain('value="confirmed"');
    const refused = await decide(aizhan, id, "confirmed");
    expect([refused.status, refused.text.includes("Nobody confirms what they proposed themselves")]).toEqual([
      409,
      true,
    ]);
    await decide(aizhan, id, "withdrawn");
    expect((await pikir.storage.proposals.find(id))?.decision?.outcome).toBe("withdrawn");
    expect((await aizhan.open(PAGE)).text).toContain("taken back");
  });

  test("takes nothing back that is another's, and no word on what was not on the page", async () => {
    const id = await proposed("close-survey", "roads");
    expect((await decide(botagoz, id, "withdrawn")).text).toContain("Only whoever proposed it can take it back");
    expect((await decide(botagoz, id, "confirmed", { hash: "0".repeat(64) })).status).toBe(400);
    expect((await decide(botagoz, id, "nonsense")).status).toBe(400);
    expect((await decide(botagoz, "f".repeat(32), "confirmed")).status).toBe(404);
    await decide(botagoz, id, "declined");
    expect((await decide(botagoz, id, "confirmed")).text).toContain("decided this already");
  });

  test("is an analyst's own for taking back, and nothing else", async () => {
    const DANA = { name: "Дана", password: "алты ұзын сөз бірге тұр" };
    const dana = await joined(pikir, DANA, "analyst");
    await dana.fill({ code: digitsOf(await dana.open("/admin/account/second-factor"), pikir.now()) });
    const id = await proposed("release-data", "roads", RELEASE, DANA.name);
    const other = await proposed("close-survey", "bridges");
    const page = await dana.open(PAGE);
    expect(page.text).toContain("Until then you may take it back");
    expect(page.html).toContain(`/admin/proposals/${id}`);
    expect(page.html).not.toContain(other);
    expect(page.html).not.toContain('value="confirmed"');
    for (const said of ["withdrawn", "confirmed", "declined", "again"])
      expect((await decide(dana, other, said)).status).toBe(404);
    for (const said of ["confirmed", "declined"]) expect((await decide(dana, id, said)).status).toBe(409);
    expect((await decide(dana, id, "again")).status).toBe(400);
    expect((await decide(dana, id, "withdrawn")).text).toContain("taken back");
    expect((await pikir.storage.proposals.find(id))?.decision).toMatchObject({ by: DANA.name, outcome: "withdrawn" });
    expect((await decide(botagoz, id, "declined")).text).toContain("decided this already");
    await decide(aizhan, other, "withdrawn");
  });

  test("publishes what was proposed, once another confirms it", async () => {
    const next = aDefinition({ id: "bridges", title: { kk: "Көпірлер", ru: "Мосты", en: "Bridges, again" } });
    const id = await proposed("publish-version", "bridges", JSON.stringify(next));
    expect((await botagoz.open(PAGE)).text).toContain("Everybody who begins from now on answers this version");
    const harmless = { survey: "bridges", source: "id: bridges", savedBy: AIZHAN.name, savedAt: pikir.now().getTime() };
    await pikir.storage.definitionDrafts.save(harmless);
    expect((await botagoz.open(PAGE)).html).toContain(`href="${PAGE}/${id}/version"`);
    expect((await botagoz.open(`${PAGE}/${id}/version`)).text).toContain("Bridges, again");
    expect((await botagoz.open(`${PAGE}/${id}/preview?in=en`)).text).toContain("Bridges, again");
    expect((await botagoz.open(`${PAGE}/${"f".repeat(32)}/version`)).status).toBe(404);
    await decide(botagoz, id, "confirmed");
    const bridges = (await pikir.storage.surveys.all()).find((survey) => survey.id === "bridges");
    expect(bridges?.versions.at(-1)?.definition).toEqual(next);
    expect((await pikir.storage.proposals.find(id))?.result?.fault).toBeNull();
  });

  test("does nothing on a survey that has changed since, nor what cannot be done, and says why", async () => {
    const stale = await proposed("close-survey", "bridges");
    const other = aDefinition({ id: "bridges", title: { kk: "Көпір", ru: "Мост", en: "A bridge" } });
    await decide(botagoz, await proposed("publish-version", "bridges", JSON.stringify(other)), "confirmed");
    expect((await decide(botagoz, stale, "confirmed")).text).toContain("The survey has changed since");
    await decide(botagoz, stale, "declined");
    const openAccess = aDefinition({ id: "bridges", access: "open" });
    wrong = await proposed("publish-version", "bridges", JSON.stringify(openAccess));
    await decide(botagoz, wrong, "confirmed");
    const page = await botagoz.open(PAGE);
    expect(page.text).toContain("could not be done");
    expect(page.text).toContain("its way in stays for ever");
    expect(page.html).toContain('value="again"');
    expect((await decide(botagoz, wrong, "again")).status).toBe(200);
    await decide(
      botagoz,
      await proposed("publish-version", "bridges", JSON.stringify(aDefinition({ id: "bridges", minutes: 9 }))),
      "confirmed",
    );
    expect((await decide(botagoz, wrong, "again")).text).toContain("The survey has changed since");
  });

  test("is told why it could not be done in the reader's language; what the server alone knows is marked as English", async () => {
    const release = JSON.stringify({ release: "bridges-gone" });
    await decide(botagoz, await proposed("publish-results", "bridges", release), "confirmed");
    const page = await botagoz.open(`${PAGE}?lang=kk`);
    await botagoz.open(`${PAGE}?lang=en`);
    expect(page.text).toContain("Серверде bridges-gone файлдары жоқ");
    expect(page.html).toContain('<span lang="en">bridges was published with');
  });

  test("closes with the protocol and destroys the keys, once another confirms it; all of it is on record", async () => {
    const id = await proposed("close-survey", "roads");
    expect(existsSync(join(pikir.dataDir, "keys", "roads", "participation.key"))).toBe(true);
    await decide(botagoz, id, "confirmed");
    expect(existsSync(join(pikir.dataDir, "keys", "roads", "participation.key"))).toBe(false);
    expect((await pikir.storage.surveys.protocols()).map(({ protocol }) => protocol.survey)).toEqual(["roads"]);
    const entries = await pikir.storage.audit.page(["close-survey", "roads"], undefined, 2);
    expect(entries.map(({ who, act }) => [who, act])).toEqual([
      [BOTAGOZ.name, "closed"],
      [BOTAGOZ.name, "confirmed"],
    ]);
  });

  test("lets nobody have more than ten waiting, and says so", async () => {
    for (let number = 0; number < 10; number++) await proposed("close-survey", "bridges", `{"number":${number}}`);
    const token = /name="token" value="([^"]+)"/.exec((await aizhan.open(PAGE)).html)?.[1] ?? "";
    const refused = await aizhan.post("/admin/surveys/bridges/close", { token });
    expect([refused.status, refused.text.includes("Ten of your proposals are waiting")]).toEqual([409, true]);
    const others = await botagoz.open(PAGE);
    const tokenOfOther = /name="token" value="([^"]+)"/.exec(others.html)?.[1] ?? "";
    expect((await botagoz.post("/admin/surveys/bridges/close", { token: tokenOfOther })).status).not.toBe(409);
  });

  test("forgets what waited for more than seven days, or whose author is gone", async () => {
    const late = await proposed("close-survey", "bridges", '{"late":1}');
    pikir.pass(7 * 86_400 + 1);
    const again = await joined(pikir, { name: "Dana", password: "six words that stand together" }, "administrator");
    const enrolling = await again.open("/admin/account/second-factor");
    await again.fill({ code: digitsOf(enrolling, pikir.now()) });
    const gone = await proposed("close-survey", "bridges", '{"gone":1}', BOTAGOZ.name);
    await pikir.storage.staff.disable(BOTAGOZ.name);
    expect((await again.open(PAGE)).text).toContain("Nothing waits.");
    expect((await decide(again, wrong, "again")).text).toContain("seven days");
    expect((await decide(again, late, "confirmed")).text).toContain("seven days");
    expect((await decide(again, gone, "confirmed")).text).toContain("no longer an administrator");
  });
});
