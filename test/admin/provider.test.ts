import { generateKeyPairSync } from "node:crypto";
import { TOTP } from "otpauth";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { claimsOf, token } from "../support/forged.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";
import { CLIENT, startProvider, type TestProvider } from "../support/provider.ts";
import type { Shown, Visitor } from "../support/visitor.ts";
import { AIZHAN, digitsOf, enrolled, firstLink, secondStep } from "./cast.ts";

/** Ours is a little ahead: a token made while a test runs is not from its future. */
const NOW = new Date(Date.now() + 300_000);
const PEOPLE = { Askar: {}, Botagoz: {}, Dana: {}, Stranger: {} };

let provider: TestProvider;
let pikir: Pikir;
let aizhan: Awaited<ReturnType<typeof enrolled>>;
/** Of Askar's second factor. */
let secret = "";

let networks = 0;

/** Each from a network of their own: failures are counted by it. */
function visitor(at = pikir): Visitor {
  networks += 1;
  return at.visitor({ "X-Forwarded-For": `203.0.113.${networks}`, "Accept-Language": "en" });
}

function start(passwords: boolean): Promise<Pikir> {
  return startPikir({
    now: NOW.toISOString(),
    trustProxy: ["loopback"],
    staffSignIn: (clock, publicUrl) => ({
      provider: provider.at(new URL("/admin/sign-in/callback", publicUrl), clock),
      passwords,
    }),
  });
}

beforeAll(async () => {
  provider = await startProvider(PEOPLE);
  pikir = await start(true);
  aizhan = await enrolled(pikir);
});
afterAll(async () => {
  await pikir.stop();
  await provider.stop();
});
afterEach(() => provider.tamper(undefined));

/** The link that an administrator makes; its path. */
async function invitation(role = "analyst"): Promise<string> {
  await aizhan.visitor.open("/admin/staff");
  const made = await aizhan.visitor.post("/admin/staff/invite", { token: tokenOf(aizhan.visitor.shown()), role });
  return /\/admin\/join\/[\w-]+/.exec(made.text)?.[0] ?? "";
}

const tokenOf = ({ html }: Shown) => /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";

/** Presses a button that leads to the provider: where to. */
async function leave(who: Visitor, address: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  const sent = new URLSearchParams({ token: tokenOf(who.shown()), ...fields });
  return (await who.postOnce(address, sent.toString())).headers.location ?? "";
}

/** A browser that comes from another site brings no cookie that is `Strict`. */
async function back(who: Visitor, callback: string): Promise<Shown> {
  const strict = ["pikir-staff", "pikir-staff-form"].map((name) => [name, who.cookies.get(name)] as const);
  for (const [name] of strict) who.cookies.delete(name);
  const shown = await who.open(callback);
  for (const [name, value] of strict) if (value !== undefined && !who.cookies.has(name)) who.cookies.set(name, value);
  return shown;
}

async function begin(who: Visitor): Promise<string> {
  await who.open("/admin/sign-in?lang=en");
  return leave(who, "/admin/sign-in/provider");
}

async function signIn(who: Visitor, name: string): Promise<Shown> {
  return back(who, await provider.walk(await begin(who), name));
}

async function join(who: Visitor, path: string, name: string, as: string): Promise<Shown> {
  await who.open(`${path}?lang=en`);
  return back(who, await provider.walk(await leave(who, `${path}/provider`, { name }), as));
}

async function entries(of = pikir): Promise<readonly string[]> {
  return (await of.storage.audit.page([], undefined, 100)).map(({ who, act, about }) => `${who} ${act} ${about}`);
}

describe("joining at the provider", () => {
  test("binds an invited person to an account without a password, with a second factor of its own", async () => {
    const askar = visitor();
    const path = await invitation();
    await askar.open(`${path}?lang=en`);
    expect(askar.shown().text).toContain(`Join with ${new URL(provider.issuer).host}`);
    const to = new URL(await leave(askar, `${path}/provider`, { name: "Askar" }));
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      response_type: "code",
      scope: "openid",
      prompt: "login",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: "http://127.0.0.1:3000/admin/sign-in/callback",
    });
    const page = await back(askar, await provider.walk(to.href, "Askar"));
    expect(page.heading()).toBe("Set up the second factor");
    // Not in yet: the provider's word is the first step alone.
    expect((await askar.clone().open("/admin")).address).toBe("/admin/sign-in");
    secret =
      /Or type this key into it: ((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})/.exec(page.text)?.[1]?.replaceAll(" ", "") ?? "";
    expect((await askar.fill({ code: digitsOf(page, pikir.now()) })).heading()).toBe("Keep these recovery codes");
    expect((await askar.open("/admin")).heading()).toBe("Surveys");
    expect((await pikir.storage.staff.find("Askar"))?.role).toBe("analyst");
    expect(await entries()).toContain("Askar joined analyst: provider");
    expect((await visitor().open(path)).status).toBe(404);
    const account = await askar.open("/admin/account");
    expect(account.text).toContain("This account is connected with");
    expect(account.text).not.toContain("Change the password");
    expect((await askar.open("/admin/account/password")).status).toBe(404);
    expect((await askar.open("/admin/account/provider")).text).toContain("this is your only way in");
  });

  test("keeps neither name nor number of the provider's", async () => {
    expect(await pikir.storage.identities.has("Askar")).toBe(true);
    const kept = JSON.stringify([await entries(), pikir.logged]);
    expect(kept).not.toContain(provider.issuer);
  });

  test("gives one person one account, and says whose name is taken", async () => {
    const path = await invitation();
    expect((await join(visitor(), path, "Askar the second", "Askar")).text).toContain("One person has one account");
    expect(await pikir.storage.staff.find("Askar the second")).toBeUndefined();
    const other = visitor();
    await other.open(`${path}?lang=en`);
    const taken = await other.post(`${path}/provider`, { token: tokenOf(other.shown()), name: "Askar" });
    expect([taken.status, taken.text.includes("Somebody has this name already")]).toEqual([422, true]);
    expect((await join(visitor(), path, "Botagoz", "Botagoz")).heading()).toBe("Set up the second factor");
  });

  test("is no way in for whoever only knows that there are links", async () => {
    const who = visitor();
    const token = tokenOf(await who.open("/admin/sign-in"));
    for (const path of ["/admin/join/guessed", "/admin/first/guessed"])
      expect((await who.post(`${path}/provider`, { token, name: "X" })).status).toBe(404);
  });
});

