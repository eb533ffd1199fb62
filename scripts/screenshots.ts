/** Pictures of every page in every state, for people to look at: three languages, light and dark, a phone, a desk and paper. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { CommandError, runCommand } from "./command.ts";
import { isInstalled, launchChromium } from "./gallery/chromium.ts";
import { CITIZEN_WALKS } from "./gallery/citizen-states.ts";
import { OTHER_WALKS } from "./gallery/other-ways.ts";
import { PUBLIC_WALKS } from "./gallery/public-ways.ts";
import { openRoom, type Room } from "./gallery/room.ts";
import { PROTECTED_WALKS, STAFF_WALKS } from "./gallery/staff-states.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const WALKS = [...CITIZEN_WALKS, ...OTHER_WALKS, ...PUBLIC_WALKS, ...STAFF_WALKS, ...PROTECTED_WALKS];
const LANGUAGES = ["kk", "ru", "en"];
const PHONE = { width: 360, height: 640 };
const DESK = { width: 1280, height: 800 };
/** The pages whose look on a desk differs most, and the one that is printed. */
const ON_A_DESK = /^(start|consent|question-3|check|receipt|long-grid|privacy|staff-.*)$/;
const ON_PAPER = /^(receipt|staff-dashboard|staff-people)$/;

await runCommand({
  name: "screenshots",
  usage: `npm run screenshots -- [--only WORD] [--language kk] [--out DIR] [--help]
Takes pictures of every page in every state, in three languages, light and dark, into DIR (screenshots/ without).
--only WORD: the states whose name contains WORD. --language: one instead of all.`,
  run: async (words) => {
    if (!isInstalled) throw new CommandError("there is no Chromium; install it with: apt-get install chromium");
    const options = { only: { type: "string" }, language: { type: "string" }, out: { type: "string" } } as const;
    const { values } = parseArgs({ args: [...words], options });
    const languages = values.language === undefined ? LANGUAGES : [values.language];
    await takeAll(languages, values.out ?? join(ROOT, "screenshots"), values.only ?? "");
  },
});

async function takeAll(languages: readonly string[], folder: string, only: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const browser = await launchChromium();
  let taken = 0;
  try {
    for (const language of languages) taken += await takeInRoom(language, browser, folder, only);
  } finally {
    await browser.close();
  }
  console.log(`${taken} pictures in ${folder}`);
}

/** In a room of its own: where somebody has been before, in another language, the first administrator has come already. */
async function takeInRoom(language: string, browser: Browser, folder: string, only: string): Promise<number> {
  const room = await openRoom(ROOT);
  try {
    return await takeIn(language, browser, room, folder, only);
  } finally {
    await room.stop();
  }
}

async function takeIn(language: string, browser: Browser, room: Room, folder: string, only: string): Promise<number> {
  let taken = 0;
  for (const walk of WALKS) {
    const context = await browser.newContext({ viewport: PHONE, locale: language, javaScriptEnabled: false });
    const page = await context.newPage();
    for await (const name of walk(page, room, language))
      if (name.includes(only)) taken += await takePictures(page, join(folder, `${language}-${name}`), name);
    await context.close();
  }
  return taken;
}

async function takePictures(page: Page, path: string, name: string): Promise<number> {
  let taken = 0;
  const take = async (look: string) => {
    await page.screenshot({ path: `${path}-${look}.png`, fullPage: true });
    taken += 1;
  };
  await take("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await take("dark");
  await page.emulateMedia({ colorScheme: "light" });
  if (ON_A_DESK.test(name)) {
    await page.setViewportSize(DESK);
    await take("desk");
    await page.setViewportSize(PHONE);
  }
  if (ON_PAPER.test(name)) {
    await page.emulateMedia({ media: "print" });
    await take("paper");
    await page.emulateMedia({ media: "screen" });
  }
  return taken;
}
