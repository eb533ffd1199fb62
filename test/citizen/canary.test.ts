import { randomBytes, randomInt } from "node:crypto";
import { mkdirSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { placeFrom } from "../../server/records/funnel.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { openLog } from "../../server/web/log.ts";
import { administrator } from "../admin/cast.ts";
import { type Pikir, type Setting, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";
import { type Canaries, openCanaries } from "./canaries.ts";

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };
const SURVEY = "/s/egov-2024";

let canaries: Canaries;
let lines: string[];
let printed: string[];
let running: Pikir[];

beforeEach(() => {
  canaries = openCanaries();
  lines = [];
  printed = [];
  running = [];
  // Express prints what nobody handles, but for its own tests.
  vi.stubEnv("NODE_ENV", "production");
  for (const way of ["log", "info", "warn", "error", "debug", "trace"] as const)
    vi.spyOn(console, way).mockImplementation((...said) => void printed.push(said.map(shown).join(" ")));
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((said) => printed.push(Buffer.from(said).toString("latin1")) > 0);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const pikir of running) await pikir.stop();
});

function shown(said: unknown): string {
  return said instanceof Error ? `${said.stack} ${JSON.stringify(said)}` : String(said);
}

/** With the real log, whose lines end in `lines`. */
async function watched(setting: Setting = {}): Promise<Pikir> {
  const pikir = await startPikir({ log: openLog({ write: (line) => void lines.push(line) }), ...setting });
  running.push(pikir);
  return pikir;
}

/** A browser that names a canary in every header that a browser or a proxy sends. */
function loud(pikir: Pikir): Visitor {
  const headers = ["User-Agent", "Referer", "X-Forwarded-For", "X-Real-IP", "X-Request-Id", "Forwarded", "Sec-CH-UA"];
  const said = headers.map((name) => [name, canaries.at(name)] as const);
  const who = pikir.visitor({
    ...Object.fromEntries(said),
    "Accept-Language": `en, ${canaries.at("Accept-Language")}`,
  });
  who.cookies.set(canaries.at("a cookie's name"), canaries.at("a cookie"));
  return who;
}

function queryOf(...names: readonly string[]): string {
  return names.map((name) => `${name}=X${canaries.at(`?${name}`)}`).join("&");
}

/** To the first page of questions. */
async function signedIn(who: Visitor, digits: string): Promise<void> {
  await who.open(`${SURVEY}?${queryOf("from", "pass", "change", "anything")}`);
  await who.fill({ [canaries.at("a field's name")]: "1" });
  await who.fill({ identifier: `no number ${canaries.at("a wrong identifier")}` });
  await who.fill({ identifier: digits, survey: "egov-2024" });
  await who.fill({ language: canaries.at("language at the consent") }, undefined);
}

/** To the check page, leaving the open question's answer. */
async function answered(who: Visitor, digits: string, text: string): Promise<void> {
  await signedIn(who, digits);
  for (let page = 0; page < 6; page += 1) await who.fill(page === 4 ? { problem: text } : {});
}

/** Everything at a page of questions that a form of ours would not send. */
async function misbehave(who: Visitor): Promise<void> {
  const token = who.fields().get("token") ?? "";
  const { address } = who.shown();
  const send = (body: string, headers = {}) => who.postOnce(address, `token=${token}&${body}`, { ...FORM, ...headers });
  await send(`effect=${canaries.at("an option that is none")}`);
  await send(`${canaries.at("a question that is none")}=1`);
  await send(`timeliness=3&go=${canaries.at("a button")}&language=${canaries.at("a language button")}`);
  await send(`effect=${canaries.at("too long a body")}${"x".repeat(70_000)}`);
  await send(`effect=${canaries.at("a broken escape")}%zz`);
  await send(`effect=${canaries.at("no UTF-8")}%ff`);
  await send(`effect=${canaries.at("another site")}`, { Origin: `https://${canaries.at("Origin")}.example` });
  await send(`effect=${canaries.at("cross-site")}`, { "Sec-Fetch-Site": "cross-site" });
  await who.postOnce(address, `token=${canaries.at("a token")}&effect=${canaries.at("without a token")}`, FORM);
  const json = { "Content-Type": `application/json; x=${canaries.at("Content-Type")}` };
  await who.postOnce(address, JSON.stringify({ effect: canaries.at("JSON") }), json);
  await who.open(address);
}

