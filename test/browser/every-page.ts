/**
 * Every page in every state under the rules of WCAG 2.2 AA and the Nu checker. The gate looks at one language; the deep tests
 * at all of them, and once more at the phone as it is, in light colours.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CITIZEN_WALKS } from "../../scripts/gallery/citizen-states.ts";
import { forward } from "../../scripts/gallery/hand.ts";
import { OTHER_WALKS } from "../../scripts/gallery/other-ways.ts";
import { PUBLIC_WALKS } from "../../scripts/gallery/public-ways.ts";
import { openRoom, type Room } from "../../scripts/gallery/room.ts";
import { AFTER_POSTS, isOf, STAFF_PAGES } from "../../scripts/gallery/staff-pages.ts";
import { PROTECTED_WALKS, STAFF_WALKS } from "../../scripts/gallery/staff-states.ts";
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

/** Two halves side by side, each with a room of its own: what one does to the clock is nothing to the other. */
const HALVES: readonly (readonly Walk[])[] = [CITIZEN_WALKS, [...OTHER_WALKS, ...PUBLIC_WALKS]];
/** The staff's: thoroughly alone. */
const ALL_HALVES = HALVES.map((half, at) => (at === 0 ? half : [...half, ...STAFF_WALKS, ...PROTECTED_WALKS]));

