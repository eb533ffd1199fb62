import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Response } from "../../server/records/response.ts";
import { cleaningRule, REPORT_FLAGS, STUDY } from "../../server/reports/cleaning.ts";
import { aligned, WIDTH, wrapped } from "../../server/reports/columns.ts";
import { itemsOf } from "../../server/reports/items.ts";
import { printed } from "../../server/reports/printed.ts";
import { reportOn } from "../../server/reports/report.ts";
import { tablesOf } from "../../server/reports/tables.ts";
import type { Definition } from "../../server/survey/definition.ts";
import { readLanguages } from "../../server/web/languages.ts";
import { aDefinition, everyKindDefinition, smallDefinition, words } from "../support/definitions.ts";
import { ROOT } from "../support/pikir.ts";
import { aCount, aResponse, published, reading, times } from "./made.ts";

const tea = smallDefinition();
const languages = readLanguages(join(ROOT, "views", "languages"));
const SAY = languages.translator("en");
const SPOKEN = languages.codes.map((code) => [code, languages.translator(code)] as const);

const read = reading(
  [
    ...times(1500, aResponse(tea, { "drinks-tea": "yes", "taken-with": ["milk", "sugar"], strength: 4, cups: 3 })),
    ...times(500, aResponse(tea, { "drinks-tea": "no" })),
    ...times(2, aResponse(tea, { "drinks-tea": "no" }, { flags: ["too_fast"] })),
  ],
  [aCount("shown", 4000), aCount("clicked", 3000), aCount("started", 2500), aCount("reached", 2500, { page: "tea" })],
  2002,
);

async function made(by?: string) {
  return reportOn(read, published(tea), {
    rule: STUDY,
    now: new Date(0),
    ...(by === undefined ? {} : { by }),
  });
}

describe("the printed report", () => {
  let text = "";
  beforeAll(async () => {
    text = printed(await made(), published(tea), STUDY, SAY);
  });

  test("says whose it is, as of when and by which rule", () => {
    expect(text).toContain("Tea in Kazakhstan\n");
    expect(text).toContain('tea-survey, as of 2024-10, cleaning rule "study"');
  });

  test("has the funnel with its rates", () => {
    expect(text).toMatch(/clicked +3,000 +75\.00% +of shown: view rate\n/);
    expect(text).toMatch(/sent +2,002 +80\.08% +of started: completion rate\n/);
    expect(text).toMatch(/reached page tea +2,500\n/);
  });

  test("has every option with count, share and interval, under its base", () => {
    expect(text).toMatch(/drinks-tea: Do you drink tea\?\n {2}base 2,000, asked 2,000, skipped 0\n/);
    expect(text).toMatch(/ {2}Yes +1,500 +75\.00% +73\.06% to 76\.85%\n/);
    expect(text).toContain("mean 4, standard deviation 0, median 4");
    expect(text).toContain("several answers possible");
  });

  test("says how many the rule leaves out and which flags do it", () => {
    expect(text).toMatch(/too fast +2 +left out\n/);
    expect(text).toContain('The rule "study" leaves out 2 responses.');
  });

  test("ends with what the intervals are not", () => {
    const closing = (text.split("\n\n").at(-1) ?? "").replaceAll("\n", " ");
    expect(closing).toMatch(
      /^The shares are not weighted\. The sample is self-selected: .* is not a margin of sampling error for any population\.$/,
    );
  });

  test("says where nobody can tell that each response is another person's, and only there", async () => {
    const closing = async (definition: Definition, responses: readonly Response[]) => {
      const survey = published(definition);
      const report = await reportOn(reading(responses), survey, { rule: STUDY, now: new Date(0) });
      return (printed(report, survey, STUDY, SAY).split("\n\n").at(-1) ?? "").replaceAll("\n", " ");
    };
    const open = aDefinition({ access: "open", eligibility: {} });
    const paper = aResponse(tea, { "drinks-tea": "no" }, { channel: "paper" });
    expect(await closing(tea, [aResponse(tea, {})])).not.toContain("niqueness");
    expect(await closing(tea, [aResponse(tea, {}), paper])).toMatch(
      /^Uniqueness not assured: 1 response was collected elsewhere and imported, and nobody can check/,
    );
    expect(await closing(open, [aResponse(open, {})])).toBe(
      "Uniqueness not assured: nobody signs in to this survey, so one person may have answered several times.",
    );
    expect(await closing(open, [paper, paper])).toMatch(/several times; 2 responses were collected elsewhere/);
  });

  test("shows a cross table by segments", async () => {
    const crossed = printed(await made("drinks-tea"), published(tea), STUDY, SAY);
    expect(crossed).toMatch(/taken-with by drinks-tea[^\n]*\n +yes +no\n +answered +1,500 +0\n +Milk +100\.00% +-\n/);
  });
});

