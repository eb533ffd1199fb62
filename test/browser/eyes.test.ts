/** What people set on their devices for their eyes, looked at in Chromium: zoom, colours of their own, less motion, another direction. */
import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerAll, forgeFirstChoice, forward, signIn } from "../../scripts/gallery/hand.ts";
import { definitionIn } from "../../server/publishing.ts";
import type { Definition } from "../../server/survey/definition.ts";
import { hasChromium, launchChromium, phone, type Served, servePikir } from "../support/browser.ts";
import { identifierOf, ROOT } from "../support/pikir.ts";

const PATH = ["start", "sign-in", "consent", "questions", "mistake", "check", "receipt"] as const;

describe.skipIf(!hasChromium)("for every pair of eyes", () => {
  let browser: Browser;
  let survey: Served;
  let root: string;
  beforeAll(async () => {
    root = withFourthLanguage();
    browser = await launchChromium();
    const national = definitionIn(join(ROOT, "db", "surveys", "egov-2024.yaml"));
    const spoken = { ...(inPersianToo(national) as Definition), languages: [...national.languages, "fa"] };
    survey = await servePikir({ root, definitions: [spoken] });
  });
  afterAll(async () => {
    await browser.close();
    await survey.stop();
    rmSync(root, { recursive: true, force: true });
  });

  /** The path from the first page to the receipt, a look at each kind of page. */
  async function walk(page: Page, language: string, look: (where: string) => Promise<void>): Promise<void> {
    await page.goto(`${survey.origin}/?lang=${language}`);
    await page.goto(`${survey.origin}/s/egov-2024`);
    await look("start");
    await forward(page);
    await look("sign-in");
    await signIn(page, identifierOf(`${language} ${randomUUID()}`));
    await look("consent");
    await forward(page);
    await look("questions");
    await forgeFirstChoice(page);
    await forward(page);
    await look("mistake");
    while (!page.url().endsWith("/check")) {
      await answerAll(page, "Баяу");
      await forward(page);
    }
    await look("check");
    await forward(page);
    await look("receipt");
  }

  test.each([
    ["200%", 640, 512],
    ["400%", 320, 256],
  ])(
    "at %s of a screen of 1280 by 1024, and on 320 pixels, nothing has to be scrolled sideways, and all is there",
    async (_zoom, width, height) => {
      const { context, page } = await phone(browser, { viewport: { width, height } });
      const seen: string[] = [];
      await walk(page, "kk", async (where) => {
        seen.push(where);
        expect([where, await page.evaluate(stickingOut)]).toEqual([where, []]);
      });
      expect(seen).toEqual(PATH);
      await context.close();
    },
  );

  test("in forced colours choices, buttons, mistakes and the focus are told by more than a colour that is gone", async () => {
    const { context, page } = await phone(browser, { forcedColors: "active", javaScriptEnabled: false });
    const borders: (readonly [string, readonly string[]])[] = [];
    await walk(page, "kk", async (where) => {
      expect(await page.evaluate(() => matchMedia("(forced-colors: active)").matches)).toBe(true);
      borders.push([where, await page.evaluate(withoutEdge)]);
      if (where !== "questions") return;
      const choice = page.locator(".choice").first();
      const edge = () =>
        choice.evaluate((row) => `${getComputedStyle(row).outlineStyle} ${getComputedStyle(row).outlineWidth}`);
      const before = await edge();
      await choice.locator("input").focus();
      await page.keyboard.press("Space");
      expect(before).toContain("none");
      expect(await edge()).toBe("solid 3px");
      await page.locator("main h1").click();
      expect(await edge()).toBe("solid 3px");
    });
    expect(borders).toEqual(PATH.map((where) => [where, []]));
    await context.close();
  });

  test("nothing moves by itself, least of all for whom motion makes ill", async () => {
    const { context, page } = await phone(browser);
    await walk(page, "kk", async (where) => {
      for (const reducedMotion of ["reduce", "no-preference"] as const) {
        await page.emulateMedia({ reducedMotion });
        expect([where, reducedMotion, await page.evaluate(moving)]).toEqual([where, reducedMotion, []]);
      }
    });
    await context.close();
  });

  test("a fourth language is one file; written from right to left, every page is mirrored and says so", async () => {
    const { context, page } = await phone(browser, { javaScriptEnabled: false });
    await walk(page, "fa", async (where) => {
      const { dir, lang } = await page.evaluate(() => ({
        dir: document.documentElement.dir,
        lang: document.documentElement.lang,
      }));
      expect([where, dir, lang]).toEqual([where, "rtl", "fa"]);
      expect([where, await page.evaluate(stickingOut)]).toEqual([where, []]);
      if (where === "start") expect(await page.locator("nav.languages").innerText()).toContain("فارسی");
      const sides = await page.evaluate(() => {
        const at = (selector: string) => document.querySelector(selector)?.getBoundingClientRect();
        const [mark, row, button] = [at(".mark"), at(".choice"), at(".choice input")];
        const atRight = (inner?: DOMRect, outer?: DOMRect) =>
          inner === undefined || (outer?.right ?? window.innerWidth) - inner.right < 100;
        return { mark: atRight(mark), choice: atRight(button, row) };
      });
      expect([where, sides]).toEqual([where, { mark: true, choice: true }]);
      if (where !== "mistake") return;
      const { borderRightWidth, borderLeftWidth } = await page
        .locator(".wrong")
        .first()
        .evaluate((wrong) => {
          const { borderRightWidth, borderLeftWidth } = getComputedStyle(wrong);
          return { borderRightWidth, borderLeftWidth };
        });
      expect([borderRightWidth, borderLeftWidth]).toEqual(["5px", "0px"]);
    });
    await page.goto(`${survey.origin}/?lang=kk`);
    expect(await page.locator("nav.languages").innerText()).toContain("فارسی");
    await context.close();
  });
});

