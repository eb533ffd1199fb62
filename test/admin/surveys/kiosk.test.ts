import request from "supertest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aDefinition } from "../../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../../support/pikir.ts";
import type { Shown, Visitor } from "../../support/visitor.ts";
import { enrolled } from "../cast.ts";

const INVITE = "/admin/surveys/roads/invite";

let pikir: Pikir;
let tablet: Visitor;
beforeAll(async () => {
  pikir = await startPikir({ definitions: ["bridges", "roads"].map((id) => aDefinition({ id })) });
  tablet = (await enrolled(pikir)).visitor;
});
afterAll(() => pikir.stop());

/** Handlebars writes an equals sign as a reference. */
const written = ({ html }: Shown) => html.replaceAll("&#x3D;", "=");

async function signedIn(name: string): Promise<void> {
  await tablet.open("/?lang=en");
  await tablet.fill();
  await tablet.fill({ identifier: identifierOf(name) });
  await tablet.fill();
  expect(tablet.shown().address).toContain("/p/tea");
}

describe("the invitations' page", () => {
  test("shows a place's address, its QR code and the lines for a portal, and no place that could be a person", async () => {
    const page = await tablet.open(`${INVITE}?place=clinic-3`);
    expect(page.text).toContain("http://127.0.0.1:3000/i/roads/clinic-3?lang=kk");
    expect(written(page)).toContain("data-place=&quot;clinic-3&quot;");
    expect((await tablet.open(`${INVITE}?place=${encodeURIComponent('"><script>')}`)).status).toBe(422);
    expect((await tablet.open(`${INVITE}?place=850101300123`)).status).toBe(422);
  });
});

