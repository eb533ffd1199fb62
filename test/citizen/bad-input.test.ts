import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Refusal } from "../../server/records/fault.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import type { Shown, Visitor } from "../support/visitor.ts";

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir();
});
afterEach(() => pikir.stop());

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

async function atFirstPage(name: string): Promise<Visitor> {
  const who = pikir.visitor({ "Accept-Language": "en" });
  await who.open("/s/egov-2024");
  await who.fill();
  await who.fill({ identifier: identifierOf(name) });
  await who.fill();
  await who.fill({ timeliness: "4" });
  await who.open("/s/egov-2024/p/services");
  return who;
}

/** A calm page in the citizen's language, and the earlier answer still there. */
async function expectNothingLost(who: Visitor, answer: Shown, status: number): Promise<void> {
  expect(answer.status).toBe(status);
  expect(answer.headers["content-type"]).toMatch(/^text\/html/);
  expect(answer.body.querySelector("html")?.getAttribute("lang")).toBe("en");
  expect(answer.heading().length).toBeGreaterThan(5);
  expect(answer.html).not.toMatch(/ at .*\.ts:|node_modules/);
  await who.open("/s/egov-2024/p/services");
  expect(who.fields().get("timeliness")).toBe("4");
}

describe("bad input at a page of questions", () => {
  const doors: readonly [string, (token: string) => string | Buffer, number][] = [
    ["an option that does not exist", (token) => `token=${token}&effect=everything`, 422],
    ["a point off the scale", (token) => `token=${token}&ease=6`, 422],
    ["a number that is none", (token) => `token=${token}&ease=1e0`, 422],
    ["a single answer given twice", (token) => `token=${token}&effect=faster&effect=simpler`, 422],
    ["a question of another page", (token) => `token=${token}&obstacle=other`, 422],
    ["a field that nobody asked for", (token) => `token=${token}&admin=1`, 422],
    ["a name that reaches for the prototype", (token) => `token=${token}&__proto__=1&constructor=2`, 422],
    ["a nested name", (token) => `token=${token}&ease[__proto__][x]=1`, 422],
    ["bytes that are no UTF-8", (token) => `token=${token}&effect=%ff%fe`, 400],
    [
      "raw bytes that are no UTF-8",
      (token) => Buffer.concat([Buffer.from(`token=${token}&effect=`), Buffer.from([0xc3, 0x28])]),
      400,
    ],
    ["a broken escape", (token) => `token=${token}&effect=%zz`, 400],
    ["201 fields", (token) => `token=${token}${"&a=1".repeat(201)}`, 400],
    ["70 KB", (token) => `token=${token}&effect=${"x".repeat(70_000)}`, 413],
  ];

  test.each(doors)("%s is refused, and nothing is lost", async (_what, body, status) => {
    const who = await atFirstPage("Madina");
    const token = who.fields().get("token") ?? "";
    await expectNothingLost(who, await who.postOnce("/s/egov-2024/p/services", body(token), FORM), status);
  });

  test("JSON and multipart are not what a form sends", async () => {
    const who = await atFirstPage("Madina");
    for (const type of ["application/json", "multipart/form-data; boundary=x", "text/plain"]) {
      const answer = await who.postOnce("/s/egov-2024/p/services", '{"ease":"1"}', { "Content-Type": type });
      await expectNothingLost(who, answer, 400);
    }
  });

  test("whatever a form sends, the answer is a page and the draft holds only answers of the definition", async () => {
    const who = await atFirstPage("Madina");
    const token = who.fields().get("token") ?? "";
    const names = fc.oneof(
      fc.constantFrom("timeliness", "ease", "effect", "go", "language", "__proto__"),
      fc.string({ unit: "binary", maxLength: 20 }),
    );
    const values = fc.oneof(
      fc.constantFrom("1", "5", "faster", "other", ""),
      fc.string({ unit: "binary", maxLength: 50 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, values), { maxLength: 8 }), async (pairs) => {
        const body = new URLSearchParams([["token", token], ...pairs.filter(([name]) => name !== "token")]).toString();
        const answer = await who.postOnce("/s/egov-2024/p/services", body, FORM);
        expect([200, 303, 400, 403, 422]).toContain(answer.status);
      }),
      { numRuns: 60 },
    );
    expect(pikir.logged).toEqual([]);
  });
});

