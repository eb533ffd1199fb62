import { createServer, type Server } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closed, hasChromium, launchChromium, listening, phone, type Served, servePikir } from "../support/browser.ts";
import { identifierOf } from "../support/pikir.ts";

describe.skipIf(!hasChromium)("in a real browser", () => {
  let survey: Served;
  let portal: Server;
  let portalOrigin: string;
  let browser: Browser;

  beforeAll(async () => {
    survey = await servePikir();
    portal = createServer((_request, response) => {
      const policy = `default-src 'none'; script-src ${survey.origin}; connect-src ${survey.origin}`;
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy });
      response.end(`<!doctype html><html lang="ru"><title>Portal</title><p>Services</p><a href="/next">next</a>
        <script src="${survey.origin}/invite/egov-2024.js" data-place="home" data-lang="kk" async></script></html>`);
    });
    portalOrigin = await listening(portal);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await closed(portal);
    await survey.stop();
  });

  async function shownSoFar(): Promise<number> {
    await survey.pikir.app.flush();
    const counts = await survey.pikir.storage.counters.of("egov-2024");
    return counts.filter(({ stage }) => stage === "shown").reduce((sum, { count }) => sum + count, 0);
  }

  test("the banner comes once a visit on a portal of another origin with a strict policy, and goes with the keyboard", async () => {
    const { context, page, trouble } = await phone(browser);
    await page.goto(portalOrigin);
    const banner = page.locator("section[lang=kk]");
    await banner.waitFor();
    const link = await banner.locator("a").getAttribute("href");
    expect(link).toBe(`${survey.origin}/s/egov-2024?from=home&lang=kk`);
    await banner.locator("button").focus();
    await page.keyboard.press("Enter");
    expect(await banner.count()).toBe(0);
    await page.goto(`${portalOrigin}/next`);
    await page.waitForLoadState("networkidle");
    expect(await banner.count()).toBe(0);
    expect(await shownSoFar()).toBe(1);
    expect(await context.cookies()).toEqual([]);
    expect(trouble).toEqual([]);
    await context.close();
  });

  test("the whole path on a phone of 360 pixels, scripts off, keyboard only, nothing sticks out and nothing leaves our origin", async () => {
    const { context, page } = await phone(browser, { javaScriptEnabled: false });
    const foreign: string[] = [];
    page.on("request", (request) => new URL(request.url()).origin !== survey.origin && foreign.push(request.url()));
    const widths: number[] = [];
    const step = async () => {
      widths.push(await page.locator("html").evaluate((html) => html.scrollWidth));
      const before = page.url();
      await page.locator("main form[method=post] button:not([name])").first().focus();
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.href !== before);
    };
    await page.goto(`${survey.origin}/s/egov-2024?lang=kk`);
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
