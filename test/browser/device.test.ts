import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Definition } from "../../server/survey/definition.ts";
import { hasChromium, launchChromium, phone, type Served, servePikir } from "../support/browser.ts";
import { aDefinition, words } from "../support/definitions.ts";
import { identifierOf } from "../support/pikir.ts";

/** The second of a signal is flagged already. */
function lookingAtDevices(): Definition {
  const { sections } = aDefinition().consent;
  return aDefinition({ consent: { sections, device: words("The device is looked at.") }, screening: { device: 1 } });
}

describe.skipIf(!hasChromium)("two browsers that are the same", () => {
  let browser: Browser;
  let served: Served;
  const asked: string[] = [];
  const trouble: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
    served = await servePikir({ definitions: [lookingAtDevices()], effort: () => 5 });
  });
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
  });

  const next = (page: Page) => page.click("main form[method=post] button");

  async function walk(name: string): Promise<string> {
    const one = await phone(browser);
    const { page } = one;
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`${served.origin}/s/tea-survey?lang=en`);
    await next(page);
    await page.fill("[name=identifier]", identifierOf(name));
    await next(page);
    await page.waitForURL(/\/consent/);
    expect(asked.filter((url) => /fingerprint|device/.test(url)).length % 2).toBe(0);
    await next(page);
    await page.waitForURL(/\/p\/tea/);
    await page.waitForFunction(() => {
      const field = document.querySelector<HTMLInputElement>("[name=device_mark]");
      return field !== null && field.value.length === 64;
    });
    const mark = await page.inputValue("[name=device_mark]");
    served.pikir.pass(100);
    await page.check("[name=drinks-tea][value=no]");
    for (let step = 0; step < 5 && !page.url().endsWith("/receipt"); step += 1) {
      const before = page.url();
      await next(page);
      await page.waitForFunction((url) => location.href !== url, before);
    }
    expect(page.url()).toMatch(/\/receipt$/);
    trouble.push(...one.trouble);
    await one.context.close();
    return mark;
  }

  test("give the same signal, both get through, and the second is flagged", async () => {
    const marks = [await walk("Dana"), await walk("Erlan")];
    expect(marks[0]).toBe(marks[1]);
    await served.pikir.mix();
    const flags = (await served.pikir.responses()).map((response) => response.flags.join(" "));
    expect(flags.sort()).toEqual(["", "seen_device"]);
  });

  test("asked nobody else for anything, and broke no rule of the page", () => {
    expect(new Set(asked.map((url) => new URL(url).origin))).toEqual(new Set([served.origin]));
    expect(trouble.filter((said) => !said.includes("404"))).toEqual([]);
  });
});