describe("signing in at the provider", () => {
  test("asks for the second factor, and lets in", async () => {
    const askar = visitor();
    const page = await signIn(askar, "Askar");
    expect(page.heading()).toBe("Second step");
    expect((await askar.clone().open("/admin")).address).toBe("/admin/sign-in");
    expect((await secondStep(pikir, askar, secret)).address).toBe("/admin");
    expect((await entries())[0]).toBe("Askar signed-in provider");
  });

  test("lets nobody in whom the provider knows and nobody invited", async () => {
    const stranger = visitor();
    const page = await signIn(stranger, "Stranger");
    expect([page.status, page.text.includes("no account here is yours")]).toEqual([422, true]);
    expect((await entries())[0]).toBe("nobody sign-in-failed provider: not invited");
    expect((await stranger.open("/admin")).address).toBe("/admin/sign-in");
  });

  test("lets nobody in by a password that there is not", async () => {
    const who = visitor();
    await who.open("/admin/sign-in?lang=en");
    for (const password of ["none", "", "null"]) {
      const page = await who.post("/admin/sign-in", { token: tokenOf(who.shown()), name: "Askar", password });
      expect(page.text).toContain("Name or password is wrong");
    }
  });

  test("tells a cancelled one, and one that began elsewhere or ended before", async () => {
    const who = visitor();
    expect((await signIn(who, "cancel")).text).toContain("Nobody was signed in");
    const callback = await provider.walk(await begin(who), "Askar");
    const kept = who.clone();
    expect((await back(visitor(), callback)).text).toContain("Please begin again");
    expect((await back(who, callback)).heading()).toBe("Second step");
    // Once more: neither with the cookie that is gone, nor with a copy of it.
    expect((await back(who, callback)).text).toContain("Please begin again");
    expect((await back(kept, callback)).text).toContain("could not be verified");
    expect((await entries())[0]).toBe("nobody sign-in-failed provider: refused");
  });

  test("takes no state of another's, two of them or none, and no attempt that took too long", async () => {
    const [one, other] = [visitor(), visitor()];
    const callback = await provider.walk(await begin(one), "Askar");
    const foreign = new URL(await begin(other)).searchParams.get("state") ?? "";
    const own = new URL(callback, provider.issuer).searchParams.get("state") ?? "";
    for (const bent of [
      callback.replace(own, foreign),
      `${callback}&state=${foreign}`,
      callback.replace(/state=[^&]+&?/, ""),
    ])
      expect((await back(one, bent)).text).toContain("Please begin again");
    expect((await back(other, callback)).text).toContain("Please begin again");
    pikir.pass(16 * 60);
    expect((await back(one, callback)).text).toContain("Please begin again");
  });

  test.each([
    ["for another client", { aud: "another" }],
    ["given to another", { azp: "another" }],
    ["of another issuer", { iss: "https://evil.example" }],
    ["with another's nonce", { nonce: "n".repeat(43) }],
    ["that is over", { exp: 1 }],
    ["from the future", { iat: Math.floor(NOW.getTime() / 1000) + 86_400 }],
    ["without a subject", { sub: undefined }],
  ])("refuses a token %s, though the provider signed it", async (_how, changed) => {
    provider.tamper((answer) => ({
      ...answer,
      id_token: token(
        { ...claimsOf(answer.id_token ?? ""), ...changed },
        { alg: "RS256", kid: provider.keyId, key: provider.key },
      ),
    }));
    expect((await signIn(visitor(), "Askar")).status).toBe(422);
  });

  test.each(["none", "RS256", "HS256"])("refuses a token that says %s and somebody else made", async (alg) => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const by = alg === "RS256" ? { key: privateKey } : alg === "HS256" ? { secret: CLIENT.clientSecret } : {};
    provider.tamper((answer) => ({
      ...answer,
      id_token: token(claimsOf(answer.id_token ?? ""), { alg, kid: provider.keyId, ...by }),
    }));
    const page = await signIn(visitor(), "Askar");
    expect([page.status, page.heading()]).toEqual([422, "Sign in as staff"]);
  });

  test("ends with the account", async () => {
    await aizhan.visitor.open("/admin/staff");
    await aizhan.visitor.post("/admin/staff/disable", { token: tokenOf(aizhan.visitor.shown()), name: "Botagoz" });
    expect((await signIn(visitor(), "Botagoz")).text).toContain("no account here is yours");
    // And the person may be invited anew.
    expect((await join(visitor(), await invitation(), "Botagoz II", "Botagoz")).heading()).toBe(
      "Set up the second factor",
    );
  });

  test("leads from the staff's pages to the provider, and from no page of a citizen's", async () => {
    const csp = async (address: string) => (await visitor().open(address)).headers["content-security-policy"];
    expect(await csp("/admin/sign-in")).toContain(`form-action 'self' ${provider.issuer};`);
    expect(await csp("/sign-in?survey=egov-2024")).toContain("form-action 'self';");
  });
});

