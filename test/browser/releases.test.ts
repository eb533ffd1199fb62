/** The four steps to a release and its results, in Chromium on a phone without JavaScript: analyst, administrator, citizen. */
import { randomBytes } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digitsOf, enrolled, joined } from "../admin/cast.ts";
import { responsesTo, shipped } from "../release/released.ts";
import { hasChromium, launchChromium, phone, type Served, servePikir } from "../support/browser.ts";
import type { Visitor } from "../support/visitor.ts";

const egov = shipped("egov-2024");
const DANA = { name: "Дана Ахметова", password: "five long words put together" };
const BASE = "/admin/surveys/egov-2024/releases";

describe.skipIf(!hasChromium)("a release, in Chromium", () => {
  let browser: Browser;
  let served: Served;
  beforeAll(async () => {
    served = await servePikir({ definitions: [egov] });
    const rows = [...responsesTo(egov, 200)].map((response) => ({ ...response, key: randomBytes(16) }));
    await served.pikir.storage.responses.importAll("egov-2024", "a".repeat(64), rows);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
  });

  async function signedIn(who: Visitor): Promise<Page> {
    const { context, page } = await phone(browser, { locale: "en", javaScriptEnabled: false });
    const cookies = [...who.cookies].map(([name, value]) => ({ name, value, url: served.origin }));
    await context.addCookies(cookies);
    return page;
  }

  test("walks from what it is to public results, and nothing sticks out of a phone", async () => {
    const { pikir, origin } = served;
    const aizhan = await signedIn((await enrolled(pikir)).visitor);
    const second = await joined(pikir, DANA, "analyst");
    await second.fill({ code: digitsOf(await second.open("/admin/account/second-factor"), pikir.now()) });
    const dana = await signedIn(second);
    const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

    await dana.goto(`${origin}${BASE}?lang=en`);
    await dana.getByRole("link", { name: "Plan a release" }).click();
    await fits(dana);
    await dana.getByText("Public use file").click();
    await press(dana, "Look at the risk");
    await fits(dana);
    await press(dana, "See what repairs it");
    await fits(dana);
    await dana.locator("input[name=way]").first().check();
    await press(dana, "See what would be released");
    await fits(dana);
    await press(dana, "Ask a second person to confirm");
    await dana.getByText("waits for a second person").waitFor();

    await aizhan.goto(`${origin}/admin/proposals?lang=en`);
    await press(aizhan, "Confirm and do it now");
    await aizhan.waitForURL(`**${BASE}/egov-2024-public-*`, { timeout: 120_000 });
    await fits(aizhan);
    const [download] = await Promise.all([
      aizhan.waitForEvent("download"),
      aizhan.getByRole("link", { name: "data.csv" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("data.csv");

    await dana.goto(aizhan.url());
    await press(dana, "Propose to publish its figures");
    await aizhan.goto(`${origin}/admin/proposals?lang=en`);
    await press(aizhan, "Confirm and do it now");
    const { page: citizen } = await phone(browser, { locale: "kk", javaScriptEnabled: false });
    await citizen.goto(`${origin}/s/egov-2024/results`);
    expect(await citizen.locator("h1").textContent()).toContain("Нәтижелер");
    await citizen.locator("details summary").first().click();
    await fits(citizen);
  });

  /** The page is no wider than the phone; what is wider scrolls inside it. */
  async function fits(page: Page): Promise<void> {
    const width = await page.locator("html").evaluate((html) => html.scrollWidth);
    expect(width, page.url()).toBeLessThanOrEqual(360);
  }
});