test("a report of every kind, of long words and of nobody stays within 100 columns", async () => {
  const long = words("An administrative procedure that asks for the same document again and again ".repeat(3));
  const options = Array.from({ length: 30 }, (_, at) => ({ id: `option-with-a-rather-long-name-${at}`, label: long }));
  const question = { kind: "one" as const, id: "long", text: long, options };
  const wide = aDefinition({
    title: long,
    pages: [{ id: "p1", title: long, questions: [question, { ...question, id: "longer" }] }],
  });
  for (const definition of [wide, everyKindDefinition()]) {
    const by = itemsOf(published(definition))[0]?.id ?? "";
    const report = await reportOn(reading([]), published(definition), {
      rule: STUDY,
      now: new Date(0),
      by,
    });
    const lines = printed(report, published(definition), STUDY, SAY).split("\n");
    expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
    expect(lines.join("\n")).not.toMatch(/NaN|undefined|null/);
  }
});

describe("columns", () => {
  test("the first goes to the left, the others to the right unless told", () => {
    expect(
      aligned(
        [
          ["a", "1", "x"],
          ["bcd", "234", "yz"],
        ],
        [2],
      ),
    ).toEqual(["  a      1  x", "  bcd  234  yz"]);
  });

  test("a text is broken between words, a long word inside", () => {
    expect(wrapped("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrapped("abcdefgh ij", 5)).toEqual(["abcde", "fgh", "ij"]);
    expect(wrapped("", 5)).toEqual([""]);
  });
});

describe("the tables", () => {
  test("hold one fact a row, with ids", async () => {
    const report = await made("drinks-tea");
    const tables = tablesOf(report, itemsOf(published(tea)), STUDY, SPOKEN);
    expect(tables.map(({ name }) => name)).toEqual(
      "funnel questions measures durations flags segments by cleaning-rules cleaning-shares cleaning-groups by-day by-language by-place by-channel drop-off by-month checks notes".split(
        " ",
      ),
    );
    for (const { columns, rows } of tables) for (const row of rows) expect(row).toHaveLength(columns.length);
    const rows = (name: string) => tables.find((table) => table.name === name)?.rows ?? [];
    const { low, high } =
      report.questions["drinks-tea"]?.kind === "one" ? (report.questions["drinks-tea"].options.yes ?? {}) : {};
    expect(rows("questions")).toContainEqual([
      ...["drinks-tea", "yes", 1500, 2000, 0.75, low, high, null, null, null, null, 2000, 0],
      expect.stringContaining("not a margin of sampling error"),
    ]);
    expect(rows("questions")).toContainEqual([
      ...["comment", null, null, 0, null, null, null, null, null, null, null, 2000, 2000, null],
    ]);
    expect(rows("funnel")).toContainEqual(["clicked", null, 3000, 0.75, "shown"]);
    expect(rows("funnel")).toContainEqual(["excluded", null, 2, null, null]);
    expect(rows("flags")).toContainEqual(["too_fast", 2, "yes"]);
    for (const language of ["kk", "ru", "en"])
      expect(rows("notes")).toContainEqual([
        "intervals",
        language,
        expect.stringMatching(/іріктеу қатесі емес|ошибкой выборки|not a margin/),
      ]);
    expect(rows("measures")).toContainEqual(["strength", "mean", 4, 0, 4, 4, 1500, expect.any(String)]);
    expect(rows("by")).toContainEqual(expect.arrayContaining(["drinks-tea", "yes", "strength", 4, 1500]));
  });

  test("there is none by a question where none was asked for, and the rule none leaves no flag out", async () => {
    const none = cleaningRule("none") ?? STUDY;
    const tables = tablesOf(await made(), itemsOf(published(tea)), none, SPOKEN);
    expect(tables.map(({ name }) => name)).not.toContain("by");
    expect(tables.find(({ name }) => name === "flags")?.rows.map((row) => row[2])).toEqual(
      Array.from({ length: REPORT_FLAGS.length }, () => "no"),
    );
  });
});
