import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, launchChromium, phone, type Served, servePikir } from "../support/browser.ts";
import { inDepth } from "../support/depth.ts";
import { identifierOf } from "../support/pikir.ts";
import { activate, focused, onward, tabTo } from "./keyboard.ts";

const ERROR: Readonly<Record<string, string>> = { kk: "Қате:", ru: "Ошибка:", en: "Error:" };
const TOO_LONG = 1001;

describe.skipIf(!hasChromium)("with the keyboard alone, on a phone of 360 by 640", () => {
  let survey: Served;
  let browser: Browser;
  beforeAll(async () => {
    survey = await servePikir();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await survey.stop();
  });

  async function opened(language: string, javaScriptEnabled: boolean) {
    const opened = await phone(browser, { javaScriptEnabled, locale: "en" });
    await opened.page.goto(`${survey.origin}/?lang=${language}`);
    return opened;
  }

  /** After a mistake: the summary has the focus, the title says so, and its link leads to the field, where everything still stands. */
  async function leadsTo(page: Page, language: string, field: string, typed: string): Promise<void> {
    await page.locator(".errors").waitFor();
    await expect.poll(() => focused(page)).toContain("errors");
    expect(await page.title()).toMatch(new RegExp(`^${ERROR[language]}`));
    await page.keyboard.press("Tab");
    expect(await focused(page)).toContain(`#${field}`);
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toContain(`#${field}`);
    expect(await page.locator(`#${field}`).inputValue()).toBe(typed);
    await page.keyboard.press("Control+A");
  }

  async function signIn(page: Page, language: string, name: string): Promise<void> {
    await tabTo(page, "#identifier");
    await page.keyboard.type("12345");
    await page.keyboard.press("Enter");
    await leadsTo(page, language, "identifier", "12345");
    await page.keyboard.type(identifierOf(name));
    await page.keyboard.press("Enter");
    await page.waitForURL("**/consent");
  }

  /** Answers the first question of each page, and writes too much once. */
  async function answer(page: Page, language: string): Promise<void> {
    let mistaken = false;
    while (!page.url().endsWith("/check")) {
      const writes = (await page.locator("main textarea").count()) > 0;
      await tabTo(page, writes ? "textarea" : "input");
      if (writes && !mistaken) {
        await page.keyboard.insertText("ұ".repeat(TOO_LONG));
        await tabTo(page, "button");
        await page.keyboard.press("Enter");
        await leadsTo(page, language, "problem", "ұ".repeat(TOO_LONG));
        mistaken = true;
      }
      if (writes) await page.keyboard.insertText("Кезек ұзақ.");
      else await page.keyboard.press("Space");
      await onward(page);
    }
    expect(mistaken).toBe(true);
  }

  test.each(
    inDepth(
      [["kk", "without", false] as const, ["ru", "with", true] as const, ["en", "without", false] as const],
      ["kk", "ru", "en"].flatMap((language) => [
        [language, "with", true] as const,
        [language, "without", false] as const,
      ]),
    ),
  )(
    "from / to the receipt in %s, %s JavaScript, mistakes included",
    async (language, how, scripts) => {
      const { context, page, trouble } = await opened(language, scripts);
      await page.keyboard.press("Tab");
      expect(await focused(page)).toContain("#main");
      await page.keyboard.press("Enter");
      await activate(page, "a[href='/s/egov-2024']");
      await page.waitForURL("**/s/egov-2024");
      await onward(page);
      await signIn(page, language, `walker in ${language} ${how}`);
      await onward(page);
      await answer(page, language);
      await onward(page);
      await page.waitForURL("**/receipt");
      expect(await page.locator("html").getAttribute("lang")).toBe(language);
      expect(await page.locator(".code").textContent()).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){4}$/);
      expect(trouble.filter((line) => !line.includes("status of 422"))).toEqual([]);
      await context.close();
    },
    300_000,
  );

  test("a language is changed with what is typed kept, and the stop is asked for once more", async () => {
    const { context, page } = await opened("kk", false);
    await page.goto(`${survey.origin}/s/egov-2024`);
    await onward(page);
    await tabTo(page, "#identifier");
    await page.keyboard.type(identifierOf("Changer"));
    await page.keyboard.press("Enter");
    await page.waitForURL("**/consent");
    await onward(page);
    await tabTo(page, "input");
    await page.keyboard.press("Space");
    await activate(page, "button[value=ru]");
    await page.locator("html[lang=ru]").waitFor();
    expect(await page.locator("main input[type=radio]").first().isChecked()).toBe(true);
    await activate(page, "button[value=stop]");
    await page.waitForURL("**/stop");
    await onward(page);
    await page.waitForURL("**/stopped");
    await context.close();
  });

  test("a whole code is to be seen in its field, with the mark of a mistake beside it", async () => {
    const { context, page } = await opened("kk", false);
    await page.goto(`${survey.origin}/withdraw`);
    await page.locator("#code").fill("WWWWW-WWWWW-WWWWW-WWWWW-WWWWW");
    await page.keyboard.press("Enter");
    await page.locator(".errors").waitFor();
    const [whole, seen] = await page.locator("#code").evaluate((code) => [code.scrollWidth, code.clientWidth]);
    expect(whole).toBeLessThanOrEqual(seen ?? 0);
    await context.close();
  });

  test("above the on-screen keyboard a field and its button are in sight together", async () => {
    const { context, page } = await opened("kk", false);
    const aboveTheKeyboard = { width: 360, height: 330 };
    const inSight = async (selector: string) => {
      const box = await page.locator(selector).first().boundingBox();
      return box !== null && box.y >= 0 && box.y + box.height <= aboveTheKeyboard.height;
    };
    for (const address of ["/withdraw", "/sign-in?survey=egov-2024"]) {
      await page.goto(survey.origin + address);
      await page.setViewportSize(aboveTheKeyboard);
      await page.locator("main input:not([type])").first().focus();
      expect([address, await inSight("main input:not([type])"), await inSight("main form button")]).toEqual([
        address,
        true,
        true,
      ]);
    }
    await context.close();
  });

  test("the receipt on paper is the code, the QR code, what was agreed to and where to withdraw", async () => {
    const { context, page } = await opened("ru", false);
    await page.goto(`${survey.origin}/s/egov-2024`);
    await onward(page);
    await page.locator("#identifier").fill(identifierOf("Printer"));
    await page.keyboard.press("Enter");
    await page.waitForURL("**/consent");
    while (!page.url().endsWith("/receipt")) await onward(page);
    await page.emulateMedia({ media: "print" });
    const shown = async (selector: string) => page.locator(selector).first().isVisible();
    for (const printed of [".code", ".qr", ".answers", "h1"])
      expect([printed, await shown(printed)]).toEqual([printed, true]);
    for (const left of [".top", ".foot", "main form"]) expect([left, await shown(left)]).toEqual([left, false]);
    expect(await page.locator(".paper").innerText()).toContain(`${survey.origin}/withdraw`);
    await context.close();
  });
});
