import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ProviderSettings } from "../../server/identity/provider-settings.ts";
import { openServingKeys } from "../../server/keys.ts";
import { dayOf } from "../../server/records/month.ts";
import { unseal } from "../../server/web/sealed.ts";
import { aDefinition } from "../support/definitions.ts";
import { type Claims, claimsOf, type Signing, token } from "../support/forged.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";
import { CLIENT, startProvider, type TestProvider } from "../support/provider.ts";
import type { Shown, Visitor } from "../support/visitor.ts";

/** Ours is a little ahead: a token made while a test runs is not from its future. */
const NOW = new Date(Date.now() + 300_000);
const YEAR = NOW.getUTCFullYear();

const PEOPLE = {
  Aigerim: { birthdate: "1990-05-01", country: "KZ" },
  Bolat: { birthdate: "1985-01-31", country: "Kazakhstan" },
  Child: { birthdate: `${YEAR - 10}-01-01`, country: "KZ" },
  Abroad: { birthdate: "1980-01-01", country: "DE" },
  Both: { birthdate: `${YEAR - 10}-01-01`, country: "DE" },
  Silent: {},
  Strong: { birthdate: "1990-05-01", country: "KZ", acr: "high" },
  Long: { birthdate: "1990-05-01", country: "KZ", ago: 7200 },
};

const PLAIN = aDefinition({ id: "tea-for-all", eligibility: {} });

let provider: TestProvider;
let pikir: Pikir;
const warned: string[] = [];

beforeAll(async () => {
  provider = await startProvider(PEOPLE);
  pikir = await start();
});
afterAll(async () => {
  await pikir.stop();
  await provider.stop();
});
afterEach(() => {
  provider.tamper(undefined);
  provider.intercept(undefined);
  warned.length = 0;
});

function start(settings: Partial<ProviderSettings> = {}): Promise<Pikir> {
  return startPikir({
    definitions: [aDefinition(), PLAIN],
    now: NOW.toISOString(),
    signIn: provider.signIn(settings, (message) => void warned.push(message)),
  });
}

/** From the survey's first page to the provider: its address. */
async function leave(who: Visitor, survey = "tea-survey"): Promise<string> {
  await who.open(`/s/${survey}?lang=en`);
  await who.fill();
  expect(who.shown().address).toBe(`/sign-in?survey=${survey}`);
  return (await who.postOnce("/sign-in", who.fields().toString())).headers.location ?? "";
}

async function signIn(who: Visitor, name: string, survey?: string): Promise<Shown> {
  return who.open(await provider.walk(await leave(who, survey), name));
}

/** Where the visitor is let in to. */
async function insideOf(who: Visitor): Promise<readonly unknown[]> {
  const shown = await who.open("/s/tea-survey/consent");
  return [shown.status, shown.address];
}

const OUTSIDE = [200, "/s/tea-survey"];

function sessionOf(who: Visitor): string {
  const key = openServingKeys(`${pikir.dataDir}/keys`, undefined).derived("citizens' sessions");
  return unseal(Buffer.from(who.cookies.get("pikir") ?? "", "base64url"), key) ?? "";
}

