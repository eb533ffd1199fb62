import { randomBytes } from "node:crypto";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import Handlebars from "handlebars";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { administrator, digitsOf, joined } from "../admin/cast.ts";
import { aDefinition, words } from "../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import { ALIVE, PAYLOADS } from "./payloads.ts";

let pikir: Pikir;
beforeAll(async () => {
  pikir = await startPikir();
});
afterAll(() => pikir.stop());

describe("thirty ways to break out of a page", () => {
  test("typed by a citizen come back on the page, on the check page and in the draft exactly as typed, and alive nowhere", async () => {
    expect(PAYLOADS).toHaveLength(30);
    const who = pikir.visitor({ "Accept-Language": "en" });
    await who.open("/s/egov-2024");
    await who.fill();
    await who.fill({ identifier: identifierOf("Madina") });
    await who.fill();
    while (!who.shown().address.endsWith("/check")) await who.fill();
    for (const payload of PAYLOADS) {
      await who.open("/s/egov-2024/p/words?change");
      await who.fill({ problem: payload, improve: payload });
      const again = await who.open("/s/egov-2024/p/words?change");
      expect(again.html.replace(/<textarea[\s\S]*?<\/textarea>/g, ""), payload).not.toMatch(ALIVE);
      expect(again.body.querySelector("textarea")?.textContent.trim(), payload).toBe(payload.trim());
      const check = await who.open("/s/egov-2024/check");
      expect(check.html, payload).not.toMatch(ALIVE);
      expect(check.html, payload).toContain(Handlebars.escapeExpression(payload));
    }
  });

  test("as a survey's own words are shown as they are written, to citizens and staff, and never compiled", async () => {
    const inside = await administrator(pikir);
    const definition = aDefinition({
      id: "attack",
      title: words(PAYLOADS.join(" ")),
      pages: [
        {
          id: "p",
          title: words(PAYLOADS[0]),
          intro: words(PAYLOADS[29]),
          questions: [
            {
              kind: "one",
              id: "q",
              text: words(PAYLOADS[5]),
              options: PAYLOADS.map((payload, at) => ({ id: `o${at}`, label: words(payload) })),
            },
            {
              kind: "one",
              id: "s",
              text: words(PAYLOADS[6]),
              options: ["a", "b"].map((id) => ({ id, label: words(PAYLOADS[1]) })),
            },
            { kind: "text", id: "t", text: words(PAYLOADS[2]), max: 200 },
          ],
        },
      ],
    });
    await pikir.storage.surveys.publish({ definition, version: "e".repeat(64), simulated: false, day: "2024-09-20" });
    const citizen = pikir.visitor({ "Accept-Language": "en" });
    pikir.pass(60);
    for (const address of ["/", "/s/attack"]) {
      const { html, status } = await citizen.open(address);
      expect([status, ALIVE.test(html)], address).toEqual([200, false]);
      expect(html).toContain("{{constructor.constructor");
    }
    for (const address of ["/admin", "/admin/surveys/attack", "/admin/surveys/attack/report"]) {
      const { html, status } = await inside.open(`${address}?lang=en`);
      expect([status, ALIVE.test(html)], address).toEqual([200, false]);
      expect(html).not.toContain("1337");
    }
    await answeredBy(PAYLOADS, "attack");
    const parts = ["/report", "/people", "/time", "/segments", "/cleaning", "/methods", ""];
    for (const part of parts) {
      const { html, status } = await inside.open(`/admin/surveys/attack${part}?lang=en`);
      expect([status, ALIVE.exec(html)?.[0]], part).toEqual([200, undefined]);
      expect(html).not.toContain("1337");
    }
    const { html: svg } = await inside.open("/admin/surveys/attack/charts/q.svg?lang=en");
    expect(svg).toContain("&lt;script");
    expect(svg.replace(/<(\/?(svg|title|desc|rect|line|text|g)[\s>]|\?xml)/g, "")).not.toMatch(/<[a-z!/]|onload="/i);
    for (const name of ["questions", "segments", "by-channel", "funnel"]) {
      const { html: csv, status } = await inside.open(`/admin/surveys/attack/tables/${name}.csv?lang=en`);
      const cells: readonly string[] = parse(csv, { bom: true }).flat();
      expect([status, cells.filter((cell) => /^[=+\-@\t\r＝＋－＠](?![\d.]+$)/.test(cell))], name).toEqual([200, []]);
      // Words that people wrote are in no table.
      expect(csv).not.toContain("written by a citizen");
      const { html: xlsx } = await inside.open(`/admin/surveys/attack/tables/${name}.xlsx?lang=en`);
      expect(xlsx.startsWith("PK")).toBe(true);
    }
  });

  /** Everybody's answers are payloads: the chosen, the written, and the word for where the responses came from. */
  async function answeredBy(payloads: readonly string[], survey: string): Promise<void> {
    const rows = payloads.flatMap((payload, at) =>
      Array.from({ length: 12 }, () => ({
        ...{
          key: randomBytes(16),
          version: "e".repeat(64),
          language: "en",
          channel: payload.slice(0, 60),
          month: "2024-09",
        },
        ...{ duration: null, flags: [], withdrawal: null },
        answers: { q: `o${at}`, s: at % 2 === 0 ? "a" : "b", t: `written by a citizen ${payload}` },
      })),
    );
    await pikir.storage.responses.importAll(survey, "f".repeat(64), rows);
  }

  test("are read by analysts as they were typed while they are coded, and are alive on no page of the staff's", async () => {
    const [analyst, admin] = [await withFactor("Dana", "analyst"), await withFactor("Erbol", "administrator")];
    const coding = "/admin/surveys/attack/coding/t";
    const tokenOf = (html: string) => /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";
    const labels = ["kk", "ru", "en"].flatMap((code) => [
      [`label-${code}`, PAYLOADS[0]],
      [`definition-${code}`, PAYLOADS[8]],
    ]);
    const token = tokenOf((await analyst.open(`${coding}?lang=en`)).html);
    const frame = { token, act: "keep", code: "", number: "0", keywords: "alert", ...Object.fromEntries(labels) };
    expect((await analyst.post(coding, frame)).html).toContain("&lt;script&gt;");
    const read = new Set<string>();
    for (let page = await analyst.open(`${coding}/texts`); read.size < PAYLOADS.length; ) {
      const mark = page.body.querySelector("form[action$=texts] [name=mark]")?.getAttribute("value") ?? "";
      const text = page.body.querySelector("blockquote")?.textContent ?? "";
      expect([page.status, ALIVE.exec(page.html)?.[0]], text).toEqual([200, undefined]);
      expect(mark, text).not.toBe("");
      read.add(text.replace("written by a citizen ", "").trim());
      page = await analyst.post(`${coding}/texts`, { token: tokenOf(page.html), mark, code: "c1" });
    }
    expect([...read].sort()).toEqual(PAYLOADS.map((payload) => payload.trim()).sort());
    const ofSurvey = [
      "",
      "/report",
      "/cross",
      "/coding",
      "/coding/t",
      "/coding/t/differences",
      "/backlog",
      "/notes",
      "/releases",
    ];
    for (const part of ofSurvey) {
      const { html, status } = await analyst.open(`/admin/surveys/attack${part}?lang=en`);
      expect([status, ALIVE.exec(html)?.[0], html.includes("written by a citizen")], part).toEqual([
        200,
        undefined,
        false,
      ]);
    }
    for (const address of [
      "/admin/surveys/attack/run",
      "/admin/surveys/attack/invite",
      "/admin/proposals",
      "/admin/definitions",
    ]) {
      const { html, status } = await admin.open(`${address}?lang=en`);
      expect([status, ALIVE.exec(html)?.[0]], address).toEqual([200, undefined]);
    }
  });

  async function withFactor(name: string, role: "analyst" | "administrator") {
    const who = await joined(pikir, { name, password: "four long words together" }, role);
    await who.fill({ code: digitsOf(await who.open("/admin/account/second-factor"), pikir.now()) });
    return who;
  }

  test("in an address are told back harmlessly, if at all", async () => {
    const who = pikir.visitor();
    for (const payload of PAYLOADS) {
      const word = encodeURIComponent(payload);
      for (const address of [
        `/s/${word}`,
        `/${word}`,
        `/s/egov-2024?from=${word}&lang=${word}`,
        `/sign-in?survey=${word}`,
        `/admin/${word}`,
      ])
        expect((await who.open(address)).html, address).not.toMatch(ALIVE);
    }
  });
});

describe("a cell that a spreadsheet would calculate", () => {
  const FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    '="x"',
    "=cmd|' /C calc'!A0",
  ];

  test("is text in every CSV, whatever stands in it", async () => {
    const inside = await administrator(await startPikirAgain());
    const made = fc.sample(fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }), 200);
    const texts = [...FORMULAS, ...made.flatMap((text) => [text, `=${text}`, `@${text}`])].filter(
      (text) => text.trim() !== "",
    );
    const options = texts.map((text, at) => ({ id: `o${at}`, label: words(text) }));
    const definition = aDefinition({
      id: "sheet",
      title: words("=1"),
      pages: [{ id: "p", title: words("=2"), questions: [{ kind: "one", id: "q", text: words("+3"), options }] }],
    });
    await again.storage.surveys.publish({ definition, version: "d".repeat(64), simulated: false, day: "2024-09-20" });
    for (const file of ["shares.csv", "funnel.csv"]) {
      const { html: csv } = await inside.open(`/admin/surveys/sheet/${file}?lang=en`);
      const cells: readonly string[] = parse(csv, { bom: true, relax_column_count: true }).flat();
      expect(cells.length).toBeGreaterThan(20);
      expect(cells.filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell))).toEqual([]);
    }
  });
});

let again: Pikir;
afterAll(() => again?.stop());

/** Another installation, whose first administrator has not come yet. */
async function startPikirAgain(): Promise<Pikir> {
  again = await startPikir();
  return again;
}
