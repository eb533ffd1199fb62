/** Analysts: open answers coded by two, read for a release, and a release planned in four steps; and the second person, and an auditor. */
import type { Page } from "playwright-core";
import { still } from "./hand.ts";
import type { Room } from "./room.ts";
import { comeIn, press, waitOn } from "./staff-hand.ts";
import { collectTexts } from "./surveys.ts";
import type { States } from "./walk.ts";

const FEEDBACK = "surveys/service-feedback";
const COMMENT = `${FEEDBACK}/coding/comment`;
const NATIONAL = "surveys/egov-2024";
const MAKING = "**/making/*";
const CODE = "main .codings button";
/** More texts than are collected in all languages. */
const MOST_TEXTS = 60;

export async function* analysing(page: Page, room: Room, language: string): States {
  const at = (address: string) => page.goto(`${room.origin}/admin/${address}`);
  await collectTexts(room.storage);
  await comeIn(page, room, "analyst", language);
  await at(`${NATIONAL}/coding/problem`);
  yield "staff-frame-empty";
  await press(page, "button[name=act][value=keep]");
  yield "staff-frame-error";
  await at(COMMENT);
  for (const field of await page.locator("main [id^=label-], main [id^=definition-]").all())
    await field.fill("Сайт баяу істейді");
  await page.locator("#keywords").fill("ұзақ, завис, timed out");
  await press(page, "button[name=act][value=keep]");
  yield "staff-frame";
  await at(`${COMMENT}/texts`);
  yield "staff-text";
  await pressAll(page, CODE);
  yield "staff-text-none";
  await codeAsAnother(page, room, language);
  await at(`${COMMENT}/differences`);
  yield "staff-differences";
  await at(`${FEEDBACK}/coding`);
  yield "staff-coding-shares";
  await at(`${COMMENT}/review`);
  yield "staff-review";
  await pressAll(page, "button[value=release]");
  yield "staff-review-none";
  await at(`${COMMENT}/reviewed`);
  yield "staff-reviewed";
  yield* planning(page, room, language);
}

async function pressAll(page: Page, selector: string): Promise<void> {
  for (let texts = 0; texts < MOST_TEXTS && (await page.locator(selector).count()) > 0; texts += 1)
    await press(page, selector);
}

/** Somebody else, to whom every text is unclear. */
async function codeAsAnother(page: Page, room: Room, language: string): Promise<void> {
  const context = await page.context().browser()?.newContext({ javaScriptEnabled: false });
  if (!context) return;
  const other = await context.newPage();
  await comeIn(other, room, "analyst", language);
  await other.goto(`${room.origin}/admin/${COMMENT}/texts`);
  await pressAll(other, `${CODE}[value=unclear]`);
  await context.close();
}

async function* planning(page: Page, { origin }: Room, language: string): States {
  await page.goto(`${origin}/admin/${FEEDBACK}/releases/new`);
  yield "staff-release-words";
  const plan = `kind=public&cleaning=study&labels=${language}&data.csv=1`;
  await page.goto(`${origin}/admin/surveys/pest-experts/releases/risk?${plan}`);
  yield "staff-release-not";
  await page.goto(`${origin}/admin/${NATIONAL}/releases/risk?${plan}`);
  await waitOn(page, async () => (await page.locator("#table-risk").count()) > 0);
  yield "staff-release-risk";
  await press(page, "main form button");
  yield "staff-release-repair";
  await page.locator("input[name=way]").first().check();
  await press(page, "main form button");
  yield "staff-release-confirm";
  await press(page, "main form[method=post] button");
  yield "staff-releases-pending";
}

/** Somebody else confirms what analysts and administrators proposed. */
export async function* confirming(page: Page, room: Room, language: string): States {
  const at = (address: string) => page.goto(`${room.origin}/admin/${address}`);
  await comeIn(page, room, "administrator", language);
  await at("proposals");
  yield "staff-proposals-waiting";
  await press(page, "main .card a[href$='/version']");
  yield "staff-proposed-version";
  await press(page, "main a.button");
  yield "staff-proposed-preview";
  await at("proposals");
  await press(page, "main .card:has(a[href$='/version']) button[value=declined]");
  room.watchMaking(true);
  await page.route(MAKING, still);
  await press(page, "main .card button[value=confirmed]");
  await waitOn(page, async () => (await page.locator("main progress").count()) > 0);
  yield "staff-release-making";
  await page.unroute(MAKING, still);
  room.watchMaking(false);
  await waitOn(page, async () => !page.url().includes("/making/"));
  yield "staff-release";
  await press(page, "form[action$=results] button");
  yield "staff-proposals-decided";
  await press(page, "button[value=withdrawn]");
  await at(`${NATIONAL}/releases`);
  yield "staff-releases-some";
}

export async function* auditing(page: Page, room: Room, language: string): States {
  await comeIn(page, room, "auditor", language);
  await page.goto(`${room.origin}/admin/audit`);
  yield "staff-audit";
  await page.goto(`${room.origin}/admin/audit?q=nothing-like-this`);
  yield "staff-audit-none";
  await page.goto(`${room.origin}/admin/${NATIONAL}`);
  yield "staff-not-permitted";
}
