/** A hand that opens pages, fills in forms and presses buttons, and knows when the next page is there. */
import type { Locator, Page, Route } from "playwright-core";

/** The step's own form: the first that posts inside `<main>`, as the contract says. */
export const STEP = "main form[method=post]";

/** The button that goes forward: the first of the step's form that is not named. */
function forwardButton(page: Page): Locator {
  return page.locator(STEP).first().locator("button:not([name])").first();
}

export async function forward(page: Page): Promise<void> {
  await press(page, forwardButton(page));
}

/** Presses the button of a step's form that does something else than going forward: `back`, `stop`, `decline`, `skip`. */
export async function choose(page: Page, go: string): Promise<void> {
  await press(page, page.locator(`${STEP} button[name=go][value=${go}]`).first());
}

/** Presses what leads to another page, or to the same one with its errors, and waits until it can be read. */
async function press(page: Page, target: Locator): Promise<void> {
  await page.locator("main").evaluate((main) => main.setAttribute("data-left", ""));
  await target.click();
  await page.locator("main:not([data-left])").waitFor();
  await page.waitForLoadState("load");
}

/** Answers every question of a page: the first of each choice, a number, words. */
export async function answerAll(page: Page, written: string): Promise<void> {
  for (const choices of await page.locator(`${STEP} .choices`).all()) await choices.locator("input").first().check();
  for (const field of await page.locator(`${STEP} input[inputmode=decimal]`).all()) await field.fill("3");
  for (const field of await page.locator(`${STEP} textarea`).all()) await field.fill(written);
}

/** Signs in with the demonstration's digits. */
export async function signIn(page: Page, identifier: string): Promise<void> {
  await page.locator("#identifier").fill(identifier);
  await forward(page);
}

/** The only mistake that a page of choices allows: an answer that is not on the list, as a stale page would send it. */
export async function forgeFirstChoice(page: Page): Promise<void> {
  const written = page.locator(`${STEP} textarea`).first();
  if ((await written.count()) > 0) return written.fill("ұ".repeat(5001));
  const first = page.locator(`${STEP} .choices input`).first();
  await first.check();
  await page.evaluate(`document.querySelector("main .choices input").value = "not-on-the-list"`);
}

/** Answers a page that asks again by itself, and keeps it from doing so while somebody looks. */
export async function still(route: Route): Promise<void> {
  const response = await route.fetch();
  const { refresh: _every, ...headers } = response.headers();
  await route.fulfill({ response, headers });
}
