import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newInvitationCode } from "../../server/identity/guest.ts";
import { publish } from "../../server/publishing.ts";
import { aDefinition } from "../support/definitions.ts";
import { invite } from "../support/invitations.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

const PANEL = aDefinition({ id: "tea-panel", access: "codes", eligibility: {} });
const OTHER = aDefinition({ id: "tea-guests", access: "codes", eligibility: {} });
const SECRET = /[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/;

let pikir: Pikir;
let codes: readonly string[];
let given = 0;
beforeAll(async () => {
  pikir = await startPikir({ definitions: [PANEL, OTHER, aDefinition()] });
  codes = await invite(pikir, "tea-panel", 20);
});
afterAll(() => pikir.stop());

/** A code that no test has used yet. */
function freshCode(): string {
  given += 1;
  return codes[given] ?? "";
}

function participations(): Promise<number> {
  return pikir.storage.participations.count("tea-panel");
}

async function arrive(typed: string, who: Visitor = pikir.visitor()): Promise<Visitor> {
  await who.open("/s/tea-panel?lang=en");
  await who.fill();
  await who.fill({ code: typed });
  return who;
}

/** From the consent screen to the receipt. */
async function answer(who: Visitor): Promise<void> {
  await who.fill();
  await who.fill({ "drinks-tea": "no" });
  await who.fill({}, "skip");
  await who.fill();
}

describe("an invitation code", () => {
  test("lets its holder in from the start page, once", async () => {
    const [who, code, before] = [pikir.visitor(), freshCode(), await participations()];
    expect((await who.open("/s/tea-panel?lang=en")).text).toContain("each invited person takes part once");
    expect((await who.fill()).address).toBe("/s/tea-panel/code");
    expect((await who.fill({ code: ` ${code.toLowerCase().replaceAll("-", " ")} ` })).address).toBe(
      "/s/tea-panel/consent",
    );
    await answer(who);
    expect(who.shown().address).toBe("/s/tea-panel/receipt");
    const again = await arrive(code);
    expect([again.shown().status, again.shown().heading()]).toEqual([409, "This code has been used"]);
    expect(await participations()).toBe(before + 1);
    expect(await pikir.storage.codes.count("tea-panel")).toBe(codes.length);
  });

  test("goes on with its draft on another device", async () => {
    const code = freshCode();
    const phone = await arrive(code);
    await phone.fill();
    await phone.fill({ "drinks-tea": "yes" });
    const tablet = await arrive(code);
    expect(tablet.shown().address).toBe("/s/tea-panel/p/habits");
  });

  test("is once for two devices that send at the same moment", async () => {
    const [code, before] = [freshCode(), await participations()];
    const [phone, tablet] = [await arrive(code), await arrive(code)];
    await phone.fill();
    await phone.fill({ "drinks-tea": "no" });
    await phone.fill({}, "skip");
    await tablet.open("/s/tea-panel/check");
    const ends = await Promise.all([phone.fill(), tablet.fill()]);
    expect(ends.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await participations()).toBe(before + 1);
  });

  test.each([
    ["a slip", (real: string) => `${real.startsWith("0") ? "1" : "0"}${real.slice(1)}`, "has a slip in it"],
    ["one that nobody gave out", () => newInvitationCode({ bytes: randomBytes }), "does not belong"],
    ["nothing", () => "", "has a slip in it"],
    ["markup", () => `"><script>alert(1)</script>`, "has a slip in it"],
  ])("is refused with %s, with what was typed still there", async (_name, spoil, words) => {
    const typed = spoil(freshCode());
    const who = await arrive(typed);
    expect([who.shown().status, who.shown().address]).toEqual([422, "/s/tea-panel/code"]);
    expect(who.shown().text).toContain(words);
    expect(who.fields().get("code")).toBe(typed);
    expect(who.shown().body.querySelector("main script:not([src])")).toBeNull();
  });

  test("of one survey is none of another's", async () => {
    const [others = ""] = await invite(pikir, "tea-guests", 1);
    expect((await arrive(others)).shown().status).toBe(422);
    const who = await arrive(freshCode());
    expect((await who.open("/s/tea-guests/consent")).address).toBe("/s/tea-guests");
    expect((await who.open("/s/tea-survey/consent")).address).toBe("/s/tea-survey");
  });

  test("is asked for at every door: consent, pages, check", async () => {
    const [who, before] = [pikir.visitor(), await participations()];
    await who.open("/s/tea-panel");
    const token = who.fields().get("token") ?? "";
    for (const address of ["consent", "check", "stop"])
      expect((await who.post(`/s/tea-panel/${address}`, { token })).address).toBe("/s/tea-panel");
    expect((await who.post("/s/tea-panel/p/tea", { token, "drinks-tea": "no" })).status).toBe(403);
    for (const address of ["consent", "p/tea", "check", "stop", "receipt"])
      expect((await who.open(`/s/tea-panel/${address}`)).address).toBe("/s/tea-panel");
    expect(await participations()).toBe(before);
  });

  test("is not found by signing in, and opens nothing where one signs in", async () => {
    const who = pikir.visitor();
    await who.open("/sign-in?survey=tea-survey");
    await who.fill({ identifier: "123456789012" });
    expect((await who.open("/s/tea-panel/consent")).address).toBe("/s/tea-panel");
    expect((await who.open("/s/tea-survey/code")).address).toBe("/s/tea-survey");
    expect((await who.open("/sign-in?survey=tea-panel")).address).toBe("/s/tea-panel/code");
  });

  test("of another member of the household begins a visit of its own", async () => {
    const before = await participations();
    const who = await arrive(freshCode());
    await answer(who);
    const first = SECRET.exec(who.shown().text)?.[0];
    const consent = await who.open("/s/tea-panel/code");
    expect(consent.status).toBe(200);
    await who.fill({ code: freshCode() });
    expect(who.shown().address).toBe("/s/tea-panel/consent");
    expect((await who.open("/s/tea-panel/receipt")).address).toBe("/s/tea-panel");
    await who.open("/s/tea-panel/consent");
    await answer(who);
    const second = SECRET.exec(who.shown().text)?.[0];
    expect(second).toMatch(SECRET);
    expect(second).not.toBe(first);
    expect(await participations()).toBe(before + 2);
  });

  test("typed anew after an hour goes on with what was being typed", async () => {
    const code = freshCode();
    const who = await arrive(code);
    await who.fill();
    pikir.pass(3700);
    const late = await who.fill({ "drinks-tea": "yes" });
    expect([late.status, late.heading()]).toEqual([403, "Please enter your code again"]);
    await who.open("/s/tea-panel");
    await who.fill();
    await who.fill({ code });
    expect(who.shown().address).toBe("/s/tea-panel/p/tea");
    expect(who.shown().body.querySelector("input[value=yes]")?.hasAttribute("checked")).toBe(true);
  });

  test("stands neither in the files nor in the log, used or not", async () => {
    await answer(await arrive(freshCode()));
    await pikir.app.flush();
    await pikir.mix();
    const files = readdirSync(pikir.dataDir).filter((name) => /\.(db|db-wal|journal)$/.test(name));
    const bytes = files.map((name) => readFileSync(join(pikir.dataDir, name)).toString("latin1")).join("");
    const seen = bytes + pikir.logged.join("\n");
    for (const each of codes) {
      expect(seen).not.toContain(each);
      expect(seen).not.toContain(each.replaceAll("-", ""));
    }
  });

  test("may not become another way in with a later version", async () => {
    const publishing = {
      storage: pikir.storage,
      config: { keysDir: join(pikir.dataDir, "keys"), keyCopy: undefined },
      now: pikir.now(),
    };
    const changed = aDefinition({ id: "tea-panel", access: "open", eligibility: {} });
    await expect(publish(changed, publishing)).rejects.toThrow(/access: codes.*take part twice/s);
  });

  test("is guessed at a few times and then no more, while others go on elsewhere", async () => {
    const guesser = pikir.visitor();
    await guesser.open("/s/tea-panel/code");
    const statuses: number[] = [];
    for (let guess = 0; statuses.at(-1) !== 429 && guess < 50; guess += 1) {
      statuses.push((await guesser.open("/s/tea-panel/code")).status);
      statuses.push((await guesser.fill({ code: `${guess}` })).status);
    }
    // Those of the tests before came from here as well.
    expect(statuses.filter((status) => status === 422).length).toBeLessThanOrEqual(40);
    expect(statuses.at(-1)).toBe(429);
    const neighbour = pikir.visitor();
    await neighbour.open("/s/tea-survey");
    await neighbour.fill();
    expect((await neighbour.fill({ identifier: "123456789012" })).address).toBe("/s/tea-survey/consent");
    await neighbour.open("/withdraw");
    expect((await neighbour.fill({ code: "wrong" })).status).toBe(422);
  });
});
