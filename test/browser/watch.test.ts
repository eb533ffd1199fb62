/** Staff watch a survey in Chromium: totals move while citizens send and while citizens are simulated, nobody loads the page again, and axe finds nothing. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AIZHAN, administrator, digitsOf, importAnswers } from "../admin/cast.ts";
import { hasChromium, launchChromium, phone, type Served, servePikir } from "../support/browser.ts";
import { identifierOf } from "../support/pikir.ts";
import { simulateOn } from "../support/simulated.ts";
import type { Visitor } from "../support/visitor.ts";
import { axeFindings } from "./axe.ts";

const PAGE = "/admin/surveys/egov-2024";
const FILTERED = `${PAGE}?language=kk&period=7`;
const PICTURES = process.env["PIKIR_PICTURES"];

describe.skipIf(!hasChromium)("watching a survey, in Chromium", () => {
  let browser: Browser;
  let served: Served;
  let staff: Visitor;

  beforeAll(async () => {
    served = await servePikir({ pool: 1 });
    const { pikir } = served;
    const day = { survey: "egov-2024", day: "2024-09-18", page: "" };
    const stages = [
      ["consent_shown", 60],
      ["agreed", 44],
      ["declined", 12],
      ["started", 41],
    ] as const;
    await pikir.storage.counters.add(
      [
        ["kk", "direct", 1],
        ["ru", "portal", 2],
      ].flatMap(([language, place, times]) =>
        stages.map(([stage, count]) => ({
          ...day,
          ...{ stage, language: String(language), place: String(place), count: count * Number(times) },
        })),
      ),
    );
    await importAnswers(pikir, [
      [60, { sex: "male", settlement: "major-city", obstacle: "technical-errors" }],
      [45, { sex: "female", settlement: "village", obstacle: "bureaucracy" }],
      [21, { sex: "female", settlement: "town", obstacle: "other" }],
    ]);
    staff = await administrator(pikir);
    // Once the report is made no page is without it, and none loads itself again.
    await staff.open(`${PAGE}/report`);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
  });

  async function desk(options: BrowserContextOptions) {
    const { page, context, trouble } = await phone(browser, options);
    const cookies = [...staff.cookies].map(([name, value]) => ({
      name,
      value: decodeURIComponent(value),
      url: served.origin,
    }));
    await context.addCookies(cookies);
    return { page, trouble };
  }

  async function picture(page: Page, name: string): Promise<void> {
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  }

  test("the totals move while citizens send, on a page that nobody loads again", async () => {
    const { page, trouble } = await desk({ viewport: { width: 1280, height: 800 }, locale: "en" });
    await page.goto(`${served.origin}${FILTERED}&lang=en`);
    const sent = page.locator("[data-live=sent]");
    expect(await sent.innerText()).toBe("0");
    await page.evaluate("window.stayed = true");
    await page.getByText("The totals move by themselves").waitFor();
    for (const [at, name] of ["Raushan", "Serik"].entries()) {
      await sends(served.pikir.visitor(), name);
      served.pikir.pass(5);
      await page.locator("[data-live=sent]", { hasText: String(at + 1) }).waitFor();
    }
    expect(await page.locator("[data-live=funnel-sent]").innerText()).toBe("2");
    expect(await page.locator("[data-live=as-of]").innerText()).toContain("08:00:10 UTC");
    expect(await page.evaluate("window.stayed")).toBe(true);
    expect(trouble).toEqual([]);
  });

  test.each([
    ["en", "light", 1280, 800],
    ["ru", "dark", 360, 640],
  ] as const)(
    "axe finds nothing, and nothing hangs over the edge: %s, %s",
    async (locale, colorScheme, width, height) => {
      const { page } = await desk({ viewport: { width, height }, locale, colorScheme });
      for (const [name, path] of [
        ["dashboard", FILTERED],
        ["report", `${PAGE}/report?`],
      ] as const) {
        await page.goto(`${served.origin}${path}&lang=${locale}`);
        expect(await page.locator(name === "dashboard" ? "#table-choice" : "#table-obstacle").count(), page.url()).toBe(
          1,
        );
        await picture(page, `${name}-${locale}`);
        expect(await axeFindings(page), name).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), name).toBeLessThanOrEqual(0);
      }
    },
  );

  test("the funnel of a simulated survey moves while `simulate` walks it", async () => {
    const { pikir, origin } = served;
    await simulateOn(pikir, { citizens: 1 });
    // The simulated clock runs until October, and takes away the sessions that have ended by then.
    pikir.pass(90 * 24 * 3600);
    await staff.open("/admin/sign-in");
    const asked = await staff.fill(AIZHAN);
    await staff.fill({ code: digitsOf(asked, pikir.now()) });
    const { page } = await desk({ viewport: { width: 1280, height: 800 }, locale: "en" });
    await page.goto(`${origin}${PAGE}-sim?lang=en`);
    await page.getByText("The totals move by themselves").waitFor();
    const stages = ["funnel-clicked", "funnel-agreed", "funnel-sent"];
    const shown = () =>
      Promise.all(stages.map(async (stage) => Number(await page.locator(`[data-live=${stage}]`).innerText())));
    const before = await shown();
    const outcome = await simulateOn(pikir, { citizens: 6, seed: 2 });
    expect(outcome.tally.fates.completed).toBe(6);
    await page.locator("[data-live=funnel-sent]", { hasText: "7" }).waitFor();
    const moved = (await shown()).map((now, at) => now - (before[at] ?? 0));
    expect(moved.every((more) => more >= 6)).toBe(true);
  });
});

async function sends(citizen: Visitor, name: string): Promise<void> {
  await citizen.open("/s/egov-2024?lang=kk");
  await citizen.fill();
  await citizen.fill({ identifier: identifierOf(name) });
  await citizen.fill();
  for (let page = 0; page < 8 && !citizen.shown().address.endsWith("/done"); page += 1) await citizen.fill();
}