async function knockEverywhere(who: Visitor): Promise<void> {
  for (const path of ["/", "/s/", `${SURVEY}/`, `${SURVEY}/p/`, "/invite/", "/static/", "/admin/", "/admin/surveys/"]) {
    await who.open(`${path}${canaries.at(`a path after ${path}`)}`);
    await who.open(`${path}%ff${canaries.at(`a broken path after ${path}`)}`);
  }
  await who.open(`/admin/first/${canaries.at("a first administrator's link")}`);
  await who.open(`/privacy?${queryOf("lang")}`);
  const query = ["place", "lang"].map((name) => `${name}=X${canaries.at(`shown ?${name}`)}`).join("&");
  await who.postOnce(`/invite/egov-2024/shown?${query}`, `place=X${canaries.at("shown place")}`, FORM);
  await who.postOnce(`/invite/${canaries.at("an invitation")}/shown`, canaries.at("an invitation's body"), FORM);
}

async function withdrawWith(who: Visitor, code: string) {
  await who.open("/withdraw");
  return who.fill({ code });
}

/** Everything but the memory: the data folder, what came into the system's temporary folder, and all that was said. */
function foundAnywhere(pikir: Pikir, before: ReadonlySet<string>): readonly string[] {
  const fresh = readdirSync(tmpdir()).filter((name) => !before.has(name) && join(tmpdir(), name) !== pikir.dataDir);
  const said = [...lines, ...printed].flatMap((line) => canaries.findIn(Buffer.from(line)));
  const inTemporary = fresh.flatMap((name) => {
    try {
      return canaries.findInFiles(join(tmpdir(), name));
    } catch {
      // A file of another test, or one that is gone.
      return [];
    }
  });
  return [...canaries.findInFiles(pikir.dataDir), ...inTemporary, ...said.map((found) => `said: ${found}`)];
}

/** `table.column: way in, in which form`, read as the database reads it. */
function foundInTables(pikir: Pikir): readonly string[] {
  return ["pikir.db", "passing.db"].flatMap((file) => {
    const database = new Database(join(pikir.dataDir, file), { readonly: true });
    const tables = database.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    const found = tables.flatMap((table) =>
      (database.prepare(`SELECT * FROM "${table}"`).all() as Record<string, unknown>[]).flatMap((row) =>
        Object.entries(row).flatMap(([column, value]) => {
          const bytes = Buffer.isBuffer(value) ? value : Buffer.from(String(value));
          return canaries.findIn(bytes).map((each) => `${table}.${column}: ${each}`);
        }),
      ),
    );
    database.close();
    return found;
  });
}

function temporaryEntries(): ReadonlySet<string> {
  return new Set(readdirSync(tmpdir()));
}

describe("the search", () => {
  test.each([
    ["plain", (word: string) => word],
    ["plain", (word: string) => word.toUpperCase()],
    ["in hexadecimal", (word: string) => Buffer.from(word).toString("hex").toUpperCase()],
    ["in base 64", (word: string) => Buffer.from(`a${word}b`).toString("base64")],
    ["in base 64", (word: string) => Buffer.from(`ab${word}`).toString("base64url")],
    [
      "escaped for an address",
      (word: string) => [...Buffer.from(word)].map((byte) => `%${byte.toString(16)}`).join(""),
    ],
  ])("finds a canary written %s", async (form, write) => {
    const pikir = await watched();
    const before = temporaryEntries();
    const word = canaries.at("here");
    expect(foundAnywhere(pikir, before)).toEqual([]);
    lines.push(`x${write(word)}x`);
    expect(foundAnywhere(pikir, before)).toEqual([`said: here, ${form}`]);
  });

  test("finds what one naive build would keep", async () => {
    const pikir = await watched();
    const database = new Database(join(pikir.dataDir, "pikir.db"));
    database.exec("CREATE TABLE visit (agent TEXT)");
    database.prepare("INSERT INTO visit (agent) VALUES (?)").run(canaries.at("User-Agent"));
    database.close();
    expect(foundInTables(pikir)).toEqual(["visit.agent: User-Agent, plain"]);
    expect(canaries.findInFiles(pikir.dataDir).length).toBeGreaterThan(0);
  });
});

