/** Staff of every role, who come by a link and set up their second factor. */
import { TOTP } from "otpauth";
import type { Page } from "playwright-core";
import type { Role } from "../../server/records/staff.ts";
import { forward } from "./hand.ts";
import type { Room } from "./room.ts";

export const PASSWORD = "төрт ұзын сөз бірге";

let come = 0;

/** A name that nobody has yet. */
export function newName(): string {
  come += 1;
  return `${["Ботагөз Ермекова", "Дана Ахметова", "Олжас Қайратұлы"][come % 3]} ${come}`;
}

export async function enter(page: Page, name: string, password: string): Promise<void> {
  await page.locator("#name").fill(name);
  await page.locator("#password").fill(password);
  await forward(page);
}

/** Signed in, with a second factor. */
export async function comeIn(page: Page, room: Room, role: Role, language: string): Promise<void> {
  await page.goto(`${room.origin}${await room.inviteMember(role)}?lang=${language}`);
  await enter(page, newName(), PASSWORD);
  await page.goto(`${room.origin}/admin/account/second-factor`);
  await setUp(page, room);
}

/** On the page of the second factor; returns its key. */
export async function setUp(page: Page, room: Room): Promise<string> {
  const secret = (await page.locator("main form code").innerText()).replaceAll(" ", "");
  await page.locator("#code").fill(digits(secret, room));
  await forward(page);
  return secret;
}

/** The digits of the next half minute: each is taken once. */
export function digits(secret: string, room: Room): string {
  room.pass(30);
  return new TOTP({ secret }).generate({ timestamp: room.now().getTime() });
}

/** Presses a button by what it is found by, and waits for the next page. */
export async function press(page: Page, selector: string): Promise<void> {
  await page.locator("main").evaluate((main) => main.setAttribute("data-left", ""));
  await page.locator(selector).first().click();
  await page.locator("main:not([data-left])").waitFor();
  await page.waitForLoadState("load");
}

/** Opens the page again until what it waits for is there. */
export async function waitOn(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  for (let looked = 0; looked < MOST_LOOKS && !(await isThere()); looked += 1) {
    await page.waitForTimeout(PAUSE);
    // It may be loading itself again just then.
    await page.reload().catch(() => undefined);
  }
}

const MOST_LOOKS = 200;
const PAUSE = 100;