function looks(languages: readonly string[], how: "briefly" | "thoroughly"): void {
  const markup = mkdtempSync(join(tmpdir(), "pikir-markup-"));
  let browser: Browser;
  let turns = 0;
  /** All that was to be read or heard, language by language. */
  const said = new Map<string, string[]>();
  /** Each of the staff's states, and the path it was seen at. */
  const seenAt = new Map<string, string>();

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(markup, { recursive: true, force: true });
  });

  /** A phone whose pages do without the script: the pages' own markup, whose every answer is kept for the checker. */
  async function walked(
    walk: Walk,
    room: Room,
    language: string,
    look: (page: Page, name: string, language: string) => Promise<void>,
  ) {
    const context = await browser.newContext({ viewport: PHONE, locale: language });
    const page = await context.newPage();
    await page.route("**/static/pikir.*.js", (route) => route.abort());
    let latest: Promise<string> = Promise.resolve("");
    let sandboxed = false;
    page.on("response", (response) => {
      if (response.request().resourceType() === "document" && (response.status() < 300 || response.status() > 399)) {
        latest = response.text();
        // Of a page left before it was read nobody asks; the one that stands is awaited below, and fails there.
        latest.catch(() => undefined);
      }
      if (response.request().resourceType() === "document")
        sandboxed = /;sandbox/.test(response.headers()["content-security-policy"] ?? "");
    });
    mkdirSync(join(markup, language), { recursive: true });
    for await (const name of walk(page, room, language)) {
      // The international group is asked in English, whatever is spoken elsewhere.
      const spoken = name.startsWith("focus-group") ? "en" : language;
      if (name.startsWith("staff-")) seenAt.set(name, new URL(page.url()).pathname);
      writeFileSync(join(markup, language, `${name}.html`), await latest);
      const words = await page.evaluate(everyWord);
      // Read only now: the other half adds its own meanwhile.
      said.set(spoken, [...(said.get(spoken) ?? []), words]);
      if (sandboxed) await withoutPolicy(page);
      await look(page, name, spoken);
    }
    await context.close();
  }

  /** The same page again. The rules wait for a clock, and in a sandbox no clock runs. */
  async function withoutPolicy(page: Page): Promise<void> {
    const open = async (route: Route) => {
      const response = await route.fetch();
      const { "content-security-policy": _policy, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    };
    await page.route(page.url(), open);
    await page.reload();
    await page.unroute(page.url(), open);
  }

  /** Enlarged to 400%: the rules, and what they cannot see. */
  async function enlarged(page: Page, language: string): Promise<readonly string[]> {
    await page.setViewportSize(ENLARGED);
    const found = [...(await axeFindings(page)), ...(await findingsBeyondAxe(page, language))];
    await page.setViewportSize(PHONE);
    return found;
  }

  /** Light and dark take turns from state to state; thoroughly, each state has all colours, and the phone as it is. */
  async function inColours(page: Page, language: string): Promise<readonly string[]> {
    turns += 1;
    if (how === "briefly") {
      await page.emulateMedia({ colorScheme: turns % 2 === 0 ? "dark" : "light" });
      return enlarged(page, language);
    }
    const found = [...(await enlarged(page, language)), ...(await axeFindings(page))];
    await page.emulateMedia({ colorScheme: "dark" });
    found.push(...(await axeFindings(page, COLOURS)));
    await page.emulateMedia({ colorScheme: "light", contrast: "more" });
    found.push(...(await axeFindings(page, COLOURS)));
    await page.emulateMedia({ contrast: "no-preference" });
    return found;
  }

  test.each(languages)(
    "follows the rules of WCAG 2.2 AA in %s, enlarged and in every colour, and what axe cannot see",
    async (language) => {
      // In rooms of its own: nobody has been there before, in another language.
      const rooms = await Promise.all(HALVES.map(() => openRoom(ROOT)));
      const findings: string[] = [];
      const half = async (walks: readonly Walk[], at: number) => {
        const room = rooms[at];
        if (!room) return;
        for (const walk of walks)
          await walked(walk, room, language, async (page, name, spoken) => {
            const found = await inColours(page, spoken);
            findings.push(...found.map((finding) => `${name}: ${finding}`));
          });
      };
      await Promise.all((how === "briefly" ? HALVES : ALL_HALVES).map(half));
      for (const room of rooms) await room.stop();
      expect(findings).toEqual([]);
    },
    PATIENCE,
  );

  test.skipIf(how === "briefly")("every picture of the staff's is of the page that it is said to be of", () => {
    const wanted = Object.entries(STAFF_PAGES).flatMap(([address, names]) => names.map((name) => [name, address]));
    const wrong = wanted.filter(([name = "", address = ""]) => !isOf(seenAt.get(name) ?? "", address));
    expect(wrong.map(([name = "", address]) => [name, address, seenAt.get(name)])).toEqual([]);
    const named = new Set([...wanted.map(([name]) => name), ...AFTER_POSTS]);
    expect([...seenAt.keys()].filter((name) => !named.has(name))).toEqual([]);
  });

  test.each(languages)(
    "every text that a citizen can meet was there in %s, so every page and every state",
    (language) => {
      const there = (said.get(language) ?? []).join("\n").replace(/\s+/g, " ");
      expect(unsaid(language, there)).toEqual([]);
    },
  );

  test(
    "follows them while the connection is away and the script says so, with nothing under what it says",
    async () => {
      const room = await openRoom(ROOT);
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
      expect(await inColours(page, "kk")).toEqual([]);
      expect(await inColours(page, "kk")).toEqual([]);
      await tabTo(page, "[name=go][value=stop]");
      await context.close();
      await room.stop();
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

/**
 * Said on portals, cards and paper, which have tests of their own; under a page in another language; and of what only a program
 * would send.
 */
const ELSEWHERE = ["invitation", "code.sheet", "paper", "crowd.short", "answerFault.unknown-field"];

/** The parts of the language files that the citizen's pages and handlers name. */
function citizensParts(texts: object): readonly string[] {
  const folders = ["views/citizen", "views/layouts", "views/partials", "server/citizen", "server/web"];
  const named = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((file) => readFileSync(join(ROOT, folder, file), "utf8")),
  );
  const said = named.filter((source) => !source.includes("layouts/staff")).join("\n");
  return Object.keys(texts).filter((part) => part !== "admin" && new RegExp(`["\`]${part}\\.`).test(said));
}

/** Of the texts for citizens those that nobody has seen. A view that is not in the gallery has texts that are not. */
function unsaid(language: string, there: string): readonly string[] {
  const texts = JSON.parse(readFileSync(join(ROOT, "views", "languages", `${language}.json`), "utf8"));
  const parts = citizensParts(texts);
  const forms = new Map<string, string[]>();
  for (const [key, text] of leaves(texts)) {
    const whole = key.replace(/_(zero|one|two|few|many|other)$/, "");
    forms.set(whole, [...(forms.get(whole) ?? []), text]);
  }
  return [...forms]
    .filter(([key]) => parts.includes(key.split(".")[0] ?? ""))
    .filter(([key]) => !ELSEWHERE.some((part) => key === part || key.startsWith(`${part}.`)))
    .filter(([, variants]) => !variants.some((text) => asSeen(text).test(there)))
    .map(([key]) => key);
}

function leaves(texts: object, path = ""): readonly (readonly [key: string, text: string])[] {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === "string" ? [[path + name, value] as const] : leaves(value, `${path}${name}.`),
  );
}

/** The text with anything in its gaps. */
function asSeen(text: string): RegExp {
  const parts = text
    .split(/\{\{.*?\}\}/)
    .map((part) => part.replace(/\s+/g, " ").replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(parts.join(".{1,200}?"));
}

/** All that stands in the page or in what is told of it: texts, and attributes. */
function everyWord(): string {
  const attributes = [...document.querySelectorAll("*")].flatMap((each) =>
    [...each.attributes].map(({ value }) => value),
  );
  return [document.title, document.body.textContent, ...attributes].join("\n");
}
