/** An administrator's pages behind a second factor: staff, definitions, versions, codes, what is mended, a kiosk. */
import type { Page } from "playwright-core";
import { forward } from "./hand.ts";
import type { Room } from "./room.ts";
import { comeIn, press } from "./staff-hand.ts";
import { LONG } from "./surveys.ts";
import type { States } from "./walk.ts";

const HOUR = 3600;
const FEEDBACK = "surveys/service-feedback";

export async function* running(page: Page, room: Room, language: string): States {
  const at = (address: string) => page.goto(`${room.origin}/admin/${address}`);
  // Those of the walk before, too.
  room.pass(HOUR);
  await comeIn(page, room, "administrator", language);
  await at("staff");
  yield "staff-members";
  await press(page, "form[action$=invite] button");
  yield "staff-invited";
  yield* definitions(page, room);
  await at(`surveys/${LONG}/run`);
  yield "staff-run-versions";
  await at(`surveys/${LONG}/difference?version=2`);
  yield "staff-difference";
  await at(`surveys/${LONG}/preview?version=2&step=2&in=${language}`);
  yield "staff-preview";
  yield* codes(page, room, language);
  yield* mending(page, room, language);
  await at("surveys/egov-2024/invite?place=clinic-3");
  yield "staff-invite-place";
  await page.locator("#centre").fill("Astana 1");
  await press(page, "form[action$=kiosk] button");
  yield "staff-kiosk-error";
  await page.locator("#centre").fill("astana-1");
  await press(page, "form[action$=kiosk] button");
  yield "staff-kiosk";
}

async function* definitions(page: Page, { origin, source }: Room): States {
  await page.goto(`${origin}/admin/definitions`);
  yield "staff-definitions";
  await page.locator("#source").fill(spoilt(source("service-feedback")));
  await forward(page);
  yield "staff-definitions-error";
  await page.locator("#source").fill(changed(source("service-feedback")));
  await forward(page);
  yield "staff-draft";
  await page.goto(`${origin}/admin/definitions/service-feedback/preview?step=2`);
  yield "staff-draft-preview";
  await page.goto(`${origin}/admin/definitions/service-feedback`);
  await press(page, "button[value=publish]");
  yield "staff-proposals-own";
}

/** A fault of each sort: of a key, a value, a kind, a language, a name. */
function spoilt(source: string): string {
  return source
    .replace("access: open", "acces: open")
    .replace("minutes: 1", "minutes: one")
    .replace("kind: one", "kind: ones")
    .replace(", ru: Частично", "")
    .replace("sensitive: [obstacle]", "sensitive: [obstacl]");
}

/** One minute more, another title, and an answer less. */
function changed(source: string): string {
  return source
    .replace("minutes: 1", "minutes: 2")
    .replace("en: Did you get what you came for?", "en: Did you get all that you came for?")
    .replace(/ +- \{ id: other, .*\n/, "");
}

async function* codes(page: Page, { origin }: Room, language: string): States {
  await page.goto(`${origin}/admin/surveys/ai-focus-group/codes`);
  await page.locator("#count").fill("0");
  await forward(page);
  yield "staff-codes-error";
  await page.locator("#count").fill("60");
  await page.locator("#place").fill(`letter-${language}`);
  await forward(page);
  yield "staff-codes-made";
  await page.goto(`${origin}/admin/surveys/ai-focus-group/codes`);
  yield "staff-codes-given";
}

/** A problem, its owner, and what is said about it. */
async function* mending(page: Page, { origin }: Room, language: string): States {
  await page.goto(`${origin}/admin/${FEEDBACK}/backlog`);
  for (const term of await page.locator(".term input").all()) await term.fill("15");
  await press(page, "form[action$=agreement] button");
  await press(page, "form:has(#category) button");
  yield "staff-backlog-error";
  await page.locator("#category").selectOption("technical-errors");
  await page.locator("#service").fill(`passport-${language}`);
  await page.locator("#unit").fill("Цифрлық қызметтер департаменті");
  await press(page, "form:has(#category) button");
  await page.goto(`${origin}/admin/${FEEDBACK}/backlog`);
  yield "staff-backlog-items";
  await press(page, "main .card h3 a");
  yield "staff-item";
  await page.goto(`${origin}/admin/${FEEDBACK}/notes`);
  await press(page, "button[value=keep]");
  yield "staff-notes-error";
  for (const field of await page.locator("main textarea").all()) await field.fill("Енді файл бірден жүктеледі.");
  await press(page, "button[value=keep]");
  await press(page, "button[value=publish]");
  yield "staff-notes-some";
}
