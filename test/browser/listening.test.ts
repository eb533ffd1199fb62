/** An analyst codes open answers and an administrator takes a problem through the backlog, on a phone: what citizens said comes back to them. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { definitionIn } from "../../server/publishing.ts";
import { digitsOf, enrolled, importAnswers, joined } from "../admin/cast.ts";
import { hasChromium, launchChromium, phone, type Served, servePikir } from "../support/browser.ts";
import { ROOT } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";
import { axeFindings } from "./axe.ts";

const SURVEY = "service-feedback";
const PICTURES = process.env["PIKIR_PICTURES"];
const findings: string[] = [];

describe.skipIf(!hasChromium)("listening to what citizens say, in Chromium", () => {
  let browser: Browser;
  let served: Served;

  beforeAll(async () => {
    served = await servePikir({
      definitions: [definitionIn(`${ROOT}/db/surveys/${SURVEY}.yaml`)],
      now: new Date().toISOString(),
    });
    const texts = Array.from(
      { length: 12 },
      (_none, at) => [1, { obstacle: "technical-errors", comment: `Сайт өте баяу, ${at} рет қайта кірдім` }] as const,
    );
    await importAnswers(served.pikir, [...texts, [30, { obstacle: "bureaucracy" }]], SURVEY);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
  });

  /** A phone that carries the session of somebody who has signed in. */
  async function phoneOf(who: Visitor): Promise<Page> {
    const { page, context } = await phone(browser, { locale: "en" });
    await context.addCookies(
      [...who.cookies].map(([name, value]) => ({ name, value: decodeURIComponent(value), url: served.origin })),
    );
    return page;
  }

  /** Nothing hangs over the edge of a phone but what scrolls inside, and axe finds nothing. */
  async function look(page: Page, name: string): Promise<void> {
    for (const language of ["kk", "ru", "en"]) {
      const address = new URL(page.url());
      address.searchParams.set("lang", language);
      if (PICTURES === undefined && language !== "en") continue;
      await page.goto(address.href);
      if (PICTURES !== undefined) await picture(page, `${name}-${language}`);
    }
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), name).toBeLessThanOrEqual(0);
    findings.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`));
  }

  async function picture(page: Page, name: string): Promise<void> {
    mkdirSync(PICTURES ?? "", { recursive: true });
    await page.screenshot({ path: join(PICTURES ?? "", `${name}.png`), fullPage: true });
    if (!name.endsWith("-en")) return;
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.screenshot({ path: join(PICTURES ?? "", `${name}-desk-dark.png`), fullPage: true });
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 360, height: 640 });
  }

  test("from a text to a coded share, and from a problem to what citizens read", async () => {
    const { pikir, origin } = served;
    const { visitor: admin } = await enrolled(pikir);
    const dana = await joined(pikir, { name: "Дана", password: "бес алты жеті сегіз" }, "analyst");
    await dana.fill({ code: digitsOf(await dana.open("/admin/account/second-factor"), pikir.now()) });

    const analyst = await phoneOf(dana);
    await analyst.goto(`${origin}/admin/surveys/${SURVEY}/coding?lang=en`);
    await look(analyst, "coding-empty");
    await analyst.getByRole("link", { name: "Make the first code" }).click();
    for (const language of ["kk", "ru", "en"]) {
      await analyst.locator(`#label-${language}`).fill("Slow");
      await analyst.locator(`#definition-${language}`).fill("The site is slow or does not answer");
    }
    await analyst.locator("#keywords").fill("баяу, slow");
    await analyst.getByRole("button", { name: "Add the code" }).click();
    await analyst.getByLabel("One person").check();
    await analyst.getByRole("button", { name: "Keep", exact: true }).click();
    await look(analyst, "coding-frame");
    await analyst.goto(`${origin}/admin/surveys/${SURVEY}/coding/comment/texts?lang=en`);
    await look(analyst, "coding-text");
    for (let at = 0; at < 12; at += 1) await analyst.getByRole("button", { name: "Slow" }).click();
    await analyst.getByText("Nothing waits for you").waitFor();
    await analyst.goto(`${origin}/admin/surveys/${SURVEY}/coding?lang=en`);
    await analyst.getByText("Shares are of the 12 valid responses").waitFor();
    await look(analyst, "coding-shares");

    const boss = await phoneOf(admin);
    await boss.goto(`${origin}/admin/surveys/${SURVEY}/backlog?lang=en`);
    await look(boss, "backlog-empty");
    await boss.locator("#days-technical-errors").fill("10");
    await boss.getByRole("button", { name: "Keep the agreement" }).click();
    await boss.locator("#category").selectOption("technical-errors");
    await boss.locator("#service").fill("passport");
    await boss.locator("#unit").fill("Digital services");
    await boss.getByRole("button", { name: "Add the problem" }).click();
    await boss.getByText("Named by 12 of 42").waitFor();
    await boss.locator("#status").selectOption("fixed");
    await boss.getByRole("button", { name: "Keep", exact: true }).click();
    await look(boss, "backlog-item");
    await boss.goto(`${origin}/admin/surveys/${SURVEY}/backlog?lang=en`);
    await look(boss, "backlog");
    await boss.getByRole("link", { name: "Technical errors: passport" }).click();
    await boss.getByRole("link", { name: "Tell citizens what was done" }).click();
    for (const language of ["kk", "ru", "en"]) {
      await boss.locator(`#said-${language}`).fill("The site was slow.");
      await boss.locator(`#done-${language}`).fill("It runs on new machines since November.");
    }
    await boss.getByRole("button", { name: "Keep as a draft" }).click();
    await boss.getByRole("button", { name: "Publish note 1" }).click();
    await look(boss, "notes");
    const { page: citizen } = await phone(browser, { locale: "en" });
    await citizen.goto(`${origin}/s/${SURVEY}/done`);
    await citizen.getByText("It runs on new machines since November.").waitFor();
    await look(citizen, "done");
    expect(findings).toEqual([]);
  }, 400_000);
});
