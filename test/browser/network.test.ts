import { createServer } from "node:http";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Refusal } from "../../server/records/fault.ts";
import {
  closed,
  hasChromium,
  launchChromium,
  listening,
  type Phone,
  phone,
  type Served,
  servePikir,
} from "../support/browser.ts";
import { deepTest, inDepth } from "../support/depth.ts";
import { identifierOf } from "../support/pikir.ts";
import { type BadLine, openBadLine } from "./bad-line.ts";

const SURVEY = "/s/egov-2024";
const LATE = { timeout: 45_000 };
/** Milliseconds after which the script would have kept what was typed, where it must not. */
const KEPT = 500;
/** Milliseconds after which Chromium itself has noted what a form holds, for whoever comes back to it: one second, and some. */
const NOTED = 2_000;

describe.skipIf(!hasChromium)("on a bad network", () => {
  let browser: Browser;
  let line: BadLine;
  let served: Served;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    line = await openBadLine();
    served = await servePikir({ publicUrl: line.origin });
    line.to = served.origin;
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await line.stop();
    await served.stop();
  });

  async function responses() {
    await served.pikir.mix();
    return served.pikir.responses();
  }

  /** Signed in, agreed, and on the page of open questions, which is the first that is shown. */
  async function atTheWords(name: string, options: Parameters<typeof phone>[1] = {}, from = ""): Promise<Phone> {
    const own = await phone(browser, { locale: "en", ...options });
    await carry(own.context, name, from);
    await own.page.goto(`${line.origin}${SURVEY}/p/words`);
    return own;
  }

  /** Sends the forms on the way as this phone, without the time that it takes to show the pages. */
  async function carry({ request }: BrowserContext, name: string, from: string): Promise<void> {
    let page = await request.get(`${line.origin}${SURVEY}${from}`);
    while (!page.url().endsWith("/p/words")) {
      const html = await page.text();
      const [, action = ""] = /<form method="post" action="([^"]+)"/.exec(html) ?? [];
      const hidden = [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
      const form = Object.fromEntries(hidden.map(([, field = "", value = ""]) => [field, value]));
      page = await request.post(line.origin + action, {
        form: html.includes('name="identifier"') ? { ...form, identifier: identifierOf(name) } : form,
        headers: { origin: line.origin },
      });
      expect(page.status()).toBe(200);
    }
  }

  async function signIn(page: Page, name: string, from = ""): Promise<void> {
    await page.goto(`${line.origin}${SURVEY}${from}`);
    await press(page);
    await page.locator("#identifier").fill(identifierOf(name));
  }

  describe("with JavaScript", () => {
    test("typed words survive a reload and a killed tab, lie there sealed, and are gone once sent", async () => {
      const { page, context, trouble } = await atTheWords("Ainur");
      await typed(page, "#problem", "The portal forgets me");
      await page.reload();
      await page.getByText("Here is what you had entered").waitFor();
      expect(await page.locator("#problem").inputValue()).toBe("The portal forgets me");
      expect(await page.getByText("the next person could see it").isVisible()).toBe(true);

      const kept = await lyingThere(page);
      expect(kept.text).not.toContain("portal");
      expect(kept.text).not.toContain(identifierOf("Ainur"));
      expect(kept.extractable).toEqual([false]);
      expect(kept.rows).toBe(2);

      await typed(page, "#improve", "Let it remember");
      await kill(page);
      const reopened = await context.newPage();
      await reopened.goto(`${line.origin}${SURVEY}/p/words`);
      await reopened.getByText("Here is what you had entered").waitFor();
      expect(await reopened.locator("#improve").inputValue()).toBe("Let it remember");
      await press(reopened);
      expect((await lyingThere(reopened)).rows).toBe(0);
      await press(reopened);
      await press(reopened);
      await reopened.waitForURL("**/receipt");
      await expectEmpty(reopened);
      expect(await responses()).toMatchObject([
        { answers: { problem: "The portal forgets me", improve: "Let it remember" } },
      ]);
      expect(trouble).toEqual([]);
    });

    test("the network goes away at every step: each says so, keeps trying and goes on, and one response is kept", async () => {
      const { page, context } = await phone(browser, { locale: "en" });
      const pressOffline = async () => {
        const before = page.url();
        await context.setOffline(true);
        await forward(page).click();
        await page.getByText("Not connected.").waitFor(LATE);
        expect(page.url()).toBe(before);
        await context.setOffline(false);
        await page.getByRole("button", { name: "Try now" }).click();
        await page.waitForURL((url) => url.href !== before, LATE);
      };
      await page.goto(`${line.origin}${SURVEY}`);
      await pressOffline();
      await page.locator("#identifier").fill(identifierOf("Bauyrzhan"));
      for (let steps = 0; steps < 9; steps += 1) await pressOffline();
      await page.waitForURL("**/receipt");
      expect(await page.title()).toContain("Your answers have been sent");
      expect(await responses()).toHaveLength(1);
    });

    deepTest("by itself it goes on, when the network comes back", async () => {
      const { page, context } = await atTheWords("Gulnar", { locale: "kk" });
      await page.locator("#problem").fill("Баяу");
      await context.setOffline(true);
      await forward(page).click();
      await page.getByText("Байланыс жоқ.").waitFor(LATE);
      await context.setOffline(false);
      await page.waitForURL("**/p/more", LATE);
      await page.goto(`${line.origin}${SURVEY}/p/words`);
      expect(await page.locator("#problem").inputValue()).toBe("Баяу");
    });

    test("every answer is lost after the server has acted: one response, and the receipt says that it had arrived", async () => {
      const { page } = await phone(browser, { locale: "ru" });
      const pressDeaf = async () => {
        const before = page.url();
        line.state = "deaf";
        await forward(page).click();
        await page.getByText("Нет связи.").waitFor(LATE);
        line.state = "good";
        await page.getByRole("button", { name: "Попробовать сейчас" }).click();
        await page.waitForURL((url) => url.href !== before, LATE);
      };
      await page.goto(`${line.origin}${SURVEY}`);
      await pressDeaf();
      await page.locator("#identifier").fill(identifierOf("Dina"));
      for (let steps = 0; steps < 9; steps += 1) await pressDeaf();
      await page.waitForURL("**/receipt");
      await page.getByText("Ваши ответы дошли до нас с первого раза").waitFor();
      expect(line.posts.filter((post) => post.endsWith("/check")).length).toBeGreaterThan(1);
      expect(await responses()).toHaveLength(1);
    });

    test("a server that is restarted, or cannot keep anything for a while, is waited for in its own words", async () => {
      const { page } = await atTheWords("Erlan");
      await page.locator("#problem").fill("Still here");
      const { save } = served.pikir.storage.drafts;
      served.pikir.storage.drafts.save = () => Promise.reject(new Refusal({ kind: "unavailable" }));
      await forward(page).click();
      await page.getByText("We cannot keep answers right now.").waitFor(LATE);
      served.pikir.storage.drafts.save = save;
      const again = await served.pikir.restarted();
      const server = createServer(again.express);
      line.to = await listening(server);
      await page.getByRole("button", { name: "Try now" }).click();
      await page.waitForURL("**/p/more", LATE);
      await page.goto(`${line.origin}${SURVEY}/p/words`);
      expect(await page.locator("#problem").inputValue()).toBe("Still here");
      await closed(server);
    });

    deepTest(
      "a line that takes everything and answers nothing is said to be slow, then gone, and one response is kept",
      async () => {
        const { page } = await atTheWords("Zhanar");
        await press(page);
        await press(page);
        await hurry(page);
        await page.reload();
        line.state = "mute";
        await forward(page).click();
        await page.getByText("The connection is slow.").waitFor(LATE);
        await page.getByText("Not connected.").waitFor(LATE);
        line.state = "good";
        await page.waitForURL("**/receipt", LATE);
        await page.getByText("Your answers had reached us the first time").waitFor();
        expect(await responses()).toHaveLength(1);
      },
    );

    deepTest(
      "it waits longer from try to try, gives up, and begins anew when the network or the citizen comes back",
      async () => {
        const { page } = await atTheWords("Aidos");
        const tries = await stopTheClock(page, 0);
        line.state = "cut";
        const triedAfter = async (seconds: number, number: number) => {
          await page.getByText("Not connected.").waitFor(LATE);
          await page.clock.runFor(seconds * 1000 - 1);
          expect([seconds, tries()]).toEqual([seconds, number - 1]);
          await page.clock.runFor(1);
          await expect.poll(tries, LATE).toBe(number);
        };
        await forward(page).click();
        await expect.poll(tries, LATE).toBe(1);
        const waits = [2, 4, 8, 16, 32, 45, 45, 45, 45, 45, 45];
        for (const [at, seconds] of waits.entries()) await triedAfter(seconds, at + 2);
        await page.getByText("We have tried many times.").waitFor(LATE);
        await page.clock.runFor(3_600_000);
        expect(tries()).toBe(12);

        await page.evaluate(() => dispatchEvent(new Event("online")));
        await page.clock.runFor(1);
        await expect.poll(tries, LATE).toBe(13);
        line.state = "good";
        await page.getByRole("button", { name: "Try now" }).click();
        await page.waitForURL("**/p/more", LATE);
        expect(tries()).toBe(14);
      },
    );

    deepTest("it never tries again sooner than the server asks it to, nor in step with other phones", async () => {
      const { page } = await atTheWords("Bolat");
      const tries = await stopTheClock(page, 0.5);
      served.pikir.storage.drafts.save = () => Promise.reject(new Refusal({ kind: "unavailable" }));
      await forward(page).click();
      await page.getByText("We cannot keep answers right now.").waitFor(LATE);
      await page.clock.runFor(12_499);
      expect(tries()).toBe(1);
      await page.clock.runFor(1);
      await expect.poll(tries, LATE).toBe(2);
    });

    deepTest("a hotspot's page in place of ours is no answer: nothing of it is shown, and the form waits", async () => {
      const { page } = await atTheWords("Farida");
      await page.locator("#problem").fill("On the train");
      line.state = "hotspot";
      await forward(page).click();
      await page.getByText("Not connected.").waitFor(LATE);
      expect(await page.getByText("Pay here").count()).toBe(0);
      line.state = "good";
      await page.getByRole("button", { name: "Try now" }).click();
      await page.waitForURL("**/p/more", LATE);
    });

    test("errors come back on the page itself with the focus on them, and Back afterwards asks nobody to send again", async () => {
      const { page } = await atTheWords("Galym");
      await page.locator("#problem").fill("long ".repeat(250));
      await forward(page).click();
      await page.locator(".errors").waitFor();
      expect(await page.locator(".errors").evaluate((errors) => errors === document.activeElement)).toBe(true);
      expect(await page.title()).toMatch(/^Error: /);
      expect(await page.locator("#problem").inputValue()).toBe("long ".repeat(250));
      await page.locator("#problem").fill("Short");
      await press(page);
      await page.goBack();
      expect(new URL(page.url()).pathname).toBe(`${SURVEY}/p/words`);
      expect(await page.locator("#problem").inputValue()).toBe("Short");
    });

    test("two tabs and an impatient finger send once", async () => {
      const { page, context } = await atTheWords("Indira");
      await press(page);
      await press(page);
      const second = await context.newPage();
      await second.goto(page.url());
      await forward(page).dblclick();
      await page.waitForURL("**/receipt");
      await forward(second).click();
      await second.waitForURL("**/receipt");
      await second.getByText("Your answers had reached us the first time").waitFor();
      expect(await second.locator(".code").textContent()).toBe(await page.locator(".code").textContent());
      expect(await responses()).toHaveLength(1);
    });

    deepTest("two tabs with different pages keep each what was typed there", async () => {
      const { page, context } = await atTheWords("Kamila");
      const second = await context.newPage();
      await second.goto(`${line.origin}${SURVEY}/p/obstacles`);
      await page.locator("#problem").fill("First tab");
      await second.locator("input[type=radio]").first().check();
      // A key, and a row for each page.
      await expect.poll(async () => (await lyingThere(page)).rows, LATE).toBe(3);
      for (const tab of [page, second]) {
        await tab.reload();
        await tab.getByText("Here is what you had entered").waitFor();
      }
      expect(await page.locator("#problem").inputValue()).toBe("First tab");
      expect(await second.locator("input[type=radio]").first().isChecked()).toBe(true);
    });

    deepTest(
      "a session that ends while somebody types loses nothing, and the next person to sign in sees nothing",
      async () => {
        const { page } = await atTheWords("Laura");
        await typed(page, "#problem", "Lunch came between");
        served.pikir.pass(61 * 60);
        await forward(page).click();
        await page.getByText("Please sign in again").waitFor();
        expect((await lyingThere(page)).rows).toBe(2);
        await signIn(page, "Laura");
        await forward(page).click();
        await page.waitForURL("**/p/words", LATE);
        expect(await page.locator("#problem").inputValue()).toBe("Lunch came between");

        await typed(page, "#improve", "Only mine");
        served.pikir.pass(61 * 60);
        await signIn(page, "Maksat");
        await press(page);
        await press(page);
        await expectEmpty(page);
        for (let pages = 0; pages < 4; pages += 1) await press(page);
        expect(await page.locator("#improve").inputValue()).toBe("");
        expect(await page.getByText("Here is what you had entered").count()).toBe(0);
      },
    );

    deepTest("deleting and stopping each leave nothing on the phone", async () => {
      const { page, context } = await atTheWords("Nurlan");
      const type = async () => {
        await typed(page, "#problem", "Not for my brother");
        expect((await lyingThere(page)).rows).toBe(2);
      };
      await type();
      await page.getByRole("button", { name: "Delete what I entered here" }).click();
      await page.getByText("It is deleted.").waitFor();
      expect(await page.locator("#problem").inputValue()).toBe("");
      await expectEmpty(page);
      await page.reload();
      expect(await page.locator("#problem").inputValue()).toBe("");

      await type();
      const stopping = await context.newPage();
      await stopping.goto(`${line.origin}${SURVEY}/stop`);
      await press(stopping);
      await stopping.waitForURL("**/stopped");
      await expectEmpty(stopping);
      await page.locator("#improve").fill("Typed into a page that is over");
      await page.waitForTimeout(KEPT);
      await expectEmpty(stopping);
      expect(await responses()).toEqual([]);
    });

    deepTest(
      "signing out empties what another page has kept, even where the script does not run on the way out",
      async () => {
        const { page, context } = await atTheWords("Nazym");
        await typed(page, "#problem", "Typed and never sent");
        const leaving = await context.newPage();
        await leaving.route("**/static/pikir.*.js", (route) => route.abort());
        await leaving.goto(page.url());
        for (let pages = 0; pages < 3; pages += 1) await press(leaving);
        await leaving.waitForURL("**/receipt");
        expect((await lyingThere(leaving)).rows).toBe(2);
        await page.close();
        await press(leaving);
        expect(new URL(leaving.url()).pathname).toBe("/");
        await expectEmpty(leaving);
        expect(await leaving.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
      },
    );

    deepTest("after a day what was typed is gone", async () => {
      const { page } = await atTheWords("Olzhas");
      await typed(page, "#problem", "Yesterday");
      await page.clock.install({ time: Date.now() + 25 * 3_600_000 });
      await page.goto(`${line.origin}/privacy`);
      await expectEmpty(page);
    });

    test("a kiosk's browser keeps nothing, whoever is next", async () => {
      const { page } = await atTheWords("Perizat", {}, "?from=kiosk-almaty");
      await page.locator("#problem").fill("At the counter");
      await page.waitForTimeout(KEPT);
      expect(await page.locator("body").getAttribute("data-kiosk")).toBe("");
      expect(await page.getByText("the next person could see it").count()).toBe(0);
      expect((await lyingThere(page)).rows).toBe(0);
    });

    test("no private page lies in any cache", async () => {
      const { page } = await atTheWords("Rustem");
      expect(await page.evaluate(() => caches.keys())).toEqual([]);
      expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
      const again = page.waitForResponse((response) => response.url().endsWith("/p/words"));
      await page.goto(page.url());
      expect((await again).fromServiceWorker()).toBe(false);
      expect((await again).headers()["cache-control"]).toBe("no-store");
    });
  });

  describe("with JavaScript off", () => {
    const silent = { javaScriptEnabled: false };

    test.each(inDepth<readonly ("cut" | "deaf")[]>(["cut"], ["cut", "deaf"]))(
      "with the line %s at every step the browser's own error page, Back and a reload lose nothing, and one response is kept",
      async (state) => {
        const { page } = await phone(browser, { locale: "en", ...silent });
        const pressOnBadLine = async () => {
          line.state = state;
          await forward(page).click();
          await page.waitForURL("chrome-error://**", LATE);
          line.state = "good";
        };
        const andBack = async () => {
          const before = page.url();
          await pressOnBadLine();
          await page.goBack();
          expect(page.url()).toBe(before);
        };
        /** Where nothing was typed there is nothing to come back to: the browser's own button sends once more. */
        const andReload = async () => {
          const before = page.url();
          await pressOnBadLine();
          await page.reload();
          await page.waitForURL((url) => url.href !== before && url.protocol === "http:", LATE);
        };
        await page.goto(`${line.origin}${SURVEY}`);
        await andReload();
        await page.locator("#identifier").fill(identifierOf("Saltanat"));
        await andReload();
        await page.waitForURL("**/consent");
        await andReload();
        for (let steps = 0; steps < 4; steps += 1) {
          const choice = page.locator("main input[type=radio]").first();
          const isAsked = (await choice.count()) > 0;
          if (isAsked) {
            await choice.check();
            await page.waitForTimeout(NOTED);
          }
          await andBack();
          if (isAsked) await expect.poll(() => choice.isChecked(), LATE).toBe(true);
          await press(page);
        }
        await page.locator("#problem").fill("Words on a bad line");
        await page.waitForTimeout(NOTED);
        await andBack();
        expect(await page.locator("#problem").inputValue()).toBe("Words on a bad line");
        await press(page);
        await andBack();
        await press(page);
        await andReload();
        await page.waitForURL("**/receipt");
        expect(await responses()).toMatchObject([{ answers: { problem: "Words on a bad line" } }]);
      },
    );

    test.each(inDepth(["Back"], ["Back", "a reload", "the address of the survey"]))(
      "a send whose answer was lost leads to the receipt by %s",
      async (way) => {
        const { page } = await atTheWords(`Tomiris by ${way}`, silent);
        await press(page);
        await press(page);
        line.state = "deaf";
        await forward(page).click();
        await page.waitForURL("chrome-error://**", LATE);
        line.state = "good";
        if (way === "Back") await page.goBack();
        else if (way === "a reload") await page.reload();
        else {
          await page.goto(`${line.origin}${SURVEY}`);
          await press(page);
        }
        await page.waitForURL("**/receipt", LATE);
        expect(await page.getByText("Your answers had reached us the first time").count()).toBe(1);
        expect(await page.locator(".code").textContent()).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){4}$/);
        expect(await responses()).toHaveLength(1);
      },
    );

    test("Back after a post shows the answers and asks nobody to send again", async () => {
      const { page } = await phone(browser, { locale: "en", ...silent });
      await signIn(page, "Ulan");
      await press(page);
      await press(page);
      await page.locator("main input[type=radio]").first().check();
      await press(page);
      await page.goBack();
      expect(new URL(page.url()).pathname).toBe(`${SURVEY}/p/services`);
      expect(await page.locator("main input[type=radio]").first().isChecked()).toBe(true);
      await page.goForward();
      expect(new URL(page.url()).pathname).toBe(`${SURVEY}/p/obstacles`);
    });
  });

  /** Time passes on this page from now on when it is told to, and chance is what it is told. What comes back counts its posts. */
  async function stopTheClock(page: Page, chance: number): Promise<() => number> {
    let posts = 0;
    page.on("request", (request) => {
      if (request.method() === "POST") posts += 1;
    });
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    await page.evaluate((given) => {
      Object.assign(Math, { random: () => given });
    }, chance);
    return () => posts;
  }

  /** From the next page on, the script's seconds are a twentieth as long. */
  async function hurry(page: Page): Promise<void> {
    await page.route("**/static/pikir.*.js", async (route) => {
      const script = await (await route.fetch()).text();
      expect(script).toContain("const SECOND = 1000;");
      await route.fulfill({
        contentType: "text/javascript",
        body: script.replace("const SECOND = 1000;", "const SECOND = 50;"),
      });
    });
  }

  const forward = (page: Page) => page.locator("main form[method=post] button:not([name])").first();

  async function press(page: Page): Promise<void> {
    const before = page.url();
    await forward(page).click();
    await page.waitForURL((url) => url.href !== before, LATE);
  }

  /** The tab's process ends without a word. */
  async function kill(page: Page): Promise<void> {
    const session = await page.context().newCDPSession(page);
    const crashed = page.waitForEvent("crash");
    session.send("Page.crash").catch(() => undefined);
    await crashed;
    await page.close();
  }
});