describe("what a citizen's browser says", () => {
  test.each([[[]], [["loopback"]]])(
    "is found nowhere but in released answers, with proxies trusted: %j",
    async (trustProxy) => {
      const before = temporaryEntries();
      const pikir = await watched({ trustProxy });
      const [saken, dana, oleg] = [loud(pikir), loud(pikir), loud(pikir)];
      await knockEverywhere(loud(pikir));

      await answered(saken, canaries.digitsAt("Saken's number"), `I said: ${canaries.at("Saken's words")}`);
      await saken.open(`${SURVEY}/p/services?change=${canaries.at("?change")}`);
      await misbehave(saken);
      await saken.open(`${SURVEY}/check`);
      const code = codeOn((await saken.fill({ go: canaries.at("a button at the end") })).text);
      await withdrawWith(loud(pikir), `${canaries.at("no withdrawal code")}`);
      await withdrawWith(
        loud(pikir),
        code.replace(/.$/, (last) => (last === "7" ? "8" : "7")),
      );

      await answered(dana, canaries.digitsAt("Dana's number"), `I said: ${canaries.at("Dana's words")}`);
      const withdrawn = codeOn((await dana.fill()).text);

      await signedIn(oleg, canaries.digitsAt("Oleg's number"));
      await oleg.fill({ timeliness: canaries.at("a scale's point that is none") });
      pikir.pass(2 * 3600);
      const late = await oleg.fill({ effect: canaries.at("typed after the session") });
      expect(late.text).toContain("what you have just entered included");
      await pikir.app.flush();
      await pikir.app.tidy();
      expect(foundAnywhere(pikir, before), "before anything is released").toEqual([]);

      await pikir.mix(1);
      expect(new Set(foundInTables(pikir))).toEqual(
        new Set(["response.answers: Saken's words, plain", "response.answers: Dana's words, plain"]),
      );
      const released = foundAnywhere(pikir, before).filter(
        (found) => !/^pikir\.db(-wal)?: \w+'s words, plain$/.test(found),
      );
      expect(released, "after the release").toEqual([]);

      expect((await withdrawWith(loud(pikir), withdrawn)).status).toBe(200);
      await pikir.mix(1);
      await backUp(pikir);
      const kept = foundAnywhere(pikir, before);
      expect(
        kept.filter((found) => !/^(pikir|backup\/copy)\.db: Saken's words, plain$/.test(found)),
        "at the end",
      ).toEqual([]);
      expect(kept).toHaveLength(2);
      expect(lines).toEqual([]);
    },
    60_000,
  );

  test("is found nowhere when they stop, and nothing of it stays in the file of drafts", async () => {
    const before = temporaryEntries();
    const pikir = await watched();
    const who = loud(pikir);
    await answered(who, canaries.digitsAt("number"), canaries.at("words"));
    await who.open(`${SURVEY}/stop`);
    await who.fill();
    await pikir.app.flush();
    expect(foundAnywhere(pikir, before)).toEqual([]);
  });

  test("leaves one word at most: a place, if it is a slug without a long number, among a hundred", async () => {
    const pikir = await watched();
    const place = canaries.at("place");
    await pikir.visitor().open(`${SURVEY}?from=${place}`);
    await pikir.visitor().open(`${SURVEY}?from=iin-${canaries.digitsAt("a number as a place")}`);
    for (let each = 0; each < 150; each += 1) await pikir.visitor().open(`${SURVEY}?from=place-${each}`);
    await pikir.app.flush();
    expect(new Set(foundInTables(pikir))).toEqual(
      new Set(["counter.place: place, plain", "place.place: place, plain"]),
    );
    const counted = await pikir.storage.counters.of("egov-2024");
    expect(new Set(counted.map((each) => each.place)).size).toBe(101);
    expect(["8801-0130-0123", "+77011234567", "a-123456", "A", "a b"].map(placeFrom)).toEqual(Array(5).fill("other"));
    expect(["home", "mail-2024-10", "page-3"].map(placeFrom)).toEqual(["home", "other", "page-3"]);
  });
});

describe("what staff type", () => {
  test("and gets them in nowhere is kept nowhere; a password that does is kept as its hash", async () => {
    const before = temporaryEntries();
    const pikir = await watched();
    await administrator(pikir);
    const who = loud(pikir);
    await who.open("/admin/sign-in?lang=en");
    await who.fill({ name: canaries.at("a name"), password: canaries.at("a password") });
    await who.postOnce("/admin/sign-in", `name=${canaries.at("a name without a token")}`, FORM);
    expect(foundAnywhere(pikir, before)).toEqual([]);
  });
});

describe("a bug whose message quotes what was typed", () => {
  /** Looks like a stack's frame on its second line, in case only such lines are logged. */
  const bug = (wayIn: string) =>
    new Error(`bad value ${canaries.at(wayIn)}\n    at ${canaries.at(wayIn)} (file:///a.ts:1:2)`);
  const breaks: readonly [string, (storage: Storage) => Storage, number][] = [
    ["finding a draft", (to) => ({ ...to, drafts: { ...to.drafts, find: () => Promise.reject(bug("find")) } }), 503],
    ["keeping a draft", (to) => ({ ...to, drafts: { ...to.drafts, save: () => Promise.reject(bug("save")) } }), 503],
    [
      "throwing what is no error",
      (to) => ({ ...to, drafts: { ...to.drafts, find: () => Promise.reject(canaries.at("a string")) } }),
      503,
    ],
    [
      "an error that carries more",
      (to) => {
        const error = Object.assign(bug("message"), { parameters: [canaries.at("parameters")], cause: bug("cause") });
        return { ...to, participations: { ...to.participations, has: () => Promise.reject(error) } };
      },
      503,
    ],
    [
      "an error renamed after it was made",
      (to) => {
        const error = bug("its first message");
        error.message = canaries.at("its second message");
        return { ...to, drafts: { ...to.drafts, find: () => Promise.reject(error) } };
      },
      503,
    ],
    [
      "looking up surveys",
      (to) => ({ ...to, surveys: { ...to.surveys, revision: () => Promise.reject(bug("revision")) } }),
      503,
    ],
  ];

  test.each(breaks)("is logged without it: %s", async (_what, broken, status) => {
    const before = temporaryEntries();
    let spoil = false;
    const pikir = await watched({ storage: (storage) => switched(storage, broken, () => spoil) });
    const who = loud(pikir);
    await who.open(`${SURVEY}?lang=en`);
    await who.fill();
    spoil = true;
    pikir.pass(5);
    const answer = await who
      .fill({ identifier: canaries.digitsAt("number") })
      .then(() => who.fill())
      .catch(() => who.shown());
    expect(answer.status).toBe(status);
    expect(canaries.findIn(Buffer.from(answer.html))).toEqual([]);
    expect(foundAnywhere(pikir, before)).toEqual([]);
    expectCalmLines();
  });

  test("is logged without it even when no page can be made of it", async () => {
    let spoil = false;
    const bytes = (size: number) => {
      if (spoil) throw bug("chance");
      return randomBytes(size);
    };
    const before = temporaryEntries();
    const pikir = await watched({ random: { bytes, integer: randomInt } });
    spoil = true;
    const answer = await pikir.visitor().open(SURVEY);
    expect([answer.status, answer.html]).toEqual([503, ""]);
    expect(foundAnywhere(pikir, before)).toEqual([]);
    expectCalmLines();
  });

  /** A bug's line names its kind, its place in the code and the hour; no time closer than that, and no address. */
  function expectCalmLines(): void {
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      const { hour, ...said } = JSON.parse(line) as Record<string, unknown>;
      expect(hour).toBe("2024-09-20T08");
      expect(Object.keys(said).sort()).toEqual(["level", "msg", "reference", "stack", "type", "where"]);
      const text = JSON.stringify(said);
      expect(text).not.toMatch(/\d\d:\d\d:\d\d|\b1[67]\d{8}(\d{3})?\b|\b\d{1,3}(\.\d{1,3}){3}\b|::1|::ffff/);
      expect(text).not.toMatch(/supertest|Mozilla|egov-2024/);
    }
    expect(printed).toEqual([]);
  }
});

