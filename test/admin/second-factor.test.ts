import { TOTP } from "otpauth";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Pikir, startPikir } from "../support/pikir.ts";
import type { Shown, Visitor } from "../support/visitor.ts";
import { AIZHAN, administrator, digitsOf, enrolled, signingIn } from "./cast.ts";

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir();
});
afterEach(() => pikir.stop());

const RECOVERY = /[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}/g;

async function secondStep(code: string): Promise<Visitor> {
  const who = await signingIn(pikir, AIZHAN);
  expect(who.shown().heading()).toBe("Second step");
  await who.fill({ code });
  return who;
}

const codesIn = (page: Shown) => page.text.match(RECOVERY) ?? [];

describe("a change of the password", () => {
  const NEW = "бес ұзын сөз қатар тұр";

  test("takes the one before and a code, ends all other sessions and is on record", async () => {
    const { visitor, secret } = await enrolled(pikir);
    const elsewhere = await secondStep(fresh(secret));
    await visitor.open("/admin/account/password");
    const refused = await visitor.fill({ current: "not hers at all", password: NEW, code: fresh(secret) });
    expect([refused.status, refused.text.includes("The password is wrong")]).toEqual([422, true]);
    const short = await visitor.fill({ current: AIZHAN.password, password: "short", code: fresh(secret) });
    expect([short.status, short.text.includes("at least 12")]).toEqual([422, true]);
    const guessed = await visitor.fill({ current: AIZHAN.password, password: NEW, code: "000000" });
    expect([guessed.status, guessed.text.includes("The code is wrong")]).toEqual([422, true]);
    expect(guessed.html).not.toContain(NEW);
    const done = await visitor.fill({ current: AIZHAN.password, password: NEW, code: fresh(secret) });
    expect([done.address, done.text.includes("this one")]).toEqual(["/admin/account", true]);
    expect((await elsewhere.open("/admin")).address).toBe("/admin/sign-in");
    const deeds = (await pikir.storage.audit.page([], undefined, 3)).map(({ act, about }) => `${act} ${about}`);
    expect(deeds).toEqual(["password-changed ", "sign-in-failed password change: code", expect.any(String)]);
    expect((await signingIn(pikir, AIZHAN)).shown().text).toContain("Name or password is wrong");
    expect((await signingIn(pikir, { ...AIZHAN, password: NEW })).shown().heading()).toBe("Second step");
  });

  test("is slowed down in one session, from whichever network", async () => {
    const { visitor } = await enrolled(pikir);
    pikir.app.express.set("trust proxy", "loopback");
    await visitor.open("/admin/account/password");
    const fields = new URLSearchParams([...visitor.fields(), ["current", AIZHAN.password], ["password", NEW]]);
    const statuses = new Set<number>();
    for (let turn = 0; turn < 31; turn += 1) {
      const from = { "X-Forwarded-For": `203.0.113.${turn}` };
      statuses.add(
        (await visitor.postOnce("/admin/account/password", `${fields}&code=11111${turn % 10}`, from)).status,
      );
    }
    expect([...statuses]).toEqual([422, 429]);
  });

  function fresh(secret: string): string {
    pikir.pass(30);
    return new TOTP({ secret }).generate({ timestamp: pikir.now().getTime() });
  }
});