describe("who sends it", () => {
  test.each([
    [{ "Sec-Fetch-Site": "cross-site" }],
    [{ "Sec-Fetch-Site": "same-site" }],
    [{ Origin: "https://evil.example" }],
    [{ Origin: "null" }],
  ])("a post from another site is refused: %o", async (headers) => {
    const who = await atFirstPage("Oleg");
    const fields = `${who.fields().toString()}&effect=faster`;
    await expectNothingLost(who, await who.postOnce("/s/egov-2024/p/services", fields, { ...FORM, ...headers }), 403);
    await who.open("/s/egov-2024/p/services");
    expect(who.fields().get("effect")).toBeNull();
  });

  test("a post without the session's token changes nothing", async () => {
    const who = await atFirstPage("Oleg");
    const answer = await who.postOnce("/s/egov-2024/p/services", "timeliness=1", FORM);
    await expectNothingLost(who, answer, 403);
    for (const address of [
      "/s/egov-2024",
      "/sign-in",
      "/s/egov-2024/consent",
      "/s/egov-2024/check",
      "/s/egov-2024/stop",
      "/sign-out",
    ])
      expect((await who.postOnce(address, "go=decline", FORM)).status, address).toBe(403);
  });

  test("a forged, cut or foreign cookie is no session", async () => {
    const who = await atFirstPage("Oleg");
    const [[name, value]] = [...who.cookies] as [[string, string]];
    const altered = `${value.slice(0, 40)}${value[40] === "B" ? "C" : "B"}${value.slice(41)}`;
    for (const forged of [value.slice(0, -4), `${value}AAAA`, "AAAA", "", altered]) {
      const other = pikir.visitor();
      other.cookies.set(name, forged);
      expect((await other.open("/s/egov-2024/p/services")).address).toBe("/s/egov-2024");
    }
  });

  test("numbers that are not 12 digits are asked for again, and what was typed stays", async () => {
    const who = pikir.visitor();
    await who.open("/s/egov-2024?lang=en");
    await who.fill();
    const again = await who.fill({ identifier: "12345<b>" });
    expect(again.status).toBe(422);
    expect(who.fields().get("identifier")).toBe("12345<b>");
    expect(again.html).not.toContain("<b>");
  });
});

describe("surveys that cannot be walked", () => {
  test.each(["/s/nothing", "/s/nothing/consent", "/s/egov-2024/p", "/s/%00", "/nowhere"])(
    "%s does not exist",
    async (address) => {
      const answer = await pikir.visitor({ "Accept-Language": "en" }).open(address);
      expect(answer.status).toBe(404);
      expect(answer.heading()).toMatch(/^There is no such/);
    },
  );

  test.each(["/admin//evil.example/x", "//evil.example/x", "/s//evil.example"])(
    "no link of %s leads to another host",
    async (address) => {
      const answer = await pikir.visitor().open(address);
      const links = answer.body.querySelectorAll("a").map((link) => link.getAttribute("href") ?? "");
      expect(links.filter((href) => !/^(\/(?!\/)|#|$)/.test(href))).toEqual([]);
    },
  );

  test("an address with broken escapes is no reason to fall over", async () => {
    expect((await pikir.visitor().open("/s/%ff")).status).toBe(400);
    expect(pikir.logged).toEqual([]);
  });

  test("a closed survey takes nothing, not even what was begun, and says so", async () => {
    const who = await atFirstPage("Zarina");
    for (let page = 0; page < 6; page += 1) await who.fill();
    await pikir.storage.surveys.close("egov-2024", "2024-09-20");
    const answer = await who.fill();
    expect([answer.status, answer.heading()]).toEqual([403, "This survey is closed"]);
    expect(await pikir.storage.participations.count("egov-2024")).toBe(0);
  });
});

describe("when nothing can be kept", () => {
  test("the citizen is told, the draft stays, and a later send succeeds", async () => {
    let broken = false;
    const fragile = await startPikir({
      storage: (storage) => ({
        ...storage,
        participations: {
          ...storage.participations,
          send: (sending) =>
            broken ? Promise.reject(new Refusal({ kind: "unavailable" })) : storage.participations.send(sending),
        },
      }),
    });
    const who = fragile.visitor();
    await who.open("/s/egov-2024?lang=en");
    await who.fill();
    await who.fill({ identifier: identifierOf("Ainur") });
    await who.fill();
    for (let page = 0; page < 6; page += 1) await who.fill();
    const before = who.clone();
    broken = true;
    const refused = await who.fill();
    expect([refused.status, refused.headers["retry-after"]]).toEqual([503, "10"]);
    broken = false;
    expect((await before.fill()).address).toBe("/s/egov-2024/receipt");
    await fragile.stop();
  });

  test("a bug shows a reference and logs no value", async () => {
    const buggy = await startPikir({
      storage: (storage) => ({
        ...storage,
        drafts: { ...storage.drafts, find: () => Promise.reject(new Error("secret value 880101300123")) },
      }),
    });
    const who = buggy.visitor();
    await who.open("/s/egov-2024?lang=en");
    await who.fill();
    const answer = await who.fill({ identifier: "880101300123" });
    expect(answer.status).toBe(503);
    const [reference] = /(?<=Reference: )[0-9a-f]{8}/.exec(answer.text) ?? [];
    expect(reference).toBeDefined();
    expect(buggy.logged.join("\n")).toContain(reference);
    await buggy.stop();
  });
});
