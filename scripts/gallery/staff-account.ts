/** A member of staff by themselves: joining, the second factor, the password, the provider, tokens, and signing in again. */
import type { Page } from "playwright-core";
import { forward } from "./hand.ts";
import type { Room } from "./room.ts";
import { digits, enter, newName, PASSWORD, press, setUp } from "./staff-hand.ts";
import type { States } from "./walk.ts";

const WRONG = "000000";
const HOUR = 3600;

export async function* account(page: Page, room: Room, language: string): States {
  const name = newName();
  // Wrong codes of earlier walks are forgotten by then.
  room.pass(HOUR);
  const at = (address: string) => page.goto(`${room.provided}/admin/${address}`);
  await page.goto(`${room.provided}${await room.inviteMember("administrator")}?lang=${language}`);
  yield "staff-join";
  await enter(page, name, "short");
  yield "staff-join-error";
  await enter(page, name, PASSWORD);
  await at("account/second-factor");
  await page.locator("#code").fill(WRONG);
  await forward(page);
  yield "staff-second-factor-error";
  const secret = await setUp(page, room);
  yield "staff-recovery-codes";
  await at("account/second-factor");
  yield "staff-second-factor-anew";
  await at("account/password");
  yield "staff-password";
  await page.locator("#current").fill("not this one");
  await page.locator("#password").fill("short");
  await page.locator("#code").fill(WRONG);
  await forward(page);
  yield "staff-password-error";
  await at("account/tokens");
  yield "staff-tokens";
  await page.locator("#label").fill("R, күнделікті есеп");
  await press(page, "form[action$=tokens] button:not(.plain)");
  yield "staff-token-made";
  await at("account/tokens");
  yield "staff-tokens-some";
  yield* provider(page, room, secret, name);
  await at("account");
  yield "staff-account-protected";
  yield* again(page, room, secret, name);
}

async function* provider(page: Page, room: Room, secret: string, name: string): States {
  await page.goto(`${room.provided}/admin/account/provider`);
  yield "staff-provider";
  await page.locator("#code").fill(WRONG);
  await press(page, "main form button");
  yield "staff-provider-error";
  room.endSignIns({ kind: "signed-in", person: { issuer: "https://id.example.kz", subject: name }, facts: UNTOLD });
  await page.locator("#code").fill(digits(secret, room));
  await press(page, "main form button");
  yield "staff-provider-connected";
  await page.goto(`${room.provided}/admin/account/provider`);
  yield "staff-provider-has";
}

const UNTOLD = { birthdate: undefined, residence: undefined, lastSignIn: undefined, groups: undefined };

/** Out, and in again: at the provider in vain, then with the password. */
async function* again(page: Page, room: Room, secret: string, name: string): States {
  await press(page, "header form button");
  yield "staff-sign-in";
  for (const kind of ["cancelled", "refused", "unreachable"] as const) {
    room.endSignIns({ kind, why: "for the picture" });
    await press(page, "form[action$=provider] button");
    yield `staff-sign-in-${kind}`;
  }
  room.endSignIns("away");
  await page.locator("#name").fill(name);
  await page.locator("#password").fill("wrong");
  await press(page, "form[action$=sign-in] button");
  yield "staff-sign-in-error";
  await page.locator("#name").fill(name);
  await page.locator("#password").fill(PASSWORD);
  await press(page, "form[action$=sign-in] button");
  yield "staff-code";
  await page.locator("#code").fill(WRONG);
  await forward(page);
  yield "staff-code-error";
  await page.locator("#code").fill(digits(secret, room));
  await forward(page);
}