describe("an account that is there", () => {
  const code = () => {
    pikir.pass(30);
    return new TOTP({ secret: aizhan.secret }).generate({ timestamp: pikir.now().getTime() });
  };

  test("is connected with a code, in the same session, and parted with one", async () => {
    const who = await signedInAgain();
    await who.open("/admin/account/provider?lang=en");
    const wrong = await who.fill({ code: "000000" }, "connect");
    expect([wrong.status, wrong.text.includes("The code is wrong")]).toEqual([422, true]);
    const to = await leave(who, "/admin/account/provider", { code: code(), act: "connect" });
    expect((await back(who, await provider.walk(to, "Dana"))).heading()).toBe("The account is connected");
    expect((await entries())[0]).toBe(`${AIZHAN.name} provider-connected `);
    expect((await signIn(visitor(), "Dana")).heading()).toBe("Second step");
    await who.open("/admin/account/provider");
    expect((await who.fill({ code: code() }, "part")).text).toContain("You may connect this account");
    expect((await signIn(visitor(), "Dana")).text).toContain("no account here is yours");
  });

  test("is not connected by a session that has ended meanwhile, nor to somebody who has another account", async () => {
    const who = await signedInAgain();
    await who.open("/admin/account/provider?lang=en");
    const to = await leave(who, "/admin/account/provider", { code: code(), act: "connect" });
    expect((await back(who, await provider.walk(to, "Askar"))).text).toContain("One person has one account");
    await who.open("/admin/account/provider");
    const again = await leave(who, "/admin/account/provider", { code: code(), act: "connect" });
    await who.open("/admin/account");
    await who.post("/admin/sign-out", { token: tokenOf(who.shown()) });
    expect((await back(who, await provider.walk(again, "Dana"))).text).toContain("Please begin again");
    expect(await pikir.storage.identities.has(AIZHAN.name)).toBe(false);
  });

  async function signedInAgain(): Promise<Visitor> {
    const who = visitor();
    await who.open("/admin/sign-in?lang=en");
    await who.post("/admin/sign-in", { token: tokenOf(who.shown()), ...AIZHAN });
    await secondStep(pikir, who, aizhan.secret);
    return who;
  }
});

describe("where passwords are switched off", () => {
  test("the first administrator comes by the link and the provider, sets the factor up anew with its code, and no password is taken", async () => {
    const house = await start(false);
    try {
      const link = await firstLink(house);
      const dana = visitor(house);
      const page = await dana.open(`${link}?lang=en`);
      expect(page.html).not.toContain('type="password"');
      expect((await dana.post(link, { token: tokenOf(page), ...AIZHAN })).status).toBe(404);
      const set = await join(dana, link, "Dana", "Dana");
      const key =
        /Or type this key into it: ((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})/.exec(set.text)?.[1]?.replaceAll(" ", "") ?? "";
      await dana.fill({ code: digitsOf(set, house.now()) });
      expect(await entries(house)).toContain("Dana first-administrator provider");
      const signInPage = await visitor(house).open("/admin/sign-in?lang=en");
      expect(signInPage.html).not.toContain('type="password"');
      const tried = visitor(house);
      await tried.open("/admin/sign-in");
      expect((await tried.post("/admin/sign-in", { token: tokenOf(tried.shown()), ...AIZHAN })).status).toBe(404);
      const anew = await dana.open("/admin/account/second-factor");
      expect((await dana.fill({ code: digitsOf(anew, house.now()), before: "111111" })).status).toBe(422);
      house.pass(30);
      const before = new TOTP({ secret: key }).generate({ timestamp: house.now().getTime() });
      const again = await dana.open("/admin/account/second-factor");
      expect((await dana.fill({ code: digitsOf(again, house.now()), before })).heading()).toBe(
        "Keep these recovery codes",
      );
    } finally {
      await house.stop();
    }
  });
});
