import { Readable } from "node:stream";
import { inflateRawSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TABLES } from "../../server/admin/files/report-tables.ts";
import type { Answers } from "../../server/survey/answer.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";
import type { Visitor } from "../support/visitor.ts";
import { administrator, fetched, importAnswers } from "./cast.ts";

const PAGE = "/admin/surveys/egov-2024";
const NAMES = [...new Set(Object.values(TABLES).flat())];

let pikir: Pikir;
let aizhan: Visitor;
beforeAll(async () => {
  pikir = await startPikir();
  const answers = (at: number, more: Answers): Answers => ({ sex: at % 2 === 0 ? "male" : "female", ...more });
  await importAnswers(pikir, [
    [60, answers(0, { obstacle: "technical-errors" })],
    [45, answers(1, { obstacle: "bureaucracy" })],
    [4, answers(1, { obstacle: "other" })],
  ]);
  aizhan = await administrator(pikir);
  // Once it is made no page is without it, however crowded the machine.
  await aizhan.open(`${PAGE}/report?lang=en`);
});
afterAll(() => pikir.stop());

const csvOf = async (name: string): Promise<Record<string, string>[]> => {
  const { text } = await fetched(pikir, aizhan, `${PAGE}/tables/${name}.csv?lang=en`);
  return parse(text, { columns: true, bom: true });
};

