import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hasChromium, launchChromium, type Served, servePikir } from "../support/browser.ts";

let browser: Browser;
let served: Served;
beforeAll(async () => {
  if (!hasChromium) return;
  browser = await launchChromium();
  served = await servePikir();
});
afterAll(async () => {
  await browser?.close();
  await served?.stop();
});
test.skipIf(!hasChromium)("a kiosk asks whoever is silent, waits when asked to, and ends the visit", async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`${served.origin}/s/egov-2024?from=kiosk-a&lang=en`);
  await page.click("main form button");
  await page.waitForURL(/\/sign-in/);
  expect(await page.locator("dialog[data-quiet]").count()).toBe(1);
  // From here on its seconds are ours alone.
  await page.clock.pauseAt(Date.now() + 3000);
  await page.clock.runFor(61_000);
  expect(await page.locator("dialog[open]").count()).toBe(1);
  await page.click("dialog button");
  await page.clock.runFor(59_000);
  expect(await page.locator("dialog[open]").count()).toBe(0);
  await page.clock.runFor(2000);
  expect(await page.locator("dialog[open]").count()).toBe(1);
  const ends: string[] = [];
  page.on("request", (request) => request.url().endsWith("/kiosk/end") && ends.push(request.method()));
  await page.clock.runFor(33_000);
  await page.waitForURL(/from=kiosk-a/);
  expect(ends).toEqual(["POST"]);
  await context.close();
});