describe("signing in at a provider", () => {
  test("leads there with PKCE, state and nonce, and back to the consent screen", async () => {
    const aigerim = pikir.visitor();
    const to = new URL(await leave(aigerim));
    expect(aigerim.shown().text).toContain(new URL(provider.issuer).host);
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: "http://127.0.0.1:3000/sign-in/callback",
      ui_locales: "en",
    });
    expect((await aigerim.open(await provider.walk(to.href, "Aigerim"))).address).toBe("/s/tea-survey/consent");
  });

  test("allows the sign-in form to lead to the provider, and no other", async () => {
    const page = await pikir.visitor().open("/sign-in?survey=tea-survey");
    expect(page.headers["content-security-policy"]).toContain(`form-action 'self' ${provider.issuer};`);
  });

  test("asks only who it is where a survey has no rules", async () => {
    const to = new URL(await leave(pikir.visitor(), "tea-for-all"));
    expect(to.searchParams.get("scope")).toBe("openid");
    const before = provider.asked.length;
    expect((await signIn(pikir.visitor(), "Silent", "tea-for-all")).address).toBe("/s/tea-for-all/consent");
    expect(provider.asked.slice(before)).not.toContain("/me");
  });

  test("is one participation from two devices", async () => {
    const [phone, tablet] = [pikir.visitor(), pikir.visitor()];
    await signIn(phone, "Aigerim");
    await phone.fill();
    await phone.fill({ "drinks-tea": "no" });
    await signIn(tablet, "Aigerim");
    expect(tablet.shown().address).toBe("/s/tea-survey/p/about-you");
    await phone.fill({}, "skip");
    expect((await phone.fill()).address).toBe("/s/tea-survey/receipt");
    expect([(await tablet.open("/s/tea-survey/consent")).status, tablet.shown().heading()]).toEqual([
      409,
      "You have already taken part",
    ]);
    expect(await pikir.storage.participations.count("tea-survey")).toBe(1);
  });

  test("gives a new session, in which nothing stands of the claims, the token or the code", async () => {
    const bolat = pikir.visitor();
    const to = await leave(bolat);
    const before = JSON.parse(sessionOf(bolat));
    expect(Object.keys(before.signingIn).sort()).toEqual(["at", "nonce", "state", "survey", "verifier"]);
    const back = await provider.walk(to, "Bolat");
    await bolat.open(back);
    const sealed = sessionOf(bolat);
    const after = JSON.parse(sealed);
    expect(after.id).not.toBe(before.id);
    expect(after).toMatchObject({
      person: { issuer: new URL(provider.issuer).href, subject: "Bolat" },
      signingIn: null,
      verdicts: { "tea-survey": { unmet: [] } },
    });
    const code = new URL(back, provider.issuer).searchParams.get("code") ?? "none";
    for (const word of ["1985", "Kazakhstan", "eyJ", code]) expect(sealed).not.toContain(word);
  });

  test("with an earlier sign-in's session opens nothing more", async () => {
    const who = pikir.visitor();
    await signIn(who, "Aigerim");
    const planted = new Map(who.cookies);
    await who.postOnce("/sign-out", `token=${await token_(who)}`);
    const victim = pikir.visitor();
    for (const [name, value] of planted) victim.cookies.set(name, value);
    const id = JSON.parse(sessionOf(victim)).id;
    await victim.open("/sign-in?survey=tea-for-all");
    const to = (await victim.postOnce("/sign-in", victim.fields().toString())).headers.location ?? "";
    await victim.open(await provider.walk(to, "Bolat"));
    expect(JSON.parse(sessionOf(victim)).person.subject).toBe("Bolat");
    expect(JSON.parse(sessionOf(victim)).id).not.toBe(id);
  });

  test("lasts for another survey only as far as that one's rules were asked", async () => {
    const who = pikir.visitor();
    await signIn(who, "Bolat", "tea-for-all");
    expect((await who.open("/s/tea-survey/consent")).address).toBe("/sign-in?survey=tea-survey");
    await signIn(who, "Bolat");
    expect((await who.open("/s/tea-survey/consent")).status).toBe(200);
    expect((await who.open("/s/tea-for-all/consent")).address).toBe("/s/tea-for-all/consent");
  });

  test("ends at the provider, too", async () => {
    const who = pikir.visitor();
    await signIn(who, "Bolat");
    const answer = await who.postOnce("/sign-out", `token=${await token_(who)}`);
    const to = new URL(answer.headers.location ?? "");
    expect([to.origin, to.pathname, to.searchParams.get("post_logout_redirect_uri")]).toEqual([
      provider.issuer,
      "/session/end",
      "http://127.0.0.1:3000/",
    ]);
    expect(to.searchParams.has("id_token_hint")).toBe(false);
    expect(JSON.parse(sessionOf(who))).toMatchObject({ person: null, verdicts: {} });
    expect(await insideOf(who)).toEqual(OUTSIDE);
  });

  test("is afresh for each person at a kiosk, and ends at the provider with the visit", async () => {
    const [tablet, own] = [pikir.visitor(), pikir.visitor()];
    const promptOf = (address: string) => new URL(address).searchParams.get("prompt");
    expect(promptOf(await leave(own))).toBeNull();
    await tablet.open("/s/tea-survey?from=kiosk-almaty");
    const to = await leave(tablet);
    expect(promptOf(to)).toBe("login");
    await tablet.open(await provider.walk(to, "Bolat"));
    await tablet.open("/s/tea-survey/stop");
    const stopped = await tablet.postOnce("/s/tea-survey/stop", tablet.fields().toString());
    expect(new URL(stopped.headers.location ?? "").pathname).toBe("/session/end");
    expect(stopped.headers["clear-site-data"]).toBe('"storage"');
    expect(promptOf(await leave(tablet))).toBe("login");
  });

  test("does not let the demonstration's digits in, nor a cookie from before", async () => {
    const who = pikir.visitor();
    await who.open("/sign-in?survey=tea-survey");
    const answer = await who.postOnce("/sign-in", `${who.fields()}&identifier=123456789012`);
    expect(answer.headers.location).toContain(provider.issuer);
    expect(await insideOf(who)).toEqual(OUTSIDE);
  });
});