interface Kept {
  readonly rows: number;
  /** Everything that lies there, names included, as text. */
  readonly text: string;
  /** Of each key, whether it can be read out. */
  readonly extractable: readonly boolean[];
}

/** What the browser's database of ours holds. */
async function lyingThere(page: Page): Promise<Kept> {
  return page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
      });
    const opening = indexedDB.open("pikir");
    // Looking must not make what was not there.
    opening.onupgradeneeded = () => opening.transaction?.abort();
    const database = await asked(opening).catch(() => undefined);
    if (!database) return { rows: 0, text: "", extractable: [] };
    const store = database.transaction("typed").objectStore("typed");
    const [names, rows] = [await asked(store.getAllKeys()), await asked(store.getAll())];
    database.close();
    const decoder = new TextDecoder();
    const text = JSON.stringify([names, rows], (_name, value) =>
      value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? decoder.decode(value) : value,
    );
    const keys = rows.map((row) => row.base).filter((base) => base instanceof CryptoKey);
    return { rows: rows.length, text, extractable: keys.map(({ extractable }) => extractable) };
  });
}

/** Fills a field in, and waits until the script has kept it. */
async function typed(page: Page, field: string, words: string): Promise<void> {
  const before = await lyingThere(page);
  await page.locator(field).fill(words);
  const isKept = ({ rows, text }: Kept) => rows >= 2 && text !== before.text;
  await expect.poll(async () => isKept(await lyingThere(page)), LATE).toBe(true);
}

async function expectEmpty(page: Page): Promise<void> {
  await expect.poll(async () => (await lyingThere(page)).rows, LATE).toBe(0);
}
