import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, launchChromium, phone, type Served, servePikir } from "../support/browser.ts";
import { aDefinition } from "../support/definitions.ts";
import { invite } from "../support/invitations.ts";
import { startProvider, type TestProvider } from "../support/provider.ts";

const PANEL = aDefinition({ id: "tea-panel", access: "codes", eligibility: {} });

describe.skipIf(!hasChromium)("signing in, in Chromium", () => {
  let browser: Browser;
  let provider: TestProvider;
  let served: Served;

  beforeAll(async () => {
    const now = new Date(Date.now() + 300_000);
    provider = await startProvider({
      Aigerim: { birthdate: "1990-05-01", country: "KZ" },
      Child: { birthdate: `${now.getUTCFullYear() - 10}-01-01`, country: "KZ" },
      Abroad: { birthdate: "1980-01-01", country: "DE" },
    });
    served = await servePikir({
      definitions: [aDefinition(), PANEL],
      now: now.toISOString(),
      signIn: provider.signIn(),
    });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
    await provider?.stop();
  });

  /** A phone of somebody's own, from the survey's first page through the provider. */
  async function signedIn(name: string, javaScriptEnabled = true): Promise<Page> {
    const { page } = await phone(browser, { locale: "en", javaScriptEnabled });
    await page.goto(`${served.origin}/s/tea-survey?lang=en`);
    await page.locator("main form button").first().click();
    await page.waitForURL("**/sign-in?survey=tea-survey");
    await page.locator("main form button").first().click();
    await page.waitForURL(`${provider.issuer}/interaction/**`);
    await page.locator("input[name=login]").fill(name);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${served.origin}/**`);
    return page;
  }

  async function press(page: Page, label: string): Promise<void> {
    await page.getByRole("button", { name: label, exact: true }).click();
  }

  test("Aigerim takes part once from two devices, with scripts on one and none on the other", async () => {
    const mobile = await signedIn("Aigerim");
    await mobile.waitForURL("**/s/tea-survey/consent");
    await press(mobile, "I agree, go on");
    await mobile.waitForURL("**/p/tea");
    await mobile.getByText("No", { exact: true }).click();
    await press(mobile, "Continue");
    await mobile.waitForURL("**/p/about-you");

    const tablet = await signedIn("Aigerim", false);
    expect(new URL(tablet.url()).pathname).toBe("/s/tea-survey/p/about-you");
    await press(tablet, "Skip this page");
    await tablet.waitForURL("**/check");
    await press(tablet, "Send my answers");
    await tablet.waitForURL("**/receipt");

    await mobile.goto(`${served.origin}/s/tea-survey/check`);
    expect(await mobile.locator("h1").innerText()).toBe("You have already taken part");
    expect(await served.pikir.storage.participations.count("tea-survey")).toBe(1);
  });

  test.each([
    ["Child", true, "aged 18 or over"],
    ["Abroad", false, "live in Kazakhstan"],
  ])(
    "%s is told kindly that it is not for them (scripts: %s), and signs out at the provider, too",
    async (name, scripts, reason) => {
      const page = await signedIn(name, scripts);
      expect(await page.locator("main").innerText()).toContain(reason);
      const back = await page.goto(`${served.origin}/s/tea-survey/consent`);
      expect(back?.status()).toBe(403);
      await press(page, "Sign out");
      await page.waitForURL(`${provider.issuer}/session/end**`);
      expect(await served.pikir.storage.participations.count("tea-survey")).toBeLessThanOrEqual(1);
    },
  );

  test("an invitation's QR code brings its code into the form, and not to the server", async () => {
    const [code = ""] = await invite(served.pikir, "tea-panel", 1);
    const { page, trouble } = await phone(browser, { locale: "en" });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`${served.origin}/s/tea-panel/code?lang=en#${code}`);
    expect(await page.locator("#code").inputValue()).toBe(code);
    expect(page.url()).not.toContain(code);
    await page.locator("a[hreflang=ru]").click();
    await page.waitForURL("**lang=ru**");
    expect(await page.locator("#code").inputValue()).toBe(code);
    await page.locator("main form button").first().click();
    await page.waitForURL("**/s/tea-panel/consent");
    expect(asked.filter((address) => (address.split("#")[0] ?? "").includes(code))).toEqual([]);
    expect(trouble).toEqual([]);
  });
});
