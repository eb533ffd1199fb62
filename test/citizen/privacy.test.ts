import { generateKeyPairSync, sign } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  ABOUT_CITIZENS,
  IN_COOKIE,
  IN_DRAFT,
  NOT_ABOUT_CITIZENS,
  type StoredTable,
} from "../../server/citizen/stored.ts";
import { messageOf, type SignedProtocol } from "../../server/records/protocol.ts";
import { citizenSessionShape } from "../../server/records/session.ts";
import { aDefinition } from "../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";

const LANGUAGES = ["kk", "ru", "en"];

let pikir: Pikir;
beforeEach(async () => {
  pikir = await startPikir();
});
afterEach(() => pikir.stop());

/** `file table.column` of everything that the database has. */
function columnsOf(file: string): readonly string[] {
  const database = new Database(join(pikir.dataDir, file), { readonly: true });
  const tables = database.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  const columns = database.prepare<[string], string>("SELECT name FROM pragma_table_info(?)").pluck();
  const found = tables.flatMap((table) => columns.all(table).map((column) => `${file} ${table}.${column}`));
  database.close();
  return found;
}

function named(tables: readonly StoredTable[]): readonly string[] {
  return tables.flatMap(({ file, table, columns }) => columns.map((column) => `${file} ${table}.${column}`));
}

function signedProtocol(survey: string): SignedProtocol {
  const protocol: SignedProtocol["protocol"] = {
    kind: "Pikir closing protocol 1",
    survey,
    simulated: false,
    closedOn: "2024-11-01",
    madeOn: "2024-11-02",
    software: "0.1.0",
    versions: ["a".repeat(64)],
    counts: { participations: 6465, released: 6400, imported: 0, withdrawn: 65 },
    responses: "b".repeat(64),
    keys: { participation: "c".repeat(64), urn: null },
  };
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    protocol,
    publicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    signature: sign(null, messageOf(protocol), privateKey).toString("base64"),
  };
}

describe("what is stored", () => {
  test("is named column by column: every one is about citizens or is said not to be, and none is made up", () => {
    const real = [...columnsOf("pikir.db"), ...columnsOf("passing.db")];
    expect(real.length).toBeGreaterThan(60);
    expect([...named(ABOUT_CITIZENS), ...named(NOT_ABOUT_CITIZENS)].sort()).toEqual([...real].sort());
  });

  test("a column that nobody described would be found", () => {
    const database = new Database(join(pikir.dataDir, "pikir.db"));
    database.exec("ALTER TABLE response ADD COLUMN address TEXT");
    database.close();
    const described = new Set([...named(ABOUT_CITIZENS), ...named(NOT_ABOUT_CITIZENS)]);
    expect(columnsOf("pikir.db").filter((column) => !described.has(column))).toEqual(["pikir.db response.address"]);
  });

  test("in the browser's cookie is named field by field", () => {
    expect([...IN_COOKIE].sort()).toEqual(Object.keys(citizenSessionShape.shape).sort());
  });

  test.each(LANGUAGES)(
    "stands on the page in %s: every table about citizens with each of its columns",
    async (lang) => {
      const page = await pikir.visitor().open(`/privacy?lang=${lang}`);
      const sections = page.body.querySelectorAll(".stored").map((section) => ({
        table: section.querySelector(".hint code")?.text,
        columns: section.querySelectorAll("li code").map(({ text }) => text),
        said: section.querySelectorAll("li").map((line) => line.text.replace(/^\w+: /, "").trim()),
      }));
      expect(sections.map(({ table, columns }) => ({ table, columns }))).toEqual([
        { table: undefined, columns: IN_COOKIE },
        ...ABOUT_CITIZENS.map(({ file, table, columns }) => ({ table: `${file}: ${table}`, columns })),
      ]);
      for (const { said } of sections) for (const line of said) expect(line.length).toBeGreaterThan(1);
      for (const { table } of NOT_ABOUT_CITIZENS) expect(page.text).toContain(table);
      expect(IN_DRAFT.length).toBe(9);
      expect(pikir.logged).toEqual([]);
    },
  );
});