/** Pikir's own folders, with one file more: English words marked as Persian, so that a direction and not a translation is tested. */
function withFourthLanguage(): string {
  const root = mkdtempSync(join(tmpdir(), "pikir-languages-"));
  cpSync(join(ROOT, "views"), join(root, "views"), { recursive: true });
  for (const folder of ["static", "db"]) symlinkSync(join(ROOT, folder), join(root, folder));
  const words = JSON.parse(readFileSync(join(ROOT, "views", "languages", "en.json"), "utf8"));
  const file = { ...words, order: "4", name: "فارسی", direction: "rtl" };
  writeFileSync(join(root, "views", "languages", "fa.json"), JSON.stringify(file));
  return root;
}

/** The survey's own words, too. */
function inPersianToo(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(inPersianToo);
  if (typeof part !== "object" || part === null) return part;
  const inside = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, inPersianToo(value)]));
  return typeof inside.en === "string" ? { ...inside, fa: inside.en } : inside;
}

/** What is cut off or wider than the screen; what scrolls inside itself may be. */
function stickingOut(): readonly string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  const wide = scrollWidth > clientWidth ? [`the page is ${scrollWidth} wide on ${clientWidth}`] : [];
  const cut = [...document.querySelectorAll<HTMLElement>("main *, .foot *, .top *")].filter((each) => {
    const { left, right, width, height } = each.getBoundingClientRect();
    const hidden = width === 0 || height === 0 || getComputedStyle(each).clipPath !== "none";
    return !hidden && (left < -1 || right > clientWidth + 1);
  });
  return [...wide, ...cut.map((each) => `${each.localName} ${each.className} ${each.textContent?.slice(0, 30)}`)];
}

/** Where a background is gone, an edge has to say what is a button, a choice, a field, a mistake. */
function withoutEdge(): readonly string[] {
  const edged = "button:not(.plain), .button, .choice, main input:not([type]), textarea, .errors, .wrong";
  return [...document.querySelectorAll(edged)]
    .filter((each) => each.getClientRects().length > 0)
    .filter((each) => {
      const { borderInlineStartStyle, borderInlineStartWidth } = getComputedStyle(each);
      return borderInlineStartStyle === "none" || Number.parseFloat(borderInlineStartWidth) < 1;
    })
    .map((each) => `${each.localName} ${each.className}`);
}

/** What is animated, changes slowly, or scrolls smoothly. */
function moving(): readonly string[] {
  const running = document.getAnimations().map(String);
  const slow = [...document.querySelectorAll("*")].filter((each) => {
    const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(each);
    return !/^0s(, 0s)*$/.test(transitionDuration) || animationName !== "none" || scrollBehavior !== "auto";
  });
  return [...running, ...slow.map((each) => `${each.localName} ${each.className}`)];
}