/** A token of the page that the visitor can always see. */
async function token_(who: Visitor): Promise<string> {
  await who.open("/withdraw");
  return who.fields().get("token") ?? "";
}

describe("whom a survey is not for", () => {
  test.each([
    ["Child", "en", "aged 18 or over", "elsewhere"],
    ["Abroad", "en", "live in Kazakhstan", "younger"],
    ["Child", "ru", "полных лет): 18. По данным", "другой стране"],
    ["Abroad", "kk", "Қазақстан", "18 жасқа"],
    ["Silent", "en", "did not tell us your date of birth", "you are younger"],
  ])("%s reads why in %s, and is let in by no door", async (name, language, reason, other) => {
    const who = pikir.visitor();
    const counted = await counts();
    await signIn(who, name);
    const refused = await who.open(`/s/tea-survey/consent?lang=${language}`);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain(reason);
    expect(refused.text).not.toContain(other);
    const token = who.fields().get("token") ?? "";
    for (const step of ["consent", "p/tea", "check", "stop"]) {
      expect((await who.post(`/s/tea-survey/${step}`, { token, "drinks-tea": "no" })).status).toBe(403);
      expect((await who.open(`/s/tea-survey/${step}`)).status).toBe(403);
    }
    expect(await counts()).toEqual(counted);
    expect(warned).toEqual([]);
    expect(pikir.logged.join()).not.toContain(name);
  });

  test("hears every reason at once, and may sign out", async () => {
    const who = pikir.visitor();
    const page = await signIn(who, "Both");
    expect([page.status, page.text.match(/It is for people/g)?.length]).toEqual([403, 2]);
    expect((await who.postOnce("/sign-out", who.fields().toString())).headers.location).toContain("/session/end");
  });

  test("is asked anew when the rules have changed", async () => {
    const who = pikir.visitor();
    await signIn(who, "Bolat");
    const { publish } = await import("../../server/publishing.ts");
    const config = { keysDir: `${pikir.dataDir}/keys`, keyCopy: undefined };
    await publish(aDefinition({ eligibility: { age: 21 } }), { storage: pikir.storage, config, now: pikir.now() });
    pikir.pass(2);
    expect((await who.open("/s/tea-survey/consent")).address).toBe("/sign-in?survey=tea-survey");
  });
});

/** All of the funnel but the clicks. */
async function counts() {
  await pikir.app.flush();
  return (await pikir.storage.counters.of("tea-survey")).filter(({ day }) => day === dayOf(pikir.now()));
}

