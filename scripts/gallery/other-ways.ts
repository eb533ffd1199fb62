/** The ways in that are not the national survey's: a provider, a waiting line, an invitation code, anybody at all. */
import type { Page } from "playwright-core";
import type { Ending } from "../../server/identity/provider.ts";
import { answerAll, forgeFirstChoice, forward, signIn, still } from "./hand.ts";
import type { Room } from "./room.ts";
import { FOR_SOME } from "./surveys.ts";
import type { States, Walk } from "./walk.ts";

export const OTHER_WALKS: readonly Walk[] = [provider, eligibility, waiting, panel, focusGroup, feedback];

const HOUR = 3600;
/** Who is called and has not come by then gives their place to the next. */
const NOT_COME = 121;
const MOST_CALLED = 20;
const SLIP = "ABCDE-12345-ABCDE-12345-ABCDE";

async function* provider(page: Page, room: Room, language: string): States {
  const address = `${room.provided}/sign-in?survey=${FOR_SOME}`;
  await page.goto(`${room.provided}/s/${FOR_SOME}?lang=${language}`);
  room.endSignIns("away");
  await forward(page);
  yield "provider-away";
  for (const kind of ["cancelled", "too-weak", "unreachable", "refused"] as const) {
    room.endSignIns({ kind, why: "for the picture" });
    await page.goto(address);
    if (kind === "cancelled") yield "provider";
    await forward(page);
    yield `provider-${kind}`;
  }
  await page.goto(`${room.provided}/sign-in/callback?state=somebody-elses`);
  yield "provider-lost";
}

async function* eligibility(page: Page, room: Room, language: string): States {
  const address = `${room.provided}/sign-in?survey=${FOR_SOME}`;
  await page.goto(`${room.provided}/?lang=${language}`);
  room.endSignIns(signedIn("a child from abroad", CHILD));
  await page.goto(address);
  await forward(page);
  yield "not-eligible";
  await forward(page);
  room.endSignIns(signedIn("nobody knows", NOTHING));
  await page.goto(address);
  await forward(page);
  yield "not-eligible-unknown";
}

type Told = Extract<Ending, { readonly kind: "signed-in" }>["facts"];

const CHILD: Told = {
  birthdate: "2014-05-01",
  residence: "DE",
  lastSignIn: new Date("2020-01-01T00:00:00Z"),
  groups: ["others"],
};
const NOTHING: Told = { birthdate: undefined, residence: undefined, lastSignIn: undefined, groups: undefined };

function signedIn(subject: string, facts: Told): Ending {
  return { kind: "signed-in", person: { issuer: "https://id.example.kz", subject }, facts };
}

async function* waiting(page: Page, room: Room, language: string): States {
  // These pages ask again by themselves.
  const [start, queue] = [`${room.crowded}/s/egov-2024?lang=${language}`, `${room.crowded}/s/egov-2024/queue`];
  await page.route(start, still);
  room.fallBehind("far");
  await page.goto(start);
  yield "put-off";
  room.fallBehind("no");
  await page.unroute(start, still);
  await page.route(queue, still);
  await room.crowd(15);
  await page.goto(start);
  await forward(page);
  await signIn(page, "555555555555");
  await page.goto(queue);
  yield "queue";
  await room.makeRoom();
  await page.goto(queue);
  // Whoever walked here before may have left more people in the line.
  for (let called = 0; called < MOST_CALLED && (await isAnybodyBefore(page)); called += 1) {
    room.pass(NOT_COME);
    await page.goto(queue);
  }
  yield "queue-next";
  await page.unroute(queue, still);
  room.pass(HOUR);
}

/** The page names a number of people as long as there are any. */
async function isAnybodyBefore(page: Page): Promise<boolean> {
  return /\d/.test((await page.locator("main .lead").first().textContent()) ?? "");
}

/** The experts: by code, one page that only explains, and a grid. */
async function* panel(page: Page, room: Room, language: string): States {
  const address = `${room.origin}/s/pest-experts`;
  const enter = async (code: string) => {
    await page.locator("#code").fill(code);
    await forward(page);
  };
  await page.goto(`${address}?lang=${language}`);
  yield "panel-start";
  await forward(page);
  yield "code";
  await enter(SLIP);
  yield "code-slip";
  await enter(await room.code("ai-focus-group"));
  yield "code-unknown";
  const code = await room.code("pest-experts");
  await enter(code);
  yield "panel-consent";
  await forward(page);
  yield "panel-briefing";
  await forward(page);
  yield "panel-grid";
  await answerAll(page, "");
  room.pass(2 * HOUR);
  await forward(page);
  yield "panel-expired-with-answers";
  await page.goto(`${address}/code`);
  await enter(code);
  room.pass(2 * HOUR);
  await page.goto(`${address}/p/assessment`);
  yield "panel-expired";
  await page.goto(`${address}/code`);
  await enter(code);
  await forward(page);
  yield "panel-check";
  await forward(page);
  yield "panel-receipt";
  await page.goto(`${address}/code`);
  await enter(code);
  yield "code-used";
}

/** The international group speaks English in every language of ours. */
async function* focusGroup(page: Page, room: Room, language: string): States {
  await page.goto(`${room.origin}/s/ai-focus-group?lang=${language}`);
  yield "focus-group-start";
  await forward(page);
  await page.locator("#code").fill(await room.code("ai-focus-group"));
  await forward(page);
  yield "focus-group-consent";
  await forward(page);
  for (let number = 1; !page.url().endsWith("/check"); number += 1) {
    yield `focus-group-${number}`;
    await answerAll(page, "Once only: never ask for what the state knows.");
    await forward(page);
  }
  yield "focus-group-check";
}

/** Three questions, open to anybody; and who comes next on the same device. */
async function* feedback(page: Page, room: Room, language: string): States {
  const address = `${room.origin}/s/service-feedback`;
  await page.goto(`${address}?lang=${language}&from=passport`);
  yield "feedback-start";
  await forward(page);
  yield "feedback-consent";
  await forward(page);
  yield "feedback-questions";
  await forgeFirstChoice(page);
  await forward(page);
  yield "feedback-questions-error";
  room.pass(2 * HOUR);
  await forward(page);
  yield "feedback-expired";
  await page.goto(address);
  await forward(page);
  await forward(page);
  await forward(page);
  yield "feedback-check";
  await forward(page);
  yield "feedback-receipt";
  room.pass(HOUR / 2 + 60);
  await page.goto(`${address}/consent`);
  yield "feedback-sent";
}