describe("the second factor", () => {
  test("is set up by whoever signs in without one, before any other page", async () => {
    await administrator(pikir);
    const aizhan = await signingIn(pikir, AIZHAN);
    expect(aizhan.shown().heading()).toBe("Set up the second factor");
    expect((await aizhan.open("/admin")).address).toBe("/admin/sign-in");
    await signingInAgain(aizhan);
    const page = await aizhan.fill({ code: digitsOf(aizhan.shown(), pikir.now()) });
    expect([page.status, page.heading(), codesIn(page).length]).toEqual([200, "Keep these recovery codes", 8]);
    expect((await aizhan.open("/admin")).heading()).toBe("Surveys");
    expect(aizhan.shown().text).not.toContain("no second factor yet");
  });

  async function signingInAgain(who: Visitor): Promise<void> {
    await who.open("/admin/sign-in?lang=en");
    await who.fill(AIZHAN);
  }

  test("asks for six digits that belong to the key, and keeps the page for a mistake", async () => {
    const aizhan = await administrator(pikir);
    await aizhan.open("/admin/account/second-factor");
    const secret = /Or type this key into it: ([A-Z2-7 ]+)/.exec(aizhan.shown().text)?.[1];
    const wrong = await aizhan.fill({ code: "000000" });
    expect([wrong.status, /type this key into it: ([A-Z2-7 ]+)/.exec(wrong.text)?.[1]]).toEqual([422, secret]);
    expect(wrong.text).toContain("not the digits of this key");
    expect(wrong.body.querySelector("svg.qr path")?.getAttribute("d")?.length).toBeGreaterThan(1000);
    expect((await aizhan.fill({ code: digitsOf(wrong, pikir.now()) })).heading()).toBe("Keep these recovery codes");
  });

  test("is asked for after the password: nobody is in before, and each code serves once", async () => {
    const { secret } = await enrolled(pikir);
    pikir.pass(60);
    const half = await signingIn(pikir, AIZHAN);
    expect((await half.open("/admin")).address).toBe("/admin/sign-in");
    const code = new TOTP({ secret }).generate({ timestamp: pikir.now().getTime() });
    expect((await secondStep(code)).shown().address).toBe("/admin");
    const again = await secondStep(code);
    expect([again.shown().status, again.shown().text.includes("wrong or has been used")]).toEqual([422, true]);
    pikir.pass(30);
    const next = new TOTP({ secret }).generate({ timestamp: pikir.now().getTime() });
    expect((await again.fill({ code: next })).address).toBe("/admin");
  });

  test.each(["000000", "", "12345", "1234567", "not a code", "'; drop table staff", "١٢٣٤٥٦"])(
    "refuses the code %j",
    async (code) => {
      await enrolled(pikir);
      const who = await secondStep(code);
      expect(who.shown().status).toBe(422);
      expect((await who.open("/admin")).address).toBe("/admin/sign-in");
    },
  );

  test("is guessed at thirty times from everywhere together, by whoever has the password", async () => {
    await pikir.stop();
    pikir = await startPikir({ trustProxy: ["loopback"] });
    await enrolled(pikir);
    const tries = async (network: string, times: number) => {
      const thief = pikir.visitor({ "X-Forwarded-For": network });
      await thief.open("/admin/sign-in?lang=en");
      await thief.fill(AIZHAN);
      for (let at = 0; at < times; at += 1) await thief.fill({ code: "000000" });
      return thief.shown().status;
    };
    for (const network of ["203.0.113.1", "203.0.113.2", "203.0.113.3"]) expect(await tries(network, 10)).toBe(422);
    expect(await tries("203.0.113.4", 1)).toBe(429);
    pikir.pass(15 * 60 + 1);
    expect(await tries("203.0.113.4", 1)).toBe(422);
  });

  test("is guessed at ten times from one network and then no more, and elsewhere the owner still comes in", async () => {
    await pikir.stop();
    pikir = await startPikir({ trustProxy: ["loopback"] });
    const { secret } = await enrolled(pikir);
    pikir.pass(60);
    const thief = pikir.visitor({ "X-Forwarded-For": "203.0.113.5" });
    await thief.open("/admin/sign-in?lang=en");
    await thief.fill(AIZHAN);
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess += 1) {
      const fields = Object.fromEntries(thief.fields());
      statuses.push((await thief.post("/admin/sign-in/code", { ...fields, code: `99999${guess % 10}` })).status);
      if (statuses.at(-1) === 429) break;
    }
    expect(statuses.filter((status) => status === 422)).toHaveLength(10);
    expect(statuses.at(-1)).toBe(429);
    const owner = pikir.visitor({ "X-Forwarded-For": "198.51.100.7" });
    await owner.open("/admin/sign-in?lang=en");
    await owner.fill(AIZHAN);
    await owner.fill({ code: new TOTP({ secret }).generate({ timestamp: pikir.now().getTime() }) });
    expect(owner.shown().address).toBe("/admin");
  });

  test("may be stood in for by a recovery code, once", async () => {
    const { recovery } = await enrolled(pikir);
    const [code = ""] = recovery;
    const who = await secondStep(code.toLowerCase().replaceAll("-", " "));
    expect([who.shown().address, who.shown().text.includes("7 recovery codes are left")]).toEqual([
      "/admin/account",
      true,
    ]);
    expect((await secondStep(code)).shown().status).toBe(422);
  });

  test("is replaced only with the password, ends other sessions, and the old digits and codes are worth nothing", async () => {
    const { visitor, secret, recovery } = await enrolled(pikir);
    pikir.pass(60);
    const elsewhere = await secondStep(new TOTP({ secret }).generate({ timestamp: pikir.now().getTime() }));
    await visitor.open("/admin/account/second-factor");
    const digits = () => digitsOf(visitor.shown(), pikir.now());
    expect((await visitor.fill({ code: digits(), password: "not the password" })).text).toContain("password is wrong");
    expect((await visitor.fill({ code: digits(), password: AIZHAN.password })).heading()).toBe(
      "Keep these recovery codes",
    );
    expect((await elsewhere.open("/admin")).address).toBe("/admin/sign-in");
    pikir.pass(60);
    const old = new TOTP({ secret }).generate({ timestamp: pikir.now().getTime() });
    expect((await secondStep(old)).shown().status).toBe(422);
    expect((await secondStep(recovery[1] ?? "")).shown().status).toBe(422);
  });

  test("comes too late ten minutes after the password, and for an account that was disabled meanwhile", async () => {
    const { secret } = await enrolled(pikir);
    const late = await signingIn(pikir, AIZHAN);
    pikir.pass(601);
    await late.fill({ code: new TOTP({ secret }).generate({ timestamp: pikir.now().getTime() }) });
    expect(late.shown().address).toBe("/admin/sign-in");
  });

  test("is stored sealed, its recovery codes as hashes, and neither stands in the log", async () => {
    const { secret, recovery } = await enrolled(pikir);
    const factor = await pikir.storage.staff.factor(AIZHAN.name);
    expect(Buffer.from(factor?.secret ?? []).toString("latin1")).not.toContain(secret);
    for (const word of [secret, ...recovery]) expect(pikir.logged.join()).not.toContain(word);
    expect(await pikir.storage.staff.countRecovery(AIZHAN.name)).toBe(8);
  });
});