describe("what comes back", () => {
  /** A sign-in whose ID token is replaced on its way. */
  async function forged(forge: (claims: Claims) => string | undefined): Promise<readonly unknown[]> {
    provider.tamper((answer) => ({ ...answer, id_token: forge(claimsOf(answer.id_token ?? "")) }));
    const who = pikir.visitor();
    const end = await signIn(who, "Aigerim", "tea-for-all");
    provider.tamper(undefined);
    const inside = await who.open("/s/tea-for-all/consent");
    return [end.status, inside.address, warned.length];
  }

  const genuine = (): Signing => ({ alg: "RS256", kid: provider.keyId, key: provider.key });
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const seconds = Math.floor(NOW.getTime() / 1000);
  const publicPem = () => createPublicKey(provider.key).export({ format: "pem", type: "spki" }) as string;

  test("is believed when it is signed with the provider's key, so that what follows is refused for its own reason", async () => {
    expect(await forged((claims) => token(claims, genuine()))).toEqual([200, "/s/tea-for-all/consent", 0]);
  });

  test.each<readonly [string, (claims: Claims) => string | undefined]>([
    ["unsigned", (claims) => token(claims, { alg: "none" })],
    ["unsigned, said in capitals", (claims) => token(claims, { alg: "NONE" })],
    ["signed by another key under the same name", (claims) => token(claims, { ...genuine(), key: stranger })],
    ["signed by another key under another name", (claims) => token(claims, { alg: "RS256", kid: "x", key: stranger })],
    ["signed with the client's secret", (claims) => token(claims, { alg: "HS256", secret: CLIENT.clientSecret })],
    ["signed with the public key as a secret", (claims) => token(claims, { alg: "HS256", secret: publicPem() })],
    ["for another client", (claims) => token({ ...claims, aud: "another" }, genuine())],
    [
      "for several clients, ours not the one it was given to",
      (claims) => token({ ...claims, aud: ["pikir", "b"], azp: "b" }, genuine()),
    ],
    ["from another issuer", (claims) => token({ ...claims, iss: "https://id.example.org" }, genuine())],
    ["with another's nonce", (claims) => token({ ...claims, nonce: "x".repeat(43) }, genuine())],
    ["without a nonce", ({ nonce: _nonce, ...claims }) => token(claims, genuine())],
    ["expired", (claims) => token({ ...claims, exp: seconds - 600, iat: seconds - 1200 }, genuine())],
    ["without an end", ({ exp: _exp, ...claims }) => token(claims, genuine())],
    ["from the future", (claims) => token({ ...claims, iat: seconds + 3600, exp: seconds + 7200 }, genuine())],
    ["not valid yet", (claims) => token({ ...claims, nbf: seconds + 3600 }, genuine())],
    ["about nobody", ({ sub: _sub, ...claims }) => token(claims, genuine())],
    ["about a list", (claims) => token({ ...claims, sub: ["Aigerim"] }, genuine())],
    ["cut short", (claims) => token(claims, genuine()).slice(0, -20)],
    [
      "with other claims under the old signature",
      (claims) => {
        const [head, , signature] = token(claims, genuine()).split(".");
        const [, body] = token({ ...claims, sub: "Bolat" }, genuine()).split(".");
        return `${head}.${body}.${signature}`;
      },
    ],
    ["no token at all", () => undefined],
  ])("is refused where the token is %s", async (_name, forge) => {
    expect(await forged(forge)).toEqual([401, "/s/tea-for-all", 1]);
    expect(warned.join()).not.toMatch(/Aigerim|eyJ/);
  });

  test("ends a sign-in once: a code used before, here or by who stole the cookie, is refused", async () => {
    const who = pikir.visitor();
    const back = await provider.walk(await leave(who, "tea-for-all"), "Aigerim");
    const thief = who.clone();
    expect((await who.open(back)).status).toBe(200);
    expect((await who.open(back)).status).toBe(400);
    expect((await thief.open(back)).status).toBe(401);
    expect((await thief.open("/s/tea-for-all/consent")).address).toBe("/s/tea-for-all");
    expect((await who.open("/s/tea-for-all/consent")).status).toBe(200);
  });

  test.each<readonly [string, (back: string) => string]>([
    ["no state", (back) => back.replace(/&state=[^&]*/, "")],
    ["another's state", (back) => back.replace(/state=[^&]*/, `state=${"y".repeat(43)}`)],
    ["two states", (back) => `${back}&state=${"y".repeat(43)}`],
  ])("is no end of this sign-in with %s, and does not break it off either", async (_name, change) => {
    const who = pikir.visitor();
    const back = await provider.walk(await leave(who, "tea-for-all"), "Aigerim");
    expect((await who.open(change(back))).status).toBe(400);
    expect((await who.open("/s/tea-for-all/consent")).address).toBe("/s/tea-for-all");
    expect((await who.open(back)).address).toBe("/s/tea-for-all/consent");
  });

  test("signs nobody in in a browser in which it did not begin", async () => {
    const [attacker, victim] = [pikir.visitor(), pikir.visitor()];
    const back = await provider.walk(await leave(attacker, "tea-for-all"), "Bolat");
    expect((await victim.open(back)).status).toBe(400);
    await leave(victim, "tea-for-all");
    expect((await victim.open(back)).status).toBe(400);
    expect((await victim.open("/s/tea-for-all/consent")).address).toBe("/s/tea-for-all");
  });

  test("comes too late after a quarter of an hour", async () => {
    const late = await start();
    const who = late.visitor();
    const back = await provider.walk(await leave(who, "tea-for-all"), "Aigerim");
    late.pass(16 * 60);
    expect((await who.open(back)).status).toBe(400);
    await late.stop();
  });

  test("is a calm page when the person cancelled", async () => {
    const who = pikir.visitor();
    const page = await who.open(await provider.walk(await leave(who), "cancel"));
    expect([page.status, page.heading()]).toEqual([200, "You cancelled the sign-in"]);
    expect(page.body.querySelector("main a.button")?.getAttribute("href")).toBe("/sign-in?survey=tea-survey");
    expect(warned).toEqual([]);
    expect(await insideOf(who)).toEqual(OUTSIDE);
  });

  test.each([
    ["server_error", 503],
    ["temporarily_unavailable", 503],
    ["login_required", 403],
    ["<script>alert(1)</script>", 401],
    ["constructor", 401],
  ])("is a page for the error %s", async (error, status) => {
    const who = pikir.visitor();
    const state = new URL(await leave(who)).searchParams.get("state") ?? "";
    const query = new URLSearchParams({ error, state, iss: provider.issuer, error_description: "SECRET" });
    const page = await who.open(`/sign-in/callback?${query}`);
    expect([page.status, page.html.includes("SECRET"), page.html.includes("<script>alert")]).toEqual([
      status,
      false,
      false,
    ]);
    expect(warned.join()).not.toMatch(/script|SECRET/);
    expect(await insideOf(who)).toEqual(OUTSIDE);
  });
});

