/** Every page a citizen can see, in every state it can be in, one after the other. */
import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { withdrawalCode } from "../../server/records/withdrawal-code.ts";
import { answerAll, choose, forgeFirstChoice, forward, STEP, signIn } from "./hand.ts";
import type { Room } from "./room.ts";
import { LONG } from "./surveys.ts";
import type { States, Walk } from "./walk.ts";

const NATIONAL = "egov-2024";
const WORDS = "Кезек ұзақ болды, ал сайт бірнеше рет ашылмай қалды.\nКейін бәрі дұрысталды.";

export const CITIZEN_WALKS: readonly Walk[] = [open, refusals, taking, long, troubles];

/** What is there without signing in. */
async function* open(page: Page, { origin, empty }: Room, language: string): States {
  await page.goto(`${empty}/?lang=${language}`);
  yield "surveys-none";
  await page.goto(`${empty}/privacy`);
  yield "privacy-unpooled";
  await page.goto(`${origin}/`);
  yield "surveys";
  await page.goto(`${origin}/withdraw`);
  yield "withdraw";
  await page.locator("#code").fill("ABCDE-12345-ABCDE-12345-ABCDE");
  await forward(page);
  yield "withdraw-error";
  await page.goto(`${origin}/withdraw/asked`);
  yield "withdrawal-asked";
  await page.goto(`${origin}/privacy`);
  yield "privacy";
  await page.goto(`${origin}/accessibility`);
  yield "accessibility";
}

async function* refusals(page: Page, { origin }: Room, language: string): States {
  const addresses = {
    "not-found": "/nothing/here",
    "unknown-survey": "/s/nothing",
    closed: "/s/over",
    "not-yet-open": "/s/to-come",
    "simulated-only": "/s/acted",
    malformed: "/s/%E0%A4%A",
  };
  await page.goto(`${origin}/?lang=${language}`);
  for (const [name, address] of Object.entries(addresses)) {
    await page.goto(origin + address);
    yield name;
  }
}

/** The national survey from its first page to the receipt, and back again. */
async function* taking(page: Page, { origin }: Room, language: string): States {
  const identifier = freshIdentifier();
  await page.goto(`${origin}/s/${NATIONAL}?lang=${language}`);
  yield "start";
  await forward(page);
  yield "sign-in";
  await page.locator("#identifier").fill("12345");
  await forward(page);
  yield "sign-in-error";
  await signIn(page, identifier);
  yield "consent";
  await page.evaluate(`document.querySelector("main input[name=consent]").value = "an older text"`);
  await forward(page);
  yield "consent-changed";
  await choose(page, "decline");
  yield "declined";
  await page.goto(`${origin}/s/${NATIONAL}/consent`);
  await forward(page);
  yield* questions(page);
  yield "check";
  await page.locator(".change a").first().click();
  await page.locator("[data-step]").waitFor();
  yield "question-changing";
  await forward(page);
  await choose(page, "stop");
  yield "stop";
  await choose(page, "back");
  await forward(page);
  yield "receipt";
  await page.goto(`${origin}/s/${NATIONAL}/check`);
  yield "receipt-again";
  await forward(page);
  await page.goto(`${origin}/s/${NATIONAL}`);
  await forward(page);
  await signIn(page, identifier);
  yield "already-taken-part";
}

async function* questions(page: Page): States {
  let number = 1;
  while (!page.url().endsWith("/check")) {
    const name = `question-${number}`;
    yield name;
    await forgeFirstChoice(page);
    await forward(page);
    yield `${name}-error`;
    await answerAll(page, WORDS);
    yield `${name}-answered`;
    await forward(page);
    number += 1;
  }
}

/** Long texts, every kind of question, and the mistakes that people really make. */
async function* long(page: Page, { origin }: Room, language: string): States {
  await page.goto(`${origin}/s/${LONG}?lang=${language}`);
  yield "long-start";
  await forward(page);
  await signIn(page, freshIdentifier());
  yield "long-consent";
  await forward(page);
  yield "long-several-scale-number";
  for (const box of await page.locator("input[type=checkbox]").all()) await box.check();
  await page.locator("input[inputmode=decimal]").fill("ұзақ");
  await forward(page);
  yield "long-several-scale-number-error";
  await page.locator("input[type=checkbox]").last().uncheck();
  await page.locator("input[inputmode=decimal]").fill("1,5");
  await forward(page);
  yield "long-number-not-whole";
  await page.locator("input[inputmode=decimal]").fill("4000");
  await page.evaluate(FORGERIES);
  await forward(page);
  yield "long-mistakes-of-all-kinds";
  await page.locator("input[inputmode=decimal]").fill("40");
  await forward(page);
  yield "long-grid";
  await forgeFirstChoice(page);
  await forward(page);
  yield "long-grid-error";
  await answerAll(page, "");
  await forward(page);
  await page.locator("textarea").fill("Жолаушыларға арналған қолжетімді".repeat(9));
  await forward(page);
  yield "long-text-error";
  await page.locator("textarea").fill(`${"жеделсатыларменжабдықтау".repeat(7)}\n${WORDS}`.slice(0, 200));
  await forward(page);
  yield "long-check";
  await choose(page, "stop");
  await forward(page);
  yield "stopped";
}

/** What goes wrong on the way. */
async function* troubles(page: Page, room: Room, language: string): States {
  await page.goto(`${room.origin}/s/${NATIONAL}?lang=${language}`);
  await forward(page);
  await signIn(page, freshIdentifier());
  await forward(page);
  await answerAll(page, WORDS);
  room.pass(2 * 3600);
  await forward(page);
  yield "session-expired";
  await page.goto(`${room.origin}/withdraw`);
  await page.evaluate(`document.querySelector("main input[name=token]").value = "forged"`);
  await forward(page);
  yield "form-expired";
  await page.route(ELSEWHERE, (route) => route.fulfill({ contentType: "text/html", body: formOf(room.origin) }));
  await page.goto(ELSEWHERE);
  await page.locator("button").click();
  await page.locator("main").waitFor();
  yield "cross-site";
  await page.goto(`${room.origin}/withdraw`);
  await page.evaluate(`document.querySelector("#code").value = "A".repeat(3000000)`);
  await forward(page);
  yield "too-large";
  yield* outOfOrder(page, room);
}

async function* outOfOrder(page: Page, room: Room): States {
  await page.goto(`${room.origin}/withdraw`);
  await page.locator("#code").fill(withdrawalCode(randomBytes(32), "a session", NATIONAL));
  room.breakStorage(true);
  await forward(page);
  room.breakStorage(false);
  yield "unavailable";
  await page.goto(`${room.origin}/withdraw`);
  const token = await page.locator(`${STEP} input[name=token]`).first().inputValue();
  for (let guess = 0; guess < 45; guess += 1)
    await page.request.post(`${room.origin}/withdraw`, {
      form: { token, code: "guess" },
      headers: { origin: room.origin },
    });
  await page.locator("#code").fill("guess");
  await forward(page);
  yield "too-many";
  room.pass(3600);
}

/** Two answers where there is one: what an altered page would send. */
const FORGERIES = `for (const radio of document.querySelectorAll("main input[type=radio]")) {
  radio.type = "checkbox";
  radio.checked = true;
}`;

const ELSEWHERE = "http://127.0.0.1:9/";

/** Somebody else's page, which sends something in the citizen's name. */
const formOf = (origin: string) =>
  `<!doctype html><title>Elsewhere</title><form method="post" action="${origin}/withdraw"><button>Win</button></form>`;

let signedIn = 0;

function freshIdentifier(): string {
  signedIn += 1;
  return String(100_000_000_000 + signedIn);
}
