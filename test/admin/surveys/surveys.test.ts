import { readFileSync } from "node:fs";
import { join } from "node:path";
import request from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isLaterDay } from "../../../server/admin/surveys/run.ts";
import { aDefinition, yamlOf } from "../../support/definitions.ts";
import { identifierOf, type Pikir, ROOT, startPikir } from "../../support/pikir.ts";
import type { Visitor } from "../../support/visitor.ts";
import { enrolled } from "../cast.ts";

const RUN = "/admin/surveys/roads/run";
const FEEDBACK = readFileSync(join(ROOT, "db", "surveys", "service-feedback.yaml"), "utf8");

let pikir: Pikir;
let aizhan: Visitor;
beforeAll(async () => {
  pikir = await startPikir({ definitions: [aDefinition({ id: "roads", closes: "2024-10-01" })] });
  aizhan = (await enrolled(pikir)).visitor;
});
afterAll(() => pikir.stop());

async function pressed(address: string, fields: Readonly<Record<string, string>>, from = RUN) {
  const token = /name="token" value="([^"]+)"/.exec((await aizhan.open(from)).html)?.[1] ?? "";
  return aizhan.post(address, { token, ...fields });
}

async function uploaded(source: string | Buffer) {
  const page = await aizhan.open("/admin/definitions");
  const token = /name="token" value="([^"]+)"/.exec(page.html)?.[1] ?? "";
  const cookie = [...aizhan.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return request(pikir.app.express)
    .post("/admin/definitions")
    .set("Cookie", cookie)
    .field("token", token)
    .field("source", "")
    .attach("file", typeof source === "string" ? Buffer.from(source) : source, "any name.yaml");
}

describe("a pause", () => {
  test("keeps what a citizen has answered and is typing, lets them stop, and ends without a trace", async () => {
    const citizen = pikir.visitor();
    await citizen.open("/s/roads?lang=en");
    await citizen.fill();
    await citizen.fill({ identifier: identifierOf("Serik") });
    await citizen.fill();
    const question = citizen.shown();
    expect(question.address).toContain("/p/");
    expect((await pressed("/admin/surveys/roads/pause", { pause: "on" })).text).toContain("It is paused");
    pikir.pass(2);
    const saved = await citizen.fill({ "drinks-tea": "no" });
    expect([saved.status, saved.heading()]).toEqual([503, "Back soon"]);
    expect(saved.headers["retry-after"]).toBe("600");
    const other = await pikir.visitor().open("/s/roads?lang=en");
    expect([other.status, other.text.includes("kept for you")]).toEqual([503, true]);
    expect((await pikir.visitor().open("/?lang=en")).text).not.toContain("/s/roads");
    expect((await pressed("/admin/surveys/roads/pause", { pause: "off" })).text).toContain("It is open");
    pikir.pass(2);
    expect((await citizen.open("/s/roads/p/tea")).html).toMatch(/value="no"[^>]* checked/);
    for (let at = 0; at < 4 && !citizen.shown().address.endsWith("/check"); at += 1) await citizen.fill();
    expect(citizen.shown().text).toContain("No");
    await pressed("/admin/surveys/roads/pause", { pause: "on" });
    pikir.pass(2);
    const unsent = await citizen.fill();
    expect(unsent.status).toBe(503);
    expect(await pikir.storage.participations.count("roads")).toBe(0);
    await citizen.open("/s/roads/stop");
    expect((await citizen.fill()).address).toBe("/s/roads/stopped");
    await pressed("/admin/surveys/roads/pause", { pause: "off" });
    pikir.pass(2);
  });
});

