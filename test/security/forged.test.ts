/**
 * What a browser brings back and somebody has forged, altered or taken from another: session cookies of citizens and staff, and
 * the tokens of forms. Ten thousand of each through the functions that the doors ask, a sample over HTTP.
 */
import { createHash, randomBytes, randomInt } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSession, signedInBy } from "../../server/admin/session.ts";
import { sessionCookie, sessionIn } from "../../server/citizen/cookie.ts";
import { freshSession } from "../../server/records/session.ts";
import { formSecret, formToken, isFormToken } from "../../server/web/same-site.ts";
import { seal } from "../../server/web/sealed.ts";
import { alteredBytes } from "../support/altered.ts";
import { aDefinition } from "../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";

const RUNS = { numRuns: 10_000 };
const random = { bytes: randomBytes, integer: randomInt };
const NOW = Date.parse("2024-09-20T08:00:00Z");

let pikir: Pikir;
beforeAll(async () => {
  pikir = await startPikir({ definitions: [aDefinition()] });
});
afterAll(() => pikir.stop());

async function signedIn(name: string): Promise<Visitor> {
  const who = pikir.visitor();
  await who.open("/s/tea-survey?lang=en");
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  expect(who.shown().address).toBe("/s/tea-survey/consent");
  return who;
}

describe("a citizen's cookie", () => {
  const sealing = { publicUrl: new URL("https://survey.example.kz"), sessionKey: randomBytes(32) };
  const cookieOf = (subject: string) => {
    const session = { ...freshSession(subject, NOW, "kk"), person: { issuer: "demo", subject } };
    return /=([^;]+)/.exec(sessionCookie(sealing, session, random))?.[1] ?? "";
  };
  const [one, other] = [cookieOf("Aigerim"), cookieOf("Bolat")];
  const opened = (value: string, name = "__Host-pikir") => sessionIn(sealing, `${name}=${value}`);
  const bytesOf = (value: string) => Buffer.from(value, "base64url");

  test("is nobody's where it was altered anywhere, 10,000 times", () => {
    expect(opened(one)?.person?.subject).toBe("Aigerim");
    fc.assert(
      fc.property(alteredBytes(bytesOf(one), bytesOf(other)), (altered) => {
        expect(opened(altered.toString("base64url"))).toBeUndefined();
      }),
      RUNS,
    );
  });

  test("is nobody's where somebody else sealed it, or where it says what no session says", () => {
    const session = JSON.parse(JSON.stringify(freshSession("id", NOW, null)));
    fc.assert(
      fc.property(fc.string(), fc.json(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (field, json, key) => {
        expect(opened(seal(JSON.stringify(session), key, random).toString("base64url"))).toBeUndefined();
        const odd = [
          json,
          JSON.stringify({ ...session, [`x${field}`]: 1 }),
          JSON.stringify({ ...session, person: field }),
        ];
        for (const plain of odd)
          expect(opened(seal(plain, sealing.sessionKey, random).toString("base64url")), plain).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  test("is not looked for under the name that any page of the domain could set", () => {
    expect(opened(one, "pikir")).toBeUndefined();
    expect(sessionIn({ ...sealing, publicUrl: new URL("http://127.0.0.1") }, `__Host-pikir=${one}`)).toBeUndefined();
  });

  test("that was altered lets nobody in over HTTP, 200 times, and is replaced by a new one", async () => {
    const [aigerim, bolat] = [await signedIn("Aigerim"), await signedIn("Bolat")];
    const [mine, others] = [aigerim, bolat].map((who) => bytesOf(who.cookies.get("pikir") ?? ""));
    await fc.assert(
      fc.asyncProperty(alteredBytes(mine ?? Buffer.of(), others ?? Buffer.of()), async (altered) => {
        const thief = pikir.visitor();
        thief.cookies.set("pikir", altered.toString("base64url"));
        expect((await thief.open("/s/tea-survey/consent")).address).toBe("/s/tea-survey");
        expect(thief.cookies.get("pikir")).not.toBe(altered.toString("base64url"));
      }),
      { numRuns: 200 },
    );
    expect((await aigerim.open("/s/tea-survey/consent")).address).toBe("/s/tea-survey/consent");
  });

  test("from before the send, replayed after it, opens no answers and sends nothing a second time", async () => {
    const who = await signedIn("Dana");
    await who.fill();
    await who.fill({ "drinks-tea": "no" });
    const old = new Map(who.cookies);
    await who.fill({}, "skip");
    await who.fill();
    expect(who.shown().address).toBe("/s/tea-survey/receipt");
    const before = await pikir.storage.participations.count("tea-survey");
    pikir.pass(1800);
    await pikir.app.tidy();
    await pikir.app.tidy();
    const thief = pikir.visitor();
    for (const [name, value] of old) thief.cookies.set(name, value);
    for (const address of ["consent", "p/tea", "check", "receipt"]) {
      const page = await thief.open(`/s/tea-survey/${address}`);
      expect(page.text, address).not.toMatch(/[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/);
      expect(page.body.querySelector("input[checked]"), address).toBeNull();
    }
    expect(await pikir.storage.participations.count("tea-survey")).toBe(before);
  });
});

describe("a member of staff's cookie", () => {
  test("is nobody's where it was made up or altered, 10,000 times", async () => {
    const passwordHash = "a hash";
    await pikir.storage.staff.add({ name: "Aizhan", role: "administrator", passwordHash, disabled: false });
    const { staff } = pikir.storage;
    const [one, other] = [
      await openSession(staff, "Aizhan", pikir.now(), random),
      await openSession(staff, "Aizhan", pikir.now(), random),
    ].map((value) => Buffer.from(value));
    const now = pikir.now().getTime();
    expect((await signedInBy(staff, String(one), now))?.name).toBe("Aizhan");
    await fc.assert(
      fc.asyncProperty(alteredBytes(one ?? Buffer.of(), other ?? Buffer.of()), async (altered) => {
        expect(await signedInBy(staff, altered.toString("latin1"), now)).toBeUndefined();
      }),
      RUNS,
    );
    // What the database holds is no cookie.
    const stored = createHash("sha256").update(String(one)).digest();
    for (const encoding of ["hex", "base64", "base64url", "latin1"] as const)
      expect(await signedInBy(staff, stored.toString(encoding), now)).toBeUndefined();
  });
});

describe("a form's token", () => {
  const key = randomBytes(32);
  const bytes = (token: string) => Buffer.from(token, "base64url");

  test("is refused where it was altered, made up, another session's or another installation's, 10,000 times", () => {
    const [one, another] = [
      formToken(formSecret(key, "session"), random),
      formToken(formSecret(key, "another"), random),
    ];
    const foreign = bytes(formToken(formSecret(randomBytes(32), "session"), random));
    expect(isFormToken(one, formSecret(key, "session"))).toBe(true);
    const altered = fc.oneof(
      alteredBytes(bytes(one), bytes(another)),
      fc.constantFrom(bytes(another), foreign),
      alteredBytes(foreign, bytes(one)),
    );
    fc.assert(
      fc.property(altered, (token) => {
        expect(isFormToken(token.toString("base64url"), formSecret(key, "session"))).toBe(false);
      }),
      RUNS,
    );
  });

  test("altered, replayed from another session or left out does nothing over HTTP, 150 times", async () => {
    const [who, neighbour] = [await signedIn("Erlan"), await signedIn("Farida")];
    const [mine, theirs] = [who, neighbour].map((each) => bytes(each.fields().get("token") ?? ""));
    const altered = fc.oneof(
      alteredBytes(mine ?? Buffer.of(), theirs ?? Buffer.of()),
      fc.constantFrom(theirs ?? Buffer.of(), Buffer.of()),
    );
    await fc.assert(
      fc.asyncProperty(altered, async (token) => {
        const answer = await who.postOnce("/s/tea-survey/consent", `token=${token.toString("base64url")}`);
        expect(answer.status).toBe(403);
      }),
      { numRuns: 150 },
    );
    expect((await who.open("/s/tea-survey/p/tea")).address).toBe("/s/tea-survey/consent");
    expect((await who.fill()).address).toBe("/s/tea-survey/p/tea");
  });
});
