import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasChromium, launchChromium, type Phone, phone, type Served, servePikir } from "../support/browser.ts";
import { identifierOf } from "../support/pikir.ts";
import { type BadLine, openBadLine } from "./bad-line.ts";

const SURVEY = "/s/egov-2024";
const LATE = { timeout: 15_000 };

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

  /** Signed in, agreed, and on the page of open questions. */
  async function atTheWords(name: string, options: Parameters<typeof phone>[1] = {}, from = ""): Promise<Phone> {
    const own = await phone(browser, { locale: "en", ...options });
    await signIn(own.page, name, from);
    await press(own.page);
    await press(own.page);
    for (let pages = 0; pages < 4; pages += 1) await press(own.page);
    await own.page.waitForURL("**/p/words");
    return own;
  }

  async function signIn(page: Page, name: string, from = ""): Promise<void> {
    await page.goto(`${line.origin}${SURVEY}${from}`);
    await press(page);
    await page.locator("#identifier").fill(identifierOf(name));
  }

  describe("with JavaScript", () => {
    test("typed words survive a reload and a killed tab, lie there sealed, and are gone once sent", async () => {
      const { page, context, trouble } = await atTheWords("Ainur");
      await page.locator("#problem").fill("The portal forgets me");
      await page.waitForTimeout(600);
      await page.reload();
      await page.getByText("Here is what you had entered").waitFor();
      expect(await page.locator("#problem").inputValue()).toBe("The portal forgets me");
      expect(await page.getByText("the next person could see it").isVisible()).toBe(true);

      const kept = await lyingThere(page);
      expect(kept.text).not.toContain("portal");
      expect(kept.text).not.toContain(identifierOf("Ainur"));
      expect(kept.extractable).toEqual([false]);
      expect(kept.rows).toBe(2);

      await page.locator("#improve").fill("Let it remember");
      await page.waitForTimeout(600);
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

    test("by itself it goes on, when the network comes back", async () => {
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
  });

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
    const there = await indexedDB.databases();
    if (!there.some(({ name }) => name === "pikir")) return { rows: 0, text: "", extractable: [] };
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
      });
    const database = await asked(indexedDB.open("pikir"));
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

async function expectEmpty(page: Page): Promise<void> {
  await expect.poll(async () => (await lyingThere(page)).rows, LATE).toBe(0);
}