describe("a kiosk's day", () => {
  test("begins with its opening, which is on record, and the tablet keeps nothing of the staff", async () => {
    const token = /name="token" value="([^"]+)"/.exec((await tablet.open(INVITE)).html)?.[1] ?? "";
    expect((await tablet.post("/admin/surveys/roads/kiosk", { token, centre: "Almaty 2" })).status).toBe(422);
    const before = new Map(tablet.cookies);
    const page = await tablet.post("/admin/surveys/roads/kiosk", { token, centre: "almaty-2" });
    expect(page.text).toContain("The kiosk is ready");
    expect(page.html).not.toContain("/admin/sign-out");
    const stolen = [...before].map(([name, value]) => `${name}=${value}`).join("; ");
    expect((await request(pikir.app.express).get("/admin/account").set("Cookie", stolen)).status).toBe(303);
    expect((await tablet.open("/admin/account")).address).toBe("/admin/sign-in");
    const [entry] = await pikir.storage.audit.page(["kiosk-opened"], undefined, 2);
    expect(entry?.about).toBe("roads: kiosk-almaty-2");
    await tablet.open("/s/roads?from=kiosk-almaty-2&lang=en");
  });

  test("ends each page by itself, by a script or without, but for the first", async () => {
    expect(tablet.shown().html).not.toContain("data-quiet");
    await signedIn("Raushan");
    expect(written(tablet.shown())).toContain(
      '<noscript><meta http-equiv="refresh" content="60; url=/kiosk/quiet"></noscript>',
    );
    expect(written(tablet.shown())).toContain("<dialog data-quiet");
    const quiet = await tablet.open("/kiosk/quiet");
    expect(quiet.heading()).toBe("Are you still there?");
    expect(written(quiet)).toContain('content="30; url=/kiosk/over"');
    const goOn = quiet.body.querySelector("main a.button")?.getAttribute("href") ?? "";
    expect((await tablet.open(goOn)).address).toContain("/p/tea");
  });

  test("deletes what was not sent of somebody silent, at no other site's bidding, and shows the next person the start", async () => {
    await tablet.fill({ "drinks-tea": "yes" });
    expect((await tablet.open("/kiosk/end")).status).toBe(404);
    expect((await tablet.postOnce("/kiosk/end", "token=made-up")).text).not.toContain("next person");
    // Nothing runs out before it was asked, nor at once, nor after a sign of life, nor at another site's bidding.
    expect((await tablet.open("/kiosk/over")).address).toBe("/kiosk/quiet");
    expect((await tablet.open("/kiosk/over")).address).toBe("/kiosk/quiet");
    pikir.pass(20);
    await tablet.open("/s/roads/consent");
    pikir.pass(20);
    expect((await tablet.open("/kiosk/over")).address).toBe("/kiosk/quiet");
    pikir.pass(30);
    const cookie = [...tablet.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const led = request(pikir.app.express).get("/kiosk/over").set("Cookie", cookie);
    expect((await led.set("Sec-Fetch-Site", "cross-site")).status).toBe(403);
    const start = await tablet.open("/kiosk/over");
    expect(start.address).toBe("/s/roads?from=kiosk-almaty-2");
    await signedIn("Raushan");
    expect(tablet.shown().html).not.toMatch(/value="yes"[^>]* checked/);
  });

  test("shows who has sent their receipt, and nothing of it to whoever is next", async () => {
    await tablet.fill({ "drinks-tea": "no" });
    for (let at = 0; at < 4 && !tablet.shown().address.endsWith("/check"); at += 1) await tablet.fill();
    const receipt = await tablet.fill();
    expect(receipt.address).toBe("/s/roads/receipt");
    expect(receipt.text).toContain("Done: next person");
    const next = await tablet.fill();
    expect(next.address).toBe("/s/roads?from=kiosk-almaty-2");
    expect(next.html).not.toContain("data-quiet");
    expect((await tablet.open("/s/roads/receipt")).address).toBe("/s/roads");
    expect(await pikir.storage.participations.count("roads")).toBe(1);
  });

  test("signs out whoever declines: nobody can go on as them", async () => {
    await tablet.open("/s/roads?lang=en");
    await tablet.fill();
    await tablet.fill({ identifier: identifierOf("Declining") });
    expect(tablet.shown().address).toBe("/s/roads/consent");
    expect((await tablet.fill({}, "decline")).address).toBe("/s/roads?from=kiosk-almaty-2");
    expect((await tablet.open("/s/roads/consent")).address).toBe("/s/roads");
    expect(await tablet.fill().then(({ address }) => address)).toBe("/sign-in?survey=roads");
  });

  test("goes on after stopping, and after an hour in which nobody came", async () => {
    await signedIn("Temirlan");
    await tablet.open("/s/roads/stop");
    expect((await tablet.fill()).address).toBe("/s/roads?from=kiosk-almaty-2");
    pikir.pass(2 * 3600);
    const later = await tablet.open("/");
    expect([later.address, later.html.includes("<body data-kiosk>")]).toEqual(["/s/roads?from=kiosk-almaty-2", true]);
  });

  test("is of the survey it was opened for last, and deletes what was begun in another as well", async () => {
    await tablet.open("/s/bridges?from=kiosk-almaty-2&lang=en");
    expect((await tablet.open("/")).address).toBe("/s/bridges?from=kiosk-almaty-2");
    await signedIn("Dinara");
    await tablet.fill({ "drinks-tea": "yes" });
    await tablet.open("/s/roads?lang=en");
    await tablet.fill();
    await tablet.fill();
    await tablet.fill({ "drinks-tea": "yes" });
    await tablet.open("/kiosk/quiet");
    expect((await tablet.fill()).address).toBe("/s/bridges?from=kiosk-almaty-2");
    await signedIn("Dinara");
    expect(tablet.shown().html).not.toMatch(/value="yes"[^>]* checked/);
    await tablet.open("/s/roads?lang=en");
    await tablet.fill();
    await tablet.fill();
    expect(tablet.shown().address).toContain("/s/roads/p/tea");
    expect(tablet.shown().html).not.toMatch(/value="yes"[^>]* checked/);
  });

  test("is only on a kiosk", async () => {
    const phone = pikir.visitor();
    expect((await phone.open("/kiosk/quiet?lang=en")).status).toBe(404);
    expect((await phone.open("/kiosk/over")).status).toBe(404);
    await phone.open("/s/roads?lang=en");
    expect((await phone.post("/kiosk/end", { token: phone.fields().get("token") ?? "" })).status).toBe(404);
    expect((await phone.open("/s/roads?lang=en")).html).not.toContain("data-quiet");
  });
});
