import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";

const CHROMIUM = "/usr/bin/chromium";
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

describe.skipIf(!existsSync(CHROMIUM))("in a real browser", () => {
  let pikir: Pikir;
  let survey: Server;
  let portal: Server;
  let browser: Browser;
  const origin = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  beforeAll(async () => {
    survey = createServer((request, response) => pikir.app.express(request, response)).listen(0, "127.0.0.1");
    await once(survey, "listening");
    pikir = await startPikir({ publicUrl: origin(survey) });
    portal = createServer((_request, response) => {
      const policy = `default-src 'none'; script-src ${origin(survey)}; connect-src ${origin(survey)}`;
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy });
      response.end(`<!doctype html><html lang="ru"><title>Portal</title><p>Services</p><a href="/next">next</a>
        <script src="${origin(survey)}/invite/egov-2024.js" data-place="home" data-lang="kk" async></script></html>`);
    }).listen(0, "127.0.0.1");
    await once(portal, "listening");
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [...QUIET, "--disable-component-update", "--disable-sync"],
    });
  });
  afterAll(async () => {
    await browser.close();
    for (const server of [survey, portal]) await new Promise((done) => server.close(done));
    await pikir.stop();
  });

  async function phone(
    javaScriptEnabled: boolean,
  ): Promise<{ readonly context: BrowserContext; readonly page: Page; readonly trouble: string[] }> {
    const context = await browser.newContext({
      viewport: { width: 360, height: 640 },
      javaScriptEnabled,
      locale: "kk",
    });
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
    page.on("pageerror", (error) => trouble.push(error.message));
    return { context, page, trouble };
  }

  async function shownSoFar(): Promise<number> {
    await pikir.app.flush();
    const counts = await pikir.storage.counters.of("egov-2024");
    return counts.filter(({ stage }) => stage === "shown").reduce((sum, { count }) => sum + count, 0);
  }

  test("the banner comes once a visit on a portal of another origin with a strict policy, and goes with the keyboard", async () => {
    const { context, page, trouble } = await phone(true);
    await page.goto(origin(portal));
    const banner = page.locator("section[lang=kk]");
    await banner.waitFor();
    const link = await banner.locator("a").getAttribute("href");
    expect(link).toBe(`${origin(survey)}/s/egov-2024?from=home&lang=kk`);
    await banner.locator("button").focus();
    await page.keyboard.press("Enter");
    expect(await banner.count()).toBe(0);
    await page.goto(`${origin(portal)}/next`);
    await page.waitForLoadState("networkidle");
    expect(await banner.count()).toBe(0);
    expect(await shownSoFar()).toBe(1);
    expect(await context.cookies()).toEqual([]);
    expect(trouble).toEqual([]);
    await context.close();
  });

  test("the whole path on a phone of 360 pixels, scripts off, keyboard only, nothing sticks out and nothing leaves our origin", async () => {
    const { context, page } = await phone(false);
    const foreign: string[] = [];
    page.on("request", (request) => new URL(request.url()).origin !== origin(survey) && foreign.push(request.url()));
    const widths: number[] = [];
    const step = async () => {
      widths.push(await page.locator("html").evaluate((html) => html.scrollWidth));
      const before = page.url();
      await page.locator("main form[method=post] button:not([name])").first().focus();
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.href !== before);
    };
    await page.goto(`${origin(survey)}/s/egov-2024?lang=kk`);
    await step();
    await page.locator("#identifier").focus();
    await page.keyboard.type(identifierOf("Chromium"));
    await page.keyboard.press("Enter");
    await page.waitForURL("**/consent");
    await step();
    for (let pages = 0; pages < 6; pages += 1) {
      const choice = page.locator("main input[type=radio]").first();
      if ((await choice.count()) > 0) {
        await choice.focus();
        await page.keyboard.press("Space");
      }
      await step();
    }
    await page.waitForURL("**/check");
    await step();
    await page.waitForURL("**/receipt");
    expect(await page.locator(".code").textContent()).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){4}$/);
    expect(Math.max(...widths)).toBeLessThanOrEqual(360);
    expect(foreign).toEqual([]);
    await context.close();
  });
});
