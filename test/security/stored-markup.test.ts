/**
 * The thirty payloads all the way round: as a survey's words, as answers, as reviewed texts, staff names, owners of problems and notes,
 * through the staff's pages, both kinds of release and the public results. Chromium reads every page and file as markup, and opens some.
 */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { marked } from "marked";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Role } from "../../server/records/staff.ts";
import { versionOf } from "../../server/survey/version.ts";
import { digitsOf, joined } from "../admin/cast.ts";
import { read } from "../release/tools.ts";
import { hasChromium, launchChromium, phone, type Served, servePikir } from "../support/browser.ts";
import { aDefinition, words, yamlOf } from "../support/definitions.ts";
import type { Shown, Visitor } from "../support/visitor.ts";
import { PAYLOADS } from "./payloads.ts";

const all = PAYLOADS.join(" ");
const said = (text: string) => words(text, text, text);
const attack = aDefinition({
  id: "attack",
  title: said(all),
  summary: said(all),
  controller: { name: said(PAYLOADS[0]), email: "tea@example.kz" },
  eligibility: {},
  headline: "q",
  disclosure: { keys: [], words: ["t"] },
  pages: [
    {
      id: "first",
      title: said(PAYLOADS[0]),
      intro: said(all),
      questions: [
        {
          kind: "one",
          id: "q",
          text: said(all),
          options: PAYLOADS.map((text, at) => ({ id: `o${at}`, label: said(text) })),
        },
        { kind: "text", id: "t", text: said(PAYLOADS[2]), hint: said(all), max: 200 },
      ],
    },
  ],
});
const next = { ...attack, title: said(`${all} again`), audience: said(all) };

const EACH = 12;
const SURVEY = "/admin/surveys/attack";
const tokenIn = ({ html }: Shown) => /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";

let served: Served;
let browser: Browser | undefined;
/** Every page that was shown, and every file that a browser could take for one. */
const shown = new Map<string, string>();

beforeAll(async () => {
  served = await servePikir({ definitions: [attack] });
  const { storage } = served.pikir;
  const plain = {
    version: versionOf(attack),
    language: "en",
    month: "2024-09",
    duration: 60,
    flags: [],
    withdrawal: null,
  };
  const rows = PAYLOADS.flatMap((payload, at) =>
    Array.from({ length: EACH }, (_, row) => ({
      ...{ ...plain, key: randomBytes(16), channel: payload.slice(0, 60) },
      answers: { q: `o${at}`, ...(row === 0 ? { t: payload } : {}) },
    })),
  );
  await storage.responses.importAll("attack", "f".repeat(64), rows);
  for (const [at, payload] of PAYLOADS.entries()) {
    const id = at.toString(16).padStart(16, "0");
    await storage.staff.add({ name: payload, role: "auditor", passwordHash: "none", disabled: at % 2 === 0 });
    await storage.audit.add({ at, who: payload, act: "released", about: payload });
    await storage.notes.keep({ survey: "attack", id, item: null, said: said(payload), done: said(payload) });
    await storage.notes.publish("attack", id, "2024-09-20");
  }
  if (hasChromium) browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
});

async function member(name: string, role: Role): Promise<Visitor> {
  const { pikir } = served;
  const who = await joined(pikir, { name, password: "four long words together" }, role);
  await who.fill({ code: digitsOf(await who.open("/admin/account/second-factor"), pikir.now()) });
  return who;
}

async function look(who: Visitor, as: string, ...addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    const page = await who.open(`${address}${address.includes("?") ? "&" : "?"}lang=en`);
    expect(page.status, address).toBe(200);
    shown.set(`${as} ${address}`, page.html);
  }
}

/** Made of a proposal by the one and confirmed by the other; where its files are. */
async function release(analyst: Visitor, admin: Visitor, plan: string): Promise<string> {
  await look(analyst, "analyst", `${SURVEY}/releases/new?${plan}`, `${SURVEY}/releases/risk?${plan}`);
  const repair = await analyst.open(`${SURVEY}/releases/repair?${plan}`);
  const way = repair.body.querySelector("input[name=way]")?.getAttribute("value") ?? "";
  await look(analyst, "analyst", `${SURVEY}/releases/repair?${plan}`, `${SURVEY}/releases/confirm?${plan}&way=${way}`);
  await analyst.fill();
  await look(admin, `admin before ${plan}`, "/admin/proposals");
  const making = await admin.fill({}, "confirmed");
  await expect
    .poll(async () => (await admin.open(making.address)).address, { timeout: 120_000 })
    .not.toContain("making");
  const { address } = admin.shown();
  await look(admin, "admin", address);
  return address;
}

const folderOf = (address: string) => join(served.pikir.dataDir, "releases", address.split("/").at(-1) ?? "");