describe("from one network", () => {
  test("a hundred refused sign-ins in a quarter of an hour are the last to reach the provider; elsewhere one signs in", async () => {
    const braked = await startPikir({
      definitions: [PLAIN],
      now: NOW.toISOString(),
      trustProxy: ["loopback"],
      signIn: provider.signIn({}, () => undefined),
    });
    const fromThere = () => braked.visitor({ "X-Forwarded-For": "203.0.113.9" });
    const callbacks: (readonly [Visitor, string])[] = [];
    for (let guess = 0; guess < 102; guess += 1) {
      const script = fromThere();
      const state = new URL(await leave(script, "tea-for-all")).searchParams.get("state") ?? "";
      callbacks.push([script, `${new URLSearchParams({ code: `guess-${guess}`, state, iss: provider.issuer })}`]);
    }
    const statuses: number[] = [];
    for (const [script, query] of callbacks) statuses.push((await script.open(`/sign-in/callback?${query}`)).status);
    expect([new Set(statuses.slice(0, 100)), statuses[100], statuses[101]]).toEqual([new Set([401]), 429, 429]);
    const asked = provider.asked.length;
    await fromThere().open("/sign-in/callback?code=x&state=y");
    expect(provider.asked.length).toBe(asked);
    const aigerim = braked.visitor({ "X-Forwarded-For": "203.0.113.10" });
    expect((await signIn(aigerim, "Aigerim", "tea-for-all")).address).toBe("/s/tea-for-all/consent");
    braked.pass(15 * 60 + 1);
    expect((await fromThere().open("/sign-in/callback?code=x&state=y")).status).toBe(400);
    await braked.stop();
  });
});

describe("how well a person has proven who they are", () => {
  test.each([
    [{ acr: ["high"] }, "Strong", 200],
    [{ acr: ["high"] }, "Aigerim", 403],
    [{ maxAge: 3600 }, "Aigerim", 200],
    [{ maxAge: 3600 }, "Long", 403],
  ])("with %j lets %s in or not: %i", async (settings, name, status) => {
    const strict = await start(settings);
    const who = strict.visitor();
    const to = new URL(await leave(who));
    expect(to.searchParams.get("acr_values") ?? to.searchParams.get("max_age")).toBeTruthy();
    // A provider that does not care what it was asked for.
    to.searchParams.delete("max_age");
    if ("maxAge" in settings) provider.tamper((answer) => withAuthTime(answer, name));
    const end = await who.open(await provider.walk(to.href, name));
    expect(end.status).toBe(status);
    expect((await who.open("/s/tea-survey/consent")).address).toBe(
      status === 200 ? "/s/tea-survey/consent" : "/s/tea-survey",
    );
    await strict.stop();
  });

  function withAuthTime(answer: { readonly id_token?: string }, name: string) {
    const ago = name === "Long" ? 7200 : 10;
    const claims = { ...claimsOf(answer.id_token ?? ""), auth_time: Math.floor(Date.now() / 1000) - ago };
    return { ...answer, id_token: token(claims, { alg: "RS256", kid: provider.keyId, key: provider.key }) };
  }
});

