/**
 * Every page in every state under the rules of WCAG 2.2 AA and the Nu checker. The gate looks at one language; the deep tests
 * at all of them, and once more at the phone as it is, in light colours.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CITIZEN_WALKS } from "../../scripts/gallery/citizen-states.ts";
import { forward } from "../../scripts/gallery/hand.ts";
import { openRoom, type Room } from "../../scripts/gallery/room.ts";
import { STAFF_WALKS } from "../../scripts/gallery/staff-states.ts";
import type { Walk } from "../../scripts/gallery/walk.ts";
import { hasChromium, launchChromium } from "../support/browser.ts";
import { ROOT } from "../support/pikir.ts";
import { axeFindings } from "./axe.ts";
import { findingsBeyondAxe } from "./beyond-axe.ts";
import { tabTo } from "./keyboard.ts";

const PHONE = { width: 360, height: 640 };
/** A screen of 1280 by 1024 pixels, enlarged to 400%. */
const ENLARGED = { width: 320, height: 256 };
const COLOURS = ["color-contrast", "link-in-text-block"];

/** A whole walk with the rules at every state; a crowded machine takes its time. */
const PATIENCE = 600_000;

const hasJava = spawnSync("java", ["-version"]).status === 0;

export function everyPage(languages: readonly string[], how: "briefly" | "thoroughly"): void {
  describe.skipIf(!hasChromium)("every page in every state", () => looks(languages, how));
}

function looks(languages: readonly string[], how: "briefly" | "thoroughly"): void {
  const markup = mkdtempSync(join(tmpdir(), "pikir-markup-"));
  let room: Room;
  let browser: Browser;
  const seen = new Set<string>();

  beforeAll(async () => {
    room = await openRoom(ROOT);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await room.stop();
    rmSync(markup, { recursive: true, force: true });
  });

  /** A phone whose pages do without the script: the pages' own markup, whose every answer is kept for the checker. */
  async function walked(walk: Walk, language: string, look: (page: Page, name: string) => Promise<void>) {
    const context = await browser.newContext({ viewport: PHONE, locale: language });
    const page = await context.newPage();
    await page.route("**/static/pikir.*.js", (route) => route.abort());
    let latest: Promise<string> = Promise.resolve("");
    page.on("response", (response) => {
      if (response.request().resourceType() === "document" && (response.status() < 300 || response.status() > 399))
        latest = response.text();
    });
    mkdirSync(join(markup, language), { recursive: true });
    for await (const name of walk(page, room, language)) {
      seen.add(name);
      writeFileSync(join(markup, language, `${name}.html`), await latest);
      await look(page, name);
    }
    await context.close();
  }

  /** Enlarged to 400%: the rules, and what they cannot see. */
  async function enlarged(page: Page, language: string): Promise<readonly string[]> {
    await page.setViewportSize(ENLARGED);
    const found = [...(await axeFindings(page)), ...(await findingsBeyondAxe(page, language))];
    await page.setViewportSize(PHONE);
    return found;
  }

  /** On a phone in light colours, and its colours in dark ones and in more contrast. */
  async function inEveryColour(page: Page): Promise<readonly string[]> {
    const light = how === "thoroughly" ? await axeFindings(page) : [];
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await axeFindings(page, COLOURS);
    await page.emulateMedia({ colorScheme: "light", contrast: "more" });
    const strong = await axeFindings(page, COLOURS);
    await page.emulateMedia({ contrast: "no-preference" });
    return [...light, ...dark, ...strong];
  }

  test.each(languages)(
    "follows the rules of WCAG 2.2 AA in %s, enlarged and in every colour, and what axe cannot see",
    async (language) => {
      const findings: string[] = [];
      for (const walk of [...CITIZEN_WALKS, ...STAFF_WALKS])
        await walked(walk, language, async (page, name) => {
          const found = [...(await enlarged(page, language)), ...(language === "kk" ? await inEveryColour(page) : [])];
          findings.push(...found.map((finding) => `${name}: ${finding}`));
        });
      expect(findings).toEqual([]);
      expect(seen.size).toBeGreaterThan(50);
    },
    PATIENCE,
  );

  test(
    "follows them while the connection is away and the script says so, with nothing under what it says",
    async () => {
      const context = await browser.newContext({ viewport: PHONE, locale: "kk" });
      const page = await context.newPage();
      await page.goto(`${room.origin}/s/egov-2024?lang=kk`);
      await forward(page);
      await page.locator("#identifier").fill("999999999999");
      await forward(page);
      await forward(page);
      await page.locator("main .choices input").first().check();
      await page.route("**/p/*", (route) => route.abort());
      await page.locator("main form button:not([name])").first().click();
      await page.locator("[data-line] p:not(:empty)").waitFor();
      expect(await enlarged(page, "kk")).toEqual([]);
      expect(await inEveryColour(page)).toEqual([]);
      await tabTo(page, "[name=go][value=stop]");
      await context.close();
    },
    PATIENCE,
  );

  test.skipIf(!hasJava)(
    "is valid HTML by the Nu checker",
    () => {
      const checker = join(dirname(createRequire(import.meta.url).resolve("vnu-jar")), "build", "dist", "vnu.jar");
      const ran = spawnSync("java", ["-jar", checker, "--skip-non-html", "--stdout", "--format", "gnu", markup], {
        encoding: "utf8",
        maxBuffer: 1e8,
      });
      expect(ran.stdout.replaceAll(markup, "").trim().split("\n").filter(Boolean)).toEqual([]);
      expect(ran.status).toBe(0);
    },
    PATIENCE,
  );
}
