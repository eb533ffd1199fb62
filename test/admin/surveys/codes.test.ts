import { parse } from "csv-parse/sync";
import { parse as parsedHtml } from "node-html-parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aDefinition } from "../../support/definitions.ts";
import { type Pikir, startPikir } from "../../support/pikir.ts";
import type { Visitor } from "../../support/visitor.ts";
import { digitsOf, enrolled, joined } from "../cast.ts";

const CODES = "/admin/surveys/tea-panel/codes";

let pikir: Pikir;
let aizhan: Visitor;
beforeAll(async () => {
  pikir = await startPikir({
    definitions: [aDefinition({ id: "tea-panel", access: "codes", eligibility: {} }), aDefinition()],
  });
  aizhan = (await enrolled(pikir)).visitor;
});
afterAll(() => pikir.stop());

const deeds = async () => (await pikir.storage.audit.page([], undefined, 3)).map(({ act, about }) => `${act} ${about}`);

async function make(count: string, place = ""): Promise<void> {
  await aizhan.open(CODES);
  await aizhan.fill({ count, place });
}

/** The file, and the page is still there. */
const file = (kind: string, who = aizhan) => {
  const fields = who.fields();
  fields.set("kind", kind);
  return who.postOnce(`${CODES}/file`, fields.toString());
};

describe("codes from the staff's area", () => {
  test("come as a table and as cards, the same ones, and each lets somebody in once", async () => {
    expect((await aizhan.open("/admin/surveys/tea-panel/invite")).html).toContain(CODES);
    await make("55", "letter-abai");
    expect(aizhan.shown().text).toContain("55 codes are made");
    expect((await deeds())[0]).toBe("codes-made tea-panel: 55, letter-abai");
    const csv = await file("csv");
    expect(csv.headers["content-disposition"]).toContain("filename=tea-panel-codes-2024-09-20.csv");
    const rows: readonly { code: string; address: string }[] = parse(csv.html, { columns: true });
    expect([rows.length, new Set(rows.map(({ code }) => code)).size]).toEqual([55, 55]);
    expect(rows[0]?.address).toBe(`http://127.0.0.1:3000/s/tea-panel/code?from=letter-abai#${rows[0]?.code}`);
    const sheet = await file("sheet");
    expect(sheet.headers["content-disposition"]).toContain("attachment; filename=tea-panel-codes-2024-09-20.html");
    const cards = parsedHtml(sheet.html)
      .querySelectorAll("article .code")
      .map(({ textContent }) => textContent);
    expect(cards).toEqual(rows.map(({ code }) => code));
    expect((await deeds())[0]).toBe("downloaded tea-panel-codes-2024-09-20.html");
    const guest = pikir.visitor();
    await guest.open("/s/tea-panel/code?lang=en");
    expect((await guest.fill({ code: rows[7]?.code ?? "" })).address).toBe("/s/tea-panel/consent");
  });

  test("are kept nowhere: neither in the database, nor in the log, nor after half an hour or for somebody else", async () => {
    await make("3");
    const csv = await file("csv");
    const [first]: readonly { code: string }[] = parse(csv.html, { columns: true });
    const kept = JSON.stringify([await deeds(), pikir.logged, await pikir.storage.codes.batches("tea-panel")]);
    expect(kept).not.toContain(first?.code);
    const botagoz = await joined(pikir, { name: "Ботагөз", password: "төрт ұзын сөз бірге тұр" }, "administrator");
    const factor = await botagoz.open("/admin/account/second-factor");
    await botagoz.fill({ code: digitsOf(factor, pikir.now()) });
    const stolen = new URLSearchParams({ ...Object.fromEntries(aizhan.fields()), kind: "csv" });
    const page = await botagoz.open("/admin/account");
    stolen.set("token", /name="token" value="([^"]+)"/.exec(page.html)?.[1] ?? "");
    expect((await botagoz.postOnce(`${CODES}/file`, stolen.toString())).status).toBe(403);
    const forged = aizhan.fields();
    forged.set("ticket", `${forged.get("ticket")?.slice(0, -4)}AAAA`);
    expect((await aizhan.postOnce(`${CODES}/file`, forged.toString())).status).toBe(403);
    pikir.pass(29 * 60);
    expect((await file("csv")).html).toBe(csv.html);
    pikir.pass(2 * 60);
    expect((await file("csv")).status).toBe(403);
  });

  test.each([
    [{ count: "0" }, "Enter a whole number from 1 to 1,000"],
    [{ count: "1001" }, "Enter a whole number from 1 to 1,000"],
    [{ count: "two" }, "Enter a whole number from 1 to 1,000"],
    [{ count: "60", place: "Abai" }, "Use small Latin letters"],
    [{ count: "60", place: "850101300123" }, "Use small Latin letters"],
    [{ count: "60", place: "kiosk-1" }, "Use small Latin letters"],
    [{ count: "49", place: "one-office" }, "A place needs at least 50 codes"],
  ])("are not made of %j", async (fields, why) => {
    const before = await pikir.storage.codes.count("tea-panel");
    await aizhan.open(CODES);
    const page = await aizhan.fill(fields);
    expect([page.status, page.text.includes(why)]).toEqual([422, true]);
    expect(await pikir.storage.codes.count("tea-panel")).toBe(before);
  });

  test("are made by one person alone up to two hundred of a survey, at once or one after another", async () => {
    await aizhan.open(CODES);
    const before = await pikir.storage.codes.count("tea-panel");
    const refused = await aizhan.fill({ count: "143" });
    expect([refused.status, refused.text.includes("142 are left to you")]).toEqual([422, true]);
    expect(await pikir.storage.codes.count("tea-panel")).toBe(before);
  });

  test("tell by place how many were given out, and of yesterday in tens how many agreed", async () => {
    const count = { survey: "tea-panel", stage: "agreed", page: "", language: "kk", place: "letter-abai" } as const;
    await pikir.storage.counters.add([
      { ...count, day: "2024-09-19", count: 26 },
      { ...count, day: "2024-09-20", count: 13 },
    ]);
    const rows = (await aizhan.open(CODES)).body.querySelectorAll("tbody tr").map((row) => row.structuredText);
    expect(rows.map((text) => text.replace(/\s+/g, " "))).toEqual([
      "no place 1 3 20 September 2024 –",
      "letter-abai 1 55 20 September 2024 at least 20",
    ]);
  });

  test("are not for a survey that people sign in to, nor for one that is closed", async () => {
    expect((await aizhan.open("/admin/surveys/tea-survey/codes")).status).toBe(404);
    await aizhan.open(CODES);
    await pikir.storage.surveys.close("tea-panel", "2024-09-20");
    expect((await aizhan.fill({ count: "5" })).text).toContain("The survey is closed");
  });
});