/** The storage as it is, until `spoilt` says that it is broken; asked at every call, whoever holds a store since the start. */
function switched(storage: Storage, broken: (storage: Storage) => Storage, spoilt: () => boolean): Storage {
  const other = broken(storage);
  const now = () => (spoilt() ? other : storage);
  const verbOf = (name: string, verb: string) => [
    verb,
    (...given: readonly unknown[]) => Reflect.get(Reflect.get(now(), name), verb)(...given),
  ];
  const stores = Object.entries(storage).map(([name, store]) => [
    name,
    typeof store === "object" ? Object.fromEntries(Object.keys(store).map((verb) => verbOf(name, verb))) : store,
  ]);
  return Object.fromEntries(stores) as Storage;
}

function codeOn(text: string): string {
  const [code] = /[0-9A-Z]{5}(-[0-9A-Z]{5}){4}/.exec(text) ?? [];
  if (code === undefined) throw new Error(`no receipt: ${text.slice(0, 200)}`);
  return code;
}

/** As README tells operators to. */
async function backUp(pikir: Pikir): Promise<void> {
  const folder = join(pikir.dataDir, "backup");
  mkdirSync(folder);
  const database = new Database(join(pikir.dataDir, "pikir.db"));
  database.prepare("VACUUM INTO ?").run(join(folder, "copy.db"));
  database.close();
}