describe("the privacy page", () => {
  test("promises one in 2K, with K as it is configured", async () => {
    const text = (await pikir.visitor().open("/privacy?lang=en")).text;
    expect(text).toContain("can tell which response is yours: for them it is one among 100.");
    const ten = await startPikir({ pool: 10 });
    const other = (await ten.visitor().open("/privacy?lang=en")).text;
    expect(other).toContain("one among 20.");
    expect(other).toContain("draws 10 by lot");
    await ten.stop();
  });

  test.each([
    ["en", /nothing is pooled/, /one in \d|one among|by lot/],
    ["ru", /ничего не смешивается/, /из 1[^0-9]|по жребию/],
    ["kk", /ештеңе араластырылмайды/, /болжамның|жеребемен/],
  ])(
    "says in %s where nothing is pooled that nothing is, and promises nothing that rests on it",
    async (lang, said, promised) => {
      const open = await startPikir({ pool: 1 });
      const { text, body } = await open.visitor().open(`/privacy?lang=${lang}`);
      expect(body.querySelector(".notice")?.text).toMatch(said);
      expect(text).not.toMatch(promised);
      await open.stop();
    },
  );

  test("names who is responsible for each open survey, how to reach them, and how long answers are kept", async () => {
    const several = await startPikir({
      definitions: [
        aDefinition(),
        aDefinition({ id: "closed-one", closes: "2024-09-01", title: { kk: "А", ru: "Б", en: "Gone" } }),
      ],
    });
    const { text } = await several.visitor().open("/privacy?lang=en");
    expect(text).toContain("Institute of Tea, 1 Abay Avenue, Almaty, +7 727 000 00 00, tea@example.kz");
    expect(text).toContain("Mixed answers are kept for 5 years after the survey closes.");
    expect(text).not.toContain("Gone");
    await several.stop();
  });

  test("shows the protocol of a closed survey, and whether its signature holds", async () => {
    const right = signedProtocol("egov-2024");
    await pikir.storage.surveys.close("egov-2024", "2024-11-01");
    await pikir.storage.surveys.keepProtocol(right);
    const { body } = await pikir.visitor().open("/privacy?lang=en");
    const shown = body.querySelector(".signed");
    expect(shown?.querySelector("p")?.text).toBe(
      "Closed on 1 November 2024. Took part: 6465. Responses: 6400. Withdrawn: 65. The signature is right.",
    );
    expect(JSON.parse(shown?.querySelector("pre")?.textContent ?? "")).toEqual(right);
  });

  test("says so of a protocol that was changed after it was signed", async () => {
    const { protocol, ...signature } = signedProtocol("egov-2024");
    await pikir.storage.surveys.close("egov-2024", "2024-11-01");
    const counts = { ...protocol.counts, participations: 7000 };
    await pikir.storage.surveys.keepProtocol({ protocol: { ...protocol, counts }, ...signature });
    expect((await pikir.visitor().open("/privacy?lang=en")).text).toContain("The signature is wrong");
  });

  test("is one click from every page, and from the consent screen before anybody agrees", async () => {
    const who = pikir.visitor();
    const start = await who.open("/s/egov-2024?lang=en");
    expect(start.body.querySelector("footer a[href='/privacy']")?.text).toBe("Privacy");
    await who.fill();
    const consent = await who.fill({ identifier: identifierOf("Zhanna") });
    expect(consent.address).toBe("/s/egov-2024/consent");
    expect(consent.body.querySelector("main a[href='/privacy']")).not.toBeNull();
  });

  test.each(LANGUAGES)("weighs at most 14 KB in %s with its stylesheet", async (lang) => {
    const page = await pikir.visitor().open(`/privacy?lang=${lang}`);
    const style = await pikir.visitor().open(page.body.querySelector("link")?.getAttribute("href") ?? "");
    const sent = [page, style].map(({ html }) => gzipSync(html, { level: 6, windowBits: 13, memLevel: 6 }).length);
    expect(sent.reduce((sum, size) => sum + size, 0)).toBeLessThan(14 * 1024);
  });
});