/** The files of a ZIP by their path, unpacked. */
function unzipped(zip: Buffer): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const directory = zip.indexOf(Buffer.from("PK\x01\x02", "latin1"));
  for (let at = directory; zip.readUInt32LE(at) === 0x02014b50; ) {
    const [size, nameLength, extra, comment] = [20, 28, 30, 32].map((place) =>
      place === 20 ? zip.readUInt32LE(at + place) : zip.readUInt16LE(at + place),
    ) as [number, number, number, number];
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    files.set(name, inflateRawSync(zip.subarray(start, start + size)).toString("utf8"));
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

describe("tables as files", () => {
  test("hang on every page that shows them, each as CSV and as XLSX", async () => {
    for (const [page, names] of Object.entries(TABLES)) {
      const { body } = await aizhan.open(`${PAGE}${page === "dashboard" ? "" : `/${page}`}?lang=en`);
      const links = body.querySelectorAll(".downloads a").map((link) => link.getAttribute("href") ?? "");
      // One month has no shares by month, margins that lack groups no weights, and nobody coded anything.
      const absent = ["by-month", "weights", "coded"];
      const there = names.filter((name) => !absent.includes(name));
      expect(links).toEqual(
        there.flatMap((name) => ["csv", "xlsx"].map((as) => `${PAGE}/tables/${name}.${as}?lang=en`)),
      );
    }
  });

  test.each(NAMES)("say in every row of %s whose, of how many, by which rule and as of when", async (name) => {
    const rows = await csvOf(name).catch(() => []);
    for (const row of rows)
      expect([row.survey, row.valid, row.cleaning, row.as_of]).toEqual(["egov-2024", "109", "study", "2024-10"]);
  });

  test("hide what the page hides, and have words beside ids", async () => {
    const rows = await csvOf("questions");
    const obstacle = rows.filter(({ question }) => question === "obstacle");
    expect(obstacle.find(({ option }) => option === "technical-errors")).toMatchObject({
      ...{ count: "60", base: "109", option_text: "Technical errors" },
    });
    const hidden = obstacle.filter(({ count }) => count === "").map(({ option }) => option);
    expect(hidden).toEqual(["bureaucracy", "other"]);
    expect(rows.some(({ count, share }) => count === "4" || share?.startsWith("0.0366"))).toBe(false);
  });

  test("are workbooks with a second sheet that says what has to be read with the table", async () => {
    const answer = await fetched(pikir, aizhan, `${PAGE}/tables/questions.xlsx?lang=ru`).buffer(true).parse(bytes);
    expect(answer.headers["content-disposition"]).toBe("attachment; filename=egov-2024-questions-2024-10.xlsx");
    const files = unzipped(answer.body);
    expect(files.get("xl/workbook.xml")).toContain('name="Пояснения"');
    expect(files.get("xl/worksheets/sheet1.xml")).toContain("<v>60</v>");
    expect(files.get("xl/sharedStrings.xml")).toContain("Действительных ответов (n)");
    expect([...files.values()].join("")).not.toContain("<f>");
  });

  test("that there are not are not found, of a panel or by another name", async () => {
    for (const file of ["nothing.csv", "questions.exe", "..%2Fquestions.csv", "checks.csv", "weights.csv"])
      expect((await fetched(pikir, aizhan, `${PAGE}/tables/${file}`)).status).toBe(404);
  });

  test("are on record", async () => {
    const [newest] = await pikir.storage.audit.page(["questions"], undefined, 1);
    expect(newest?.about).toMatch(/^egov-2024-questions-2024-10\.(csv|xlsx)$/);
  });
});

describe("a chart as a file", () => {
  test("stands alone: title, description, figures, n, rule and source, no style and no script", async () => {
    const answer = await fetched(pikir, aizhan, `${PAGE}/charts/obstacle.svg?lang=en`).buffer(true).parse(bytes);
    const svg = answer.body.toString("utf8");
    expect(answer.headers["content-type"]).toBe("image/svg+xml; charset=utf-8");
    expect(answer.headers["content-disposition"]).toContain("attachment");
    for (const words of ["<title", "<desc", "55.05%", "n = 109", "As of October 2024", "Cleaning rule", "hidden"])
      expect(svg).toContain(words);
    expect(svg).not.toMatch(/style=|<script|NaN|undefined|href/);
  });

  test("is there beneath every table that has one, each with n, source and what it is a chart of", async () => {
    const day = { survey: "egov-2024", day: "2024-09-19", page: "", language: "kk", place: "direct" };
    await pikir.storage.counters.add([
      { ...day, stage: "consent_shown", count: 60 },
      { ...day, stage: "agreed", count: 40 },
      { ...day, stage: "declined", count: 12 },
      { ...day, stage: "started", count: 38 },
      { ...day, stage: "reached", page: "services", count: 38 },
    ]);
    const found = new Map<string, string>();
    for (const page of ["", "/report", "/people", "/time"]) {
      const { body } = await aizhan.open(`${PAGE}${page}?lang=en`);
      for (const link of body.querySelectorAll("a[href*='/charts/_']")) {
        const answer = await fetched(pikir, aizhan, link.getAttribute("href") ?? "")
          .buffer(true)
          .parse(bytes);
        expect([link.getAttribute("href"), answer.status]).toEqual([link.getAttribute("href"), 200]);
        found.set(/_(.*)\.svg/.exec(link.getAttribute("href") ?? "")?.[1] ?? "", answer.body.toString("utf8"));
      }
    }
    expect([...found.keys()].sort()).toEqual(["days", "funnel", "people-sex", "stops"]);
    for (const svg of found.values()) {
      expect(svg).toMatch(/<title id="title">[^<]+<[\s\S]*<desc id="desc">[^<]+</);
      expect(svg).toMatch(/Source: .*n = [1-9]/);
      expect(svg).not.toMatch(/NaN|undefined|fill="#(?!000|fff|bbb)/);
    }
    expect(found.get("funnel")).toContain("n = 60");
    // The scale's numbers stand below its line, in pixels like nothing else.
    const [, line = "0", number = "0"] =
      /y2="([\d.]+)em" stroke="#555"[\s\S]*?<text x="0%" y="([\d.]+)"/.exec(found.get("funnel") ?? "") ?? [];
    expect(Number(number)).toBeGreaterThan(Number(line) * 16);
    expect(found.get("stops")).toContain("Consent: declined – 12 of 60");
    expect(found.get("days")).toContain("n = 38");
    expect(found.get("people-sex")).toContain("stroke-dasharray");
  });

  test("is not there for words, or where nothing may be shown", async () => {
    for (const id of ["problem", "region", "none", ""])
      expect((await fetched(pikir, aizhan, `${PAGE}/charts/${id}.svg`)).status).toBe(404);
  });
});

function bytes(response: unknown, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  if (!(response instanceof Readable)) throw new TypeError("the answer is no stream");
  response.on("data", (chunk: Buffer) => chunks.push(chunk));
  response.on("end", () => done(null, Buffer.concat(chunks)));
}
