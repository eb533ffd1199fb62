/** The staff's area from its first minute, in Chromium: everything by links and buttons, as people come to it. */
import { TOTP } from "otpauth";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { digitsOf, firstLink, importAnswers, joined } from "../admin/cast.ts";
import { hasChromium, launchChromium, phone, type Served, servePikir } from "../support/browser.ts";
import { aDefinition, words, yamlOf } from "../support/definitions.ts";
import { identifierOf } from "../support/pikir.ts";

const DESK = { width: 1280, height: 800 };
const PASSWORD = "four long words together";

describe.skipIf(!hasChromium)("the staff's area, in Chromium", () => {
  let browser: Browser;
  let served: Served;
  const troubles: (readonly string[])[] = [];
  beforeAll(async () => {
    served = await servePikir({ definitions: ["roads", "bridges"].map((id) => aDefinition({ id })) });
    await importAnswers(
      served.pikir,
      [
        [60, { "drinks-tea": "yes" }],
        [40, { "drinks-tea": "no" }],
      ],
      "roads",
    );
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
  });

  async function desk(scripts: boolean): Promise<Page> {
    const { page, trouble } = await phone(browser, { viewport: DESK, locale: "en", javaScriptEnabled: scripts });
    // Without scripts only what we refuse on purpose is told there.
    if (scripts) troubles.push(trouble);
    return page;
  }

  const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
  const follow = (page: Page, name: string) => page.getByRole("link", { name, exact: true }).first().click();

  /** By a one-time link to an account with a second factor. */
  async function comesBy(link: string, name: string, scripts: boolean, go: string): Promise<Page> {
    const page = await desk(scripts);
    await page.goto(`${link}?lang=en`);
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Password").fill(PASSWORD);
    await press(page, go);
    await page.getByRole("heading", { level: 1, name: "Surveys" }).waitFor();
    await page.goto(`${served.origin}/admin/account`);
    await follow(page, "Set up the second factor");
    const secret = (await page.locator("form code").innerText()).replaceAll(" ", "");
    const code = new TOTP({ secret }).generate({ timestamp: served.pikir.now().getTime() });
    await page.getByLabel("The six digits that the application shows now").fill(code);
    await press(page, "Turn it on");
    await page.getByRole("heading", { name: "Keep these recovery codes" }).waitFor();
    return page;
  }

  async function invited(by: Page, role: string): Promise<string> {
    await by.goto(`${served.origin}/admin/staff`);
    await by.getByLabel("Role", { exact: true }).last().selectOption(role);
    await press(by, "Make a link");
    return by.locator("p.link code").innerText();
  }

  test("is begun by one administrator, read by an analyst, and changed for good only by two", async () => {
    const { pikir, origin } = served;
    const aizhan = await comesBy(`${origin}${await firstLink(pikir)}`, "Aizhan", true, "Create and sign in");
    const dana = await comesBy(await invited(aizhan, "analyst"), "Dana", false, "Create and sign in");
    const botagoz = await comesBy(await invited(aizhan, "administrator"), "Botagoz", false, "Create and sign in");

    await dana.goto(`${origin}/admin`);
    await dana.locator(`a[href="/admin/surveys/roads"]`).first().click();
    await follow(dana, "Report");
    expect(await dana.locator("main").innerText()).toContain("60.00%");
    expect((await dana.goto(`${origin}/admin/staff`))?.status()).toBe(403);

    await aizhan.goto(`${origin}/admin/surveys/roads/run`);
    await follow(aizhan, "Prepare a new version");
    const next = aDefinition({ id: "roads", title: words("Tea, asked anew") });
    const file = { name: "roads.yaml", mimeType: "text/yaml", buffer: Buffer.from(yamlOf(next)) };
    await aizhan.getByLabel("File").setInputFiles(file);
    await press(aizhan, "Check and keep as a draft");
    await aizhan.getByText("Tea, asked anew").first().waitFor();
    await press(aizhan, "Propose to publish it");
    await aizhan.waitForURL("**/admin/proposals");
    expect(await aizhan.getByRole("button", { name: "Confirm and do it now" }).count()).toBe(0);
    await botagoz.goto(`${origin}/admin/proposals`);
    await press(botagoz, "Confirm and do it now");
    const citizen = await desk(false);
    pikir.pass(60);
    await citizen.goto(`${origin}/s/roads?lang=en`);
    expect(await citizen.locator("h1").innerText()).toBe("Tea, asked anew");

    await botagoz.goto(`${origin}/admin/surveys/roads/run`);
    await press(botagoz, "Propose to close it");
    await aizhan.goto(`${origin}/admin/proposals`);
    await press(aizhan, "Confirm and do it now");
    await aizhan.getByRole("cell", { name: "confirmed and done" }).nth(1).waitFor();
    pikir.pass(60);
    expect((await citizen.goto(`${origin}/s/roads`))?.status()).toBe(403);
    expect(troubles.flat()).toEqual([]);
  });

  test("opens a kiosk for the day: each answers as themselves, and the next finds nothing of them", async () => {
    const { pikir, origin } = served;
    const staff = await joined(pikir, { name: "Erbol", password: PASSWORD }, "administrator");
    await staff.fill({ code: digitsOf(await staff.open("/admin/account/second-factor"), pikir.now()) });
    const tablet = await desk(false);
    const cookies = [...staff.cookies].map(([name, value]) => ({ name, value, url: origin }));
    await tablet.context().addCookies(cookies);
    await tablet.goto(`${origin}/admin/surveys/bridges/invite`);
    await tablet.locator("#centre").fill("almaty-2");
    await press(tablet, "Open the kiosk on this device");
    await tablet.locator("main a.button").click();
    for (const name of ["Raushan", "Serik"]) {
      expect(new URL(tablet.url()).pathname).toBe("/s/bridges");
      await press(tablet, "Start");
      await tablet.locator("input[name=identifier]").fill(identifierOf(name));
      await press(tablet, "Sign in");
      await press(tablet, "I agree, go on");
      expect(await tablet.locator("input:checked").count()).toBe(0);
      await tablet.getByText("No", { exact: true }).click();
      await press(tablet, "Continue");
      await press(tablet, "Skip this page");
      await press(tablet, "Send my answers");
      await press(tablet, "Done: next person");
    }
    expect(await pikir.storage.participations.count("bridges")).toBe(2);
    expect((await tablet.goto(`${origin}/s/bridges/receipt`))?.url()).toBe(`${origin}/s/bridges`);
    expect((await tablet.goto(`${origin}/admin/account`))?.url()).toBe(`${origin}/admin/sign-in`);
  });
});