describe("a provider in trouble", () => {
  test.each<readonly [string, (path: string) => string | undefined]>([
    ["answers with an error", () => "500 text/plain down"],
    ["answers with a page instead of JSON", () => "200 text/html <h1>Maintenance</h1>"],
    ["answers with half a JSON", () => '200 application/json {"issuer":'],
    ["says it is another", () => '200 application/json {"issuer":"https://id.example.org"}'],
  ])("that %s before the sign-in is a calm page, and the next try works", async (_name, answerOf) => {
    const fresh = await start();
    provider.intercept((request, response) => {
      const [status = "", type = "", ...body] = (answerOf(request.url ?? "") ?? "").split(" ");
      response.writeHead(Number(status), { "Content-Type": type }).end(body.join(" "));
      return true;
    });
    const who = fresh.visitor();
    await who.open("/s/tea-survey?lang=en");
    const page = await who.fill();
    expect([page.status, page.heading(), page.headers["retry-after"]]).toEqual([
      503,
      "The sign-in service does not answer",
      "30",
    ]);
    provider.intercept(undefined);
    const again = page.body.querySelector("main a.button")?.getAttribute("href") ?? "";
    expect((await who.open(again)).status).toBe(200);
    expect((await signIn(who, "Bolat", "tea-for-all")).status).toBe(200);
    await fresh.stop();
  });

  test("that falls silent in the middle leaves no half session, and the next try works", async () => {
    const who = pikir.visitor();
    const back = await provider.walk(await leave(who, "tea-for-all"), "Bolat");
    provider.intercept((request) => request.url === "/token");
    const began = Date.now();
    const page = await who.open(back);
    expect(page.status).toBe(503);
    expect(Date.now() - began).toBeLessThan(30_000);
    expect(JSON.parse(sessionOf(who))).toMatchObject({ person: null, signingIn: null });
    provider.intercept(undefined);
    expect((await signIn(who, "Bolat", "tea-for-all")).status).toBe(200);
  });

  test.each(["/token", "/jwks", "/me"])("that talks nonsense at %s leaves no half session", async (path) => {
    const fresh = await start();
    const who = fresh.visitor();
    const back = await provider.walk(await leave(who), "Aigerim");
    provider.intercept((request, response) => {
      if (request.url !== path) return false;
      response.writeHead(200, { "Content-Type": "application/json" }).end("[[[");
      return true;
    });
    expect((await who.open(back)).status).toBe(503);
    expect(await insideOf(who)).toEqual(OUTSIDE);
    await fresh.stop();
  });

  test("that has new keys is believed with them once it says so", async () => {
    const { privateKey: next } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const jwk = { ...createPublicKey(next).export({ format: "jwk" }), kid: "next", use: "sig", alg: "RS256" };
    const signed = (answer: { readonly id_token?: string }) => ({
      ...answer,
      id_token: token(claimsOf(answer.id_token ?? ""), { alg: "RS256", kid: "next", key: next }),
    });
    const fresh = await start();
    expect((await signIn(fresh.visitor(), "Bolat", "tea-for-all")).status).toBe(200);
    provider.tamper(signed);
    // Not published yet: nobody's key.
    expect((await signIn(fresh.visitor(), "Bolat", "tea-for-all")).status).toBe(401);
    provider.intercept((request, response) => {
      if (request.url !== "/jwks") return false;
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ keys: [jwk] }));
      return true;
    });
    expect([(await signIn(fresh.visitor(), "Bolat", "tea-for-all")).status, warned]).toEqual([200, [warned[0]]]);
    await fresh.stop();
  });
});