describe("the closing date", () => {
  test.each([
    ["2024-10-02", true],
    ["2024-10-01", false],
    ["2024-09-01", false],
    ["2024-02-31", false],
    ["2025-02-31", false],
    ["soon", false],
    ["", false],
  ])("%s is a later day: %s", (day, later) => {
    expect(isLaterDay(day, "2024-10-01", new Date("2024-09-20T08:00:00Z"))).toBe(later);
    expect(isLaterDay(day, "2024-10-01", new Date("2024-10-03T08:00:00Z"))).toBe(false);
  });

  test("is extended to a later day and to no other", async () => {
    const refused = await pressed("/admin/surveys/roads/extend", { day: "2024-09-30" });
    expect([refused.status, refused.text.includes("Choose a day after")]).toEqual([422, true]);
    const page = await pressed("/admin/surveys/roads/extend", { day: "2024-12-01" });
    expect(page.text).toContain("until the end of 1 December 2024");
    expect((await pikir.storage.surveys.all())[0]).toMatchObject({ extendedTo: "2024-12-01" });
    const [entry] = await pikir.storage.audit.page(["extended"], undefined, 1);
    expect(entry?.about).toBe("roads: 2024-12-01");
  });
});

describe("a definition", () => {
  test("with faults is shown with each fault's line and what to do, and nothing is kept", async () => {
    const broken = FEEDBACK.replace("minutes: ", "minuets: ");
    const page = await uploaded(broken);
    expect(page.status).toBe(422);
    expect(page.text).toContain("minuets");
    expect(page.text).toMatch(/Line \d+, column \d+:/);
    expect(page.text).toContain("nothing was kept yet");
    expect(await pikir.storage.definitionDrafts.list()).toEqual([]);
  });

  test("shows nothing alive of what is in it", async () => {
    const page = await uploaded('id: x\ntitle: "<script>alert(1)</script>"\n</textarea><script>alert(2)</script>');
    expect(page.status).toBe(422);
    expect(page.text).not.toContain("<script>alert");
  });

  test.each([
    [
      "kk",
      "1 қате; әзірге ештеңе сақталған жоқ",
      "22-жол, 10-баған: minutes: бүтін сан керек: тырнақшасыз жазыңыз",
      "1-жол, 5-баған: YAML: YAML ретінде оқылмайды",
    ],
    [
      "ru",
      "1 ошибка; пока ничего не сохранено",
      "Строка 22, столбец 10: minutes: нужно целое число: напишите без кавычек",
      "Строка 1, столбец 5: YAML: не читается как YAML",
    ],
  ])("has its faults told in %s, what is the file's as code and what is the parser's as English", async (...told) => {
    const [language, count, fault, unreadable] = told;
    await aizhan.open(`/admin/definitions?lang=${language}`);
    const page = (await uploaded(FEEDBACK.replace(/^minutes: .*$/m, 'minutes: "1"'))).text;
    const other = (await uploaded("id: a: b\n")).text;
    await aizhan.open("/admin/definitions?lang=en");
    const words = page.replace(/<[^>]*>/g, "");
    expect(words).toContain(count);
    expect(words).toContain(fault);
    expect(page).toContain("<code>minutes: &quot;1&quot;</code>");
    expect(other.replace(/<[^>]*>/g, "")).toContain(unreadable);
    expect(other).toContain('<span lang="en">“Nested mappings are not allowed in compact mappings”</span>');
  });

  test.each([
    ["UTF-16", Buffer.from("\ufeffid: roads", "utf16le")],
    ["Windows-1251", Buffer.from([0x69, 0x64, 0x3a, 0x20, 0xcf, 0xf3, 0xf2, 0xfc])],
  ])("in %s is not taken for another text: the page says how to save it", async (_encoding, bytes) => {
    const page = await uploaded(bytes);
    expect([page.status, page.text.includes("Save it as UTF-8 and send it again")]).toEqual([422, true]);
  });

  test("that is no form is refused, and so is one that is too large", async () => {
    expect((await uploaded("x".repeat(1_100_000))).status).toBe(413);
    const cookie = [...aizhan.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const post = () => request(pikir.app.express).post("/admin/definitions").set("Cookie", cookie);
    expect((await post().set("Content-Type", "multipart/form-data; boundary=x").send("nonsense")).status).toBe(400);
  });

  test.each([
    [10, 401],
    [11, 400],
    [30_000, 400],
  ])("in %i parts, from whoever is not signed in, is answered %i", async (parts, status) => {
    const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'.slice(0, parts > 100 ? 5 : undefined);
    const post = request(pikir.app.express).post("/admin/definitions");
    const sent = await post
      .set("Content-Type", "multipart/form-data; boundary=x")
      .send(`${part.repeat(parts)}--x--\r\n`);
    expect(sent.status).toBe(status);
  });

  test("without faults is a draft, is looked at in each language, and is proposed as it is", async () => {
    const kept = await uploaded(FEEDBACK);
    expect([kept.status, kept.headers.location]).toEqual([303, "/admin/definitions/service-feedback"]);
    const draft = await aizhan.open("/admin/definitions/service-feedback");
    expect(draft.text).toContain("publishing opens a new one");
    const preview = await aizhan.open("/admin/definitions/service-feedback/preview?step=2&in=ru");
    expect(preview.headers["content-security-policy"]).toMatch(/;sandbox allow-same-origin$/);
    expect(preview.html).toContain('lang="ru"');
    expect((await aizhan.open("/admin/definitions/service-feedback/preview?step=99")).status).toBe(404);
    await aizhan.open("/admin/definitions/service-feedback");
    const proposed = await aizhan.fill({}, "publish");
    expect(proposed.address).toBe("/admin/proposals");
    expect(proposed.text).toContain("A new survey opens");
    expect(proposed.text).toContain("somebody else has to confirm it");
    expect((await pikir.storage.surveys.all()).map(({ id }) => id)).toEqual(["roads"]);
  });

  test("is shown against the newest version, and goes when it is deleted", async () => {
    await pikir.storage.surveys.publish({
      definition: aDefinition({ id: "roads", closes: "2024-10-01", minutes: 9 }),
      version: "b".repeat(64),
      simulated: false,
      day: "2024-09-20",
    });
    const page = await aizhan.open("/admin/surveys/roads/difference?version=2");
    expect(page.text).toContain("What version 2 changed");
    expect(page.text).toContain("minutes");
    expect((await aizhan.open("/admin/surveys/roads/difference?version=1")).status).toBe(404);
    expect((await aizhan.open("/admin/surveys/roads/preview?version=2&step=1&in=kk")).html).toContain('lang="kk"');
    await aizhan.open("/admin/definitions/service-feedback");
    expect((await aizhan.fill({}, "remove")).address).toBe("/admin/definitions");
    expect(await pikir.storage.definitionDrafts.list()).toEqual([]);
  });

  test("begins with the newest version of a survey that has no draft, and changes nothing by itself", async () => {
    const run = await aizhan.open(RUN);
    expect(run.html).toContain('href="/admin/definitions?survey=roads"');
    const begun = await aizhan.open("/admin/definitions?survey=roads");
    expect(begun.text).toContain("This is the newest version of roads as it was published");
    const source = begun.body.querySelector("textarea")?.textContent ?? "";
    expect((await uploaded(source)).headers.location).toBe("/admin/definitions/roads");
    const draft = await aizhan.open("/admin/definitions/roads");
    expect(draft.html).not.toContain('value="publish"');
    await aizhan.fill({}, "remove");
    const nothing = await aizhan.open("/admin/definitions?survey=nowhere");
    expect([nothing.status, nothing.body.querySelector("textarea")?.textContent.trim()]).toEqual([200, ""]);
  });

  test("with another way in is not put before anybody: publishing would refuse it", async () => {
    await uploaded(yamlOf(aDefinition({ id: "roads", access: "codes", eligibility: {} })));
    const draft = await aizhan.open("/admin/definitions/roads");
    expect(draft.text).toContain("This survey lets people in with access: sign-in, and that stays for ever");
    expect(draft.html).not.toContain('value="publish"');
    const before = (await pikir.storage.proposals.list(9, 0)).length;
    await pressed("/admin/definitions/roads", { go: "publish" }, "/admin/definitions/roads");
    expect((await pikir.storage.proposals.list(9, 0)).length).toBe(before);
    await pikir.storage.definitionDrafts.remove("roads");
  });

  test("closing is proposed once", async () => {
    const first = await pressed("/admin/surveys/roads/close", {});
    expect(first.text).toContain("Close roads for ever");
    await pressed("/admin/surveys/roads/pause", { pause: "off" });
    expect((await aizhan.open(RUN)).text).toContain("Closing is proposed");
  });
});
