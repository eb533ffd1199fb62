import { createServer, type Server } from "node:http";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { definitionIn } from "../../server/publishing.ts";
import { snippet } from "../../server/survey/invitation-links.ts";
import { readLanguages } from "../../server/web/languages.ts";
import { closed, hasChromium, launchChromium, listening, phone, type Served, servePikir } from "../support/browser.ts";
import { ROOT } from "../support/pikir.ts";

/** What README says a portal's policy has to allow, and nothing beside it. */
const policyFor = (origin: string) =>
  `default-src 'none'; script-src ${origin}; connect-src ${origin}; require-trusted-types-for 'script'; trusted-types 'none'`;

interface PortalPage {
  readonly lang?: string;
  readonly attributes?: string;
  readonly style?: string;
  readonly body?: string;
  /** A policy of its own. */
  readonly policy?: string;
}

describe.skipIf(!hasChromium)("the banner on a portal of another origin", () => {
  let survey: Served;
  let portal: Server;
  let at: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let trouble: readonly string[];
  let shownBefore = 0;
  const pages = new Map<string, PortalPage>();

  beforeAll(async () => {
    survey = await servePikir();
    portal = createServer((request, response) => {
      const {
        lang = "ru",
        attributes = 'data-place="home"',
        style = "",
        body = "",
        policy = policyFor(survey.origin),
      } = pages.get(request.url ?? "") ?? {};
      const styled = style === "" ? "" : "; style-src 'unsafe-inline'";
      response.writeHead(200, {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy + styled,
      });
      response.end(`<!doctype html><html lang="${lang}"><meta name="viewport" content="width=device-width">
        <title>Portal</title>${style}<h1>Services</h1><a href="/next" id="first">next</a>${body || "<p>A service.</p>".repeat(60)}
        <script src="${survey.origin}/invite/egov-2024.js" ${attributes} async></script></html>`);
    });
    at = await listening(portal);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await closed(portal);
    await survey.stop();
  });

  beforeEach(async () => {
    shownBefore = await counted("shown");
    ({ context, page, trouble } = await phone(browser));
    return async () => {
      expect(trouble).toEqual([]);
      expect(await context.cookies()).toEqual([]);
      await context.close();
    };
  });

  async function counted(stage: string): Promise<number> {
    await survey.pikir.app.flush();
    const counts = await survey.pikir.storage.counters.of("egov-2024");
    return counts.filter((each) => each.stage === stage).reduce((sum, { count }) => sum + count, 0);
  }

  const shownNow = async () => (await counted("shown")) - shownBefore;
  const bannerOn = (where: Page) => where.locator("section[data-pikir]");

  async function open(address: string, where = page): Promise<void> {
    await where.goto(`${at}${address}`);
    await where.waitForLoadState("networkidle");
  }

  test("comes once a visit, over reloads, pages and tabs, and is counted once", async () => {
    await open("/");
    expect(await bannerOn(page).count()).toBe(1);
    await open("/");
    await open("/next");
    const tab = await context.newPage();
    await open("/", tab);
    expect([await bannerOn(page).count(), await bannerOn(tab).count(), await shownNow()]).toEqual([0, 0, 1]);
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(kept).toMatch(/^\[{"pikir-egov-2024":"\d{7}"},{"pikir-egov-2024":"1"}\]$/);
  });

  test("comes in one of two tabs that open at the same moment", async () => {
    const tab = await context.newPage();
    await Promise.all([open("/", page), open("/", tab)]);
    expect((await bannerOn(page).count()) + (await bannerOn(tab).count())).toBe(1);
    expect(await shownNow()).toBe(1);
  });

  test("comes again on the next visit, an hour later, in a tab of its own", async () => {
    await open("/");
    await page.evaluate(() => localStorage.setItem("pikir-egov-2024", String(Math.ceil(Date.now() / 600_000) - 1)));
    const tab = await context.newPage();
    await open("/", tab);
    await open("/next");
    expect([await bannerOn(tab).count(), await bannerOn(page).count(), await shownNow()]).toEqual([1, 0, 2]);
  });

  test("does not come where nothing can be remembered, for it would come on every page", async () => {
    await context.addInitScript(() =>
      Object.defineProperty(window, "localStorage", {
        get: () => {
          throw new Error("blocked");
        },
      }),
    );
    await open("/");
    expect([await bannerOn(page).count(), await shownNow()]).toEqual([0, 0]);
  });

  test("moves nothing on the portal's page", async () => {
    await context.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
      }).observe({ type: "layout-shift", buffered: true });
    });
    await open("/");
    await bannerOn(page).waitFor();
    await page.waitForTimeout(200);
    await bannerOn(page).locator("button").click();
    await page.waitForTimeout(200);
    expect(await page.evaluate(() => Reflect.get(window, "shifts"))).toEqual([]);
    expect(await page.locator("html").evaluate((html) => html.getAttribute("style"))).toBe("");
  });

  test("is walked and left with the keyboard; focus is not taken, and goes back to where it was", async () => {
    await open("/");
    await bannerOn(page).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);
    expect(await focused()).toBe("BODY");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("first");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("A");
    const outline = await bannerOn(page)
      .locator("a")
      .evaluate((link) => getComputedStyle(link).outlineStyle);
    expect(outline).toBe("solid");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("BUTTON");
    await page.keyboard.press("Escape");
    expect([await bannerOn(page).count(), await focused()]).toEqual([0, "first"]);
  });

  test("goes with Escape from the page, and leaves Escape to a field of the portal's", async () => {
    pages.set("/form", { body: '<input id="field">' });
    await open("/form");
    await page.locator("#field").focus();
    await page.keyboard.press("Escape");
    expect(await bannerOn(page).count()).toBe(1);
    await page.locator("#field").blur();
    await page.keyboard.press("Escape");
    expect(await bannerOn(page).count()).toBe(0);
  });

  test.each([
    ["data-lang", { lang: "ru", attributes: 'data-lang="kk-KZ"' }, "kk", "direct"],
    ["the page's own language", { lang: "en-GB", attributes: 'data-place="counter"' }, "en", "counter"],
    ["the survey's first, where it has not that one", { lang: "de", attributes: "" }, "kk", "direct"],
  ])("speaks the portal's language: %s", async (_how, portalPage, lang, place) => {
    pages.set("/spoken", portalPage);
    await open("/spoken");
    expect(await bannerOn(page).getAttribute("lang")).toBe(lang);
    const link = await bannerOn(page).locator("a").getAttribute("href");
    expect(link).toBe(`${survey.origin}/s/egov-2024?from=${place}&lang=${lang}`);
  });

  test("is a landmark with a name, a link and a button of 48 pixels, and sticks out nowhere", async () => {
    await open("/");
    const region = page.getByRole("region", { name: "Государственные услуги онлайн: Ваше мнение" });
    await region.waitFor();
    for (const control of [
      region.getByRole("link", { name: "Участвовать" }),
      region.getByRole("button", { name: "Не сейчас" }),
    ])
      expect((await control.boundingBox())?.height).toBeGreaterThanOrEqual(47.9);
    expect(await page.locator("html").evaluate((html) => html.scrollWidth)).toBe(360);
  });

  test.each(["light", "dark"] as const)(
    "has the contrast of WCAG AA in a %s scheme, and does not move",
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await open("/");
      const ratios = await bannerOn(page).evaluate((banner) => {
        const parts = (color: string) => (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
        const light = (color: string) => {
          const [r = 0, g = 0, b = 0] = parts(color).map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ratio = (one: string, other: string) => {
          const [high = 0, low = 0] = [light(one), light(other)].sort((a, b) => b - a);
          return (high + 0.05) / (low + 0.05);
        };
        const behind = getComputedStyle(banner).backgroundColor;
        return [...banner.querySelectorAll("*")].map((each) => {
          const style = getComputedStyle(each);
          const own = style.backgroundColor === "rgba(0, 0, 0, 0)" ? behind : style.backgroundColor;
          return Math.round(ratio(style.color, own) * 10) / 10;
        });
      });
      expect(Math.min(...ratios)).toBeGreaterThanOrEqual(4.5);
      expect(await bannerOn(page).evaluate((banner) => banner.getAnimations({ subtree: true }).length)).toBe(0);
    },
  );

  test("keeps its looks whatever the portal's styles say, and takes colours from custom properties", async () => {
    pages.set("/styled", {
      style: `<style>:root{--pikir-accent:rgb(120, 20, 90);--pikir-radius:0}
        section,button,a,p{display:none!important;color:red!important;text-transform:uppercase!important;font-size:5px!important;float:left}</style>`,
    });
    await open("/styled");
    const seen = await bannerOn(page)
      .locator("a")
      .evaluate((link) => {
        const { color, backgroundColor, textTransform, fontSize, display, borderRadius } = getComputedStyle(link);
        return { color, backgroundColor, textTransform, fontSize, display, borderRadius };
      });
    expect(seen).toEqual({
      color: "rgb(255, 255, 255)",
      backgroundColor: "rgb(120, 20, 90)",
      textTransform: "none",
      fontSize: "16px",
      display: "block",
      borderRadius: "0px",
    });
  });

  test("is counted though the citizen leaves the page at once, and the click where it arrives", async () => {
    const clickedBefore = await counted("clicked");
    await page.goto(at);
    await bannerOn(page).locator("a").click();
    await page.waitForURL("**/s/egov-2024?from=home&lang=ru");
    await expect.poll(shownNow).toBe(1);
    expect((await counted("clicked")) - clickedBefore).toBe(1);
    await context.clearCookies();
  });

  test("does not come in a tab that nobody looks at", async () => {
    await context.addInitScript(() => {
      let state = "hidden";
      Object.defineProperty(document, "visibilityState", { get: () => state });
      Object.assign(window, {
        look: () => {
          state = "visible";
          document.dispatchEvent(new Event("visibilitychange"));
        },
      });
    });
    await open("/");
    expect([await bannerOn(page).count(), await shownNow()]).toEqual([0, 0]);
    await page.evaluate(() => Reflect.get(window, "look")());
    await bannerOn(page).waitFor();
    await expect.poll(shownNow).toBe(1);
  });

  test("needs both directives that are named: without the one it does not come, without the other it is not counted", async () => {
    const { origin } = survey;
    pages.set("/no-script", { policy: `default-src 'none'; connect-src ${origin}` });
    pages.set("/no-connection", { policy: `default-src 'none'; script-src ${origin}` });
    const other = await phone(browser);
    await open("/no-script", other.page);
    expect([await bannerOn(other.page).count(), await shownNow()]).toEqual([0, 0]);
    await open("/no-connection", other.page);
    await bannerOn(other.page).waitFor();
    expect(await shownNow()).toBe(0);
    expect(other.trouble.length).toBeGreaterThan(1);
    await other.context.close();
  });

  test("is a plain link where scripts are off: the lines that the command writes lead in, in the portal's language, and are counted", async () => {
    const definition = definitionIn(join(ROOT, "db", "surveys", "egov-2024.yaml"));
    const { translator } = readLanguages(join(ROOT, "views", "languages"));
    const lines = snippet(
      { definition, place: "clinic-3", origin: survey.origin },
      "ru",
      translator("ru")("invitation.go"),
    );
    pages.set("/plain", { body: lines });
    const clickedBefore = await counted("clicked");
    const plain = await phone(browser, { javaScriptEnabled: false });
    await plain.page.goto(`${at}/plain`);
    const link = plain.page.getByRole("link", { name: "Участвовать" });
    expect(await link.getAttribute("lang")).toBe("ru");
    await link.click();
    await plain.page.waitForURL(`${survey.origin}/s/egov-2024?from=clinic-3&lang=ru`);
    expect(await plain.page.locator("html").getAttribute("lang")).toBe("ru");
    expect((await counted("clicked")) - clickedBefore).toBe(1);
    await plain.context.close();
  });
});