describe("thirty payloads, all the way round", () => {
  test("are read, proposed, confirmed and released by staff who are called so", async () => {
    const analyst = await member("<script>alert(1)</script> <img src=x onerror=alert(1)>", "analyst");
    const admin = await member("'> {{x}} <svg onload=alert(1)>", "administrator");
    await look(analyst, "analyst", `${SURVEY}/coding`, `${SURVEY}/coding/t`);
    const review = `${SURVEY}/coding/t/review`;
    for (let page = await analyst.open(review), seen = 0; ; seen += 1) {
      const mark = page.body.querySelector("form:has(fieldset) [name=mark]")?.getAttribute("value");
      shown.set(`review ${seen}`, page.html);
      if (mark === undefined) break;
      page = await analyst.post(review, { token: tokenIn(page), mark, verdict: "release" });
      expect(seen).toBeLessThan(PAYLOADS.length);
    }
    await look(admin, "admin", `${SURVEY}/coding/t/reviewed`);
    const formats = "data.csv=1&data-labels.csv=1&data.xlsx=1&load.R=1";
    const inside = await release(analyst, admin, `kind=internal&cleaning=none&labels=en&words-t=1&${formats}`);
    const open = await release(analyst, admin, `kind=public&cleaning=none&labels=en&${formats}`);
    await analyst.open(open);
    await analyst.fill();
    await look(admin, "admin with results", "/admin/proposals");
    await admin.fill({}, "confirmed");
    await proposed(analyst, admin);
    const auditor = await member("auditor &lt;b&gt;", "auditor");
    await look(auditor, "auditor", "/admin/audit", `/admin/audit?q=${encodeURIComponent(PAYLOADS[1])}`);
    for (const folder of [inside, open].map(folderOf)) filesOf(folder);
  });

  /** What only administrators see: a next version, problems and their owners, staff, tokens, places. */
  async function proposed(analyst: Visitor, admin: Visitor): Promise<void> {
    const wrong = { source: `id: ${all}\ntitle: "${PAYLOADS[0]}"` };
    const faults = await admin.post("/admin/definitions", {
      token: tokenIn(await admin.open("/admin/definitions")),
      ...wrong,
    });
    shown.set("faults of a definition", faults.html);
    expect(faults.status).toBe(422);
    const draft = await admin.post("/admin/definitions", { token: tokenIn(faults), source: yamlOf(next) });
    expect([draft.status, draft.address], draft.text.slice(0, 400)).toEqual([200, "/admin/definitions/attack"]);
    shown.set("draft", draft.html);
    await look(admin, "admin", "/admin/definitions/attack/preview?step=2", `${SURVEY}/preview?version=1&step=2`);
    const waiting = await admin.post("/admin/definitions/attack", { token: tokenIn(draft), go: "publish" });
    shown.set("proposed version", waiting.html);
    await served.pikir.storage.backlog.agree("attack", Object.fromEntries(PAYLOADS.map((_none, at) => [`o${at}`, 10])));
    const backlog = await admin.open(`${SURVEY}/backlog`);
    const problem = { token: tokenIn(backlog), category: "o0", service: "passport", unit: PAYLOADS[1] };
    shown.set("problem", (await admin.post(`${SURVEY}/backlog`, problem)).html);
    const label = {
      token: tokenIn(await analyst.open("/admin/account/tokens")),
      label: PAYLOADS[4],
      internal: "1",
      days: "30",
      survey: "",
    };
    shown.set("token", (await analyst.post("/admin/account/tokens", label)).html);
    await look(
      analyst,
      "analyst",
      "/admin",
      "/admin/account/tokens",
      `${SURVEY}/notes`,
      `${SURVEY}/report`,
      `${SURVEY}/methods`,
      `${SURVEY}/cross`,
      SURVEY,
    );
    await look(
      admin,
      "admin",
      "/admin/staff",
      "/admin/proposals",
      `${SURVEY}/backlog`,
      `${SURVEY}/run`,
      `${SURVEY}/invite`,
      `${SURVEY}/releases`,
    );
    shown.set("methods, rendered", await marked((await analyst.open(`${SURVEY}/methods.md?lang=en`)).html));
  }

  /** A release's files: those that a browser may take for a page are kept, the others are read here by their own rules. */
  function filesOf(folder: string): void {
    const file = (name: string) => readFileSync(join(folder, name), "utf8");
    shown.set(`${folder} codebook`, file("codebook.html"));
    shown.set(`${folder} METHODS.md, rendered`, String(marked(file("METHODS.md"))));
    expect(JSON.parse(file("datapackage.json")).title).toBe(all);
    for (const name of ["data.csv", "data-labels.csv"]) {
      const rows: readonly (readonly string[])[] = parse(file(name), { bom: true });
      expect(rows).toHaveLength(PAYLOADS.length * EACH + 1);
      expect(rows.flat().filter((cell) => /^[=+\-@\t\r＝＋－＠](?![\d.]+$)/.test(cell))).toEqual([]);
    }
    // Nothing but strings and our own words is in the script that R runs.
    const script = file("load.R")
      .replace(/"(?:[^"\\]|\\.)*"/g, "")
      .replace(/#.*/g, "");
    expect(script).not.toMatch(/alert|constructor|[<{]script/);
    const unpacked = read(
      { "data.xlsx": readFileSync(join(folder, "data.xlsx")) },
      "unzip",
      "-p",
      "data.xlsx",
      "*.xml",
    );
    expect(unpacked).not.toMatch(/<(script|img|iframe|f)[ >]|<svg/i);
    expect(unpacked).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  }

  test("are shown to citizens as they were written, beside the public results", async () => {
    const citizen = served.pikir.visitor({ "Accept-Language": "en" });
    await look(citizen, "citizen", "/s/attack/results", "/s/attack/done", "/s/attack", "/");
    const results = shown.get("citizen /s/attack/results") ?? "";
    expect(results).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(results.match(/<dd dir="auto">/g)).toHaveLength(2 * PAYLOADS.length);
    const page = await citizen.open("/s/attack/results/preview.png?lang=en");
    expect([page.status, page.headers["content-type"]]).toEqual([200, "image/png"]);
    const codebook = await citizen.open("/s/attack/results/data/codebook.html");
    expect(codebook.headers["content-disposition"]).toContain("attachment");
    expect(codebook.headers["content-type"]).toBe("application/octet-stream");
  });

  test.skipIf(!hasChromium)("are nothing but text to Chromium, on every page and in every file", async () => {
    const { page } = await phone(browser as Browser, { locale: "en" });
    await page.goto("about:blank");
    const found: string[] = [];
    for (const [name, html] of shown) found.push(...(await aliveIn(page, html)).map((what) => `${name}: ${what}`));
    expect(found).toEqual([]);
    expect(shown.size).toBeGreaterThan(70);
    // It would see them.
    for (const payload of ["<script>alert(1)</script>", "<a href=javascript:alert(1)>x</a>", "<b onclick=alert(1)>"])
      expect(await aliveIn(page, `<!doctype html><p>${payload}`), payload).toHaveLength(1);
  });

  test.skipIf(!hasChromium)("run nowhere in Chromium, with the pages' own policy and without any", async () => {
    const { page } = await phone(browser as Browser, { locale: "en" });
    const alerts: string[] = [];
    page.on("dialog", (dialog) => {
      alerts.push(page.url());
      void dialog.dismiss();
    });
    const elsewhere: string[] = [];
    page.on("request", (request) => request.url().includes("evil.example") && elsewhere.push(request.url()));
    for (const address of ["/s/attack/results", "/s/attack/done", "/s/attack"])
      await page.goto(`${served.origin}${address}?lang=en`);
    for (const [name, html] of shown)
      if (/codebook|rendered|audit|staff|reviewed|proposals/.test(name)) await bare(page, html);
    expect([alerts, elsewhere]).toEqual([[], []]);
    await bare(page, "<!doctype html><script>alert(1)</script>");
    expect(alerts).toHaveLength(1);
  });

  const aliveIn = (page: Page, html: string) =>
    page.evaluate<readonly string[]>(`${ALIVE_IN}(${JSON.stringify(html)})`);

  /** The markup alone, with no policy to protect it. */
  async function bare(page: Page, html: string): Promise<void> {
    await page.route("http://127.0.0.1:9/**", (route) =>
      route.fulfill({ contentType: "text/html; charset=utf-8", body: html }),
    );
    await page.goto("http://127.0.0.1:9/", { waitUntil: "load" });
    await page.unroute("http://127.0.0.1:9/**");
  }
});

/** In the browser: what of a page is alive that is none of ours. Ours has scripts, styles and images of its own address alone. */
const ALIVE_IN = `((html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const ours = (address) => address === null || /^(#|[/?]|data\\.|https?:\\/\\/127\\.0\\.0\\.1|mailto:|tel:)/.test(address);
  return [...page.querySelectorAll("*")].flatMap((element) => {
    const name = element.localName;
    const handler = [...element.attributes].find((attribute) => /^on/i.test(attribute.name) || attribute.name === "srcdoc");
    if (handler) return [name + " " + handler.name];
    if (/^(iframe|object|embed|math|base|animate|frame|applet|mi)$/.test(name)) return [name];
    if (name === "script" && !/^\\/(static|invite)\\//.test(element.getAttribute("src") ?? "")) return ["script"];
    if (name === "img" && !ours(element.getAttribute("src"))) return ["img"];
    if (name === "style" && element.textContent.includes("evil")) return ["style"];
    if (name === "meta" && element.getAttribute("http-equiv")) return ["meta"];
    for (const at of ["href", "src", "action", "formaction", "xlink:href", "data"])
      if (element.hasAttribute(at) && !ours(element.getAttribute(at))) return [name + " " + at + "=" + element.getAttribute(at)];
    return [];
  });
})`;
