import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { tellingIn } from "../../server/reports/published/slip.ts";
import { slipsIn as slipsInLanguage } from "../../server/reports/published/slips.ts";
import { type PublishedTable, readTables } from "../../server/reports/published/tables.ts";
import { readLanguages } from "../../server/web/languages.ts";
import { describedFault } from "../survey/telling.ts";

const FILE = "published-study.yaml";
const STUDY = readFileSync(new URL(FILE, import.meta.url), "utf8");

const languages = readLanguages(new URL("../../views/languages", import.meta.url).pathname);

function slipsIn(tables: readonly PublishedTable[], language = "en") {
  return slipsInLanguage(tables, tellingIn(language, languages.translator(language)));
}

function tablesIn(yaml: string): readonly PublishedTable[] {
  const read = readTables(FILE, yaml);
  if ("faults" in read) throw new Error(read.faults.map(describedFault).join("\n"));
  return read.published.tables;
}

const found = slipsIn(tablesIn(STUDY)).map(({ table, row, check, words }) => [table, row, check, words] as const);
const about = (table: string) =>
  found.filter(([name]) => name.startsWith(table)).map(([, row, check, words]) => [row, check, words]);

describe("the study's own slips", () => {
  test("its ten counts are four more than its people, and three intervals are not those of the counts", () => {
    expect(about("obstacles")).toEqual([
      [null, "sum", "the counts add up to 27,340, 4 more than the 27,336 people who gave one answer each"],
      [
        "unclear-algorithm",
        "interval",
        "the Wilson interval of 3,294 of 27,336 is 11.67 to 12.44, and 11.70 to 12.41 is printed",
      ],
      [
        "legislation",
        "interval",
        "the Wilson interval of 2,561 of 27,336 is 9.03 to 9.72, and 9.02 to 9.73 is printed",
      ],
      [
        "conciliation",
        "interval",
        "the Wilson interval of 1,767 of 27,336 is 6.18 to 6.76, and 6.17 to 6.77 is printed",
      ],
    ]);
  });

  test("64.9% of 42,000 is none, and 14.5% was rounded twice", () => {
    expect(about("funnel")).toEqual([
      ["completed of the invited", "rate", "27,336 of 42,000 are 65.1%, and 64.9% is printed"],
      [
        "staff-competence in the abstract",
        "rate",
        "3,950 of 27,336 are 14.4%, and 14.5% is printed, which comes of rounding twice",
      ],
    ]);
  });

  test("with 2% rural people in the least rural region, 1.57% of everybody leave Almaty region 40 people", () => {
    expect(about("rural by region")).toEqual([
      [
        "almaty-region",
        "breakdown",
        "2% in astana is the lowest of all and 53% in almaty-region the highest, and the whole has 1.57%; this holds only where " +
          "almaty-region has 40 of the 27,336 people at the most: else they are not the same fact, or not of the same people",
      ],
    ]);
  });

  test("the experts' means can be; 41.6% of 24 people cannot", () => {
    expect(about("expert panel")).toEqual([]);
    for (const fits of ["use of AI", "areas for AI", "environmental effects", "sample", "effects"])
      expect(about(fits)).toEqual([]);
    expect(about("stage of AI")).toEqual([
      ["discussion", "granularity", "41.6% of 24 people is no whole number of them; nearest are 37.50% and 41.67%"],
    ]);
  });
});

describe("what a table can hold", () => {
  const breakdown = (whole: number, segments: string) =>
    slipsIn(
      tablesIn(`source: x
tables:
  - id: t
    kind: breakdown
    decimals: 0
    whole: { percent: ${whole}, decimals: 0, base: 1000 }
    extremes: { of: 2 }
    segments: [${segments}]`),
    ).map(({ words }) => words);

  test("a whole between its segments is fine, one outside is none of theirs", () => {
    const both = "{ id: a, percent: 20 }, { id: b, percent: 60 }";
    expect(breakdown(40, both)).toEqual([]);
    expect(breakdown(19, both)).toEqual([expect.stringContaining("b has 0 of the 1,000 people")]);
    expect(breakdown(10, both)).toEqual([expect.stringContaining("less than the lowest")]);
    expect(breakdown(80, both)).toEqual([expect.stringContaining("more than the highest")]);
  });

  test("segments that are all there come to the whole", () => {
    expect(breakdown(40, "{ id: a, percent: 20, base: 500 }, { id: b, percent: 60, base: 500 }")).toEqual([]);
    expect(breakdown(50, "{ id: a, percent: 20, base: 500 }, { id: b, percent: 60, base: 500 }")).toEqual([
      "the segments together come to 40.0%, and 50% is printed of the whole",
    ]);
  });

  test("no segment has more people with an answer than there are", () => {
    expect(breakdown(10, "{ id: a, percent: 2, base: 100 }, { id: b, percent: 90, base: 200 }")).toEqual([
      "90% of 200 people in b would be 180, and 10% of all 1,000 are 105: with that share b can have 117 people at the most",
    ]);
  });

  test("percentages that add up to more than rounding explains, and a deviation that no answers have", () => {
    const tables = tablesIn(`source: x
tables:
  - { id: s, kind: single, decimals: 0, base: 50, rows: [{ id: a, percent: 60 }, { id: b, percent: 50 }] }
  - { id: m, kind: means, decimals: 1, base: 5, from: 0, to: 5, rows: [{ id: a, mean: 4.8, sd: 1.9 }, { id: b, mean: 4.5 }, { id: c, mean: 6 }] }`);
    expect(slipsIn(tables).map(({ row, check }) => [row, check])).toEqual([
      [null, "sum"],
      ["a", "deviation"],
      ["b", "granularity"],
      ["c", "granularity"],
    ]);
  });

  test("a file that is no file of tables is refused with file, line and reason", () => {
    const read = readTables(
      "x.yaml",
      "source: x\ntables:\n  - { id: a, kind: single, decimals: 0, base: 0, rows: [] }\n",
    );
    expect("faults" in read && read.faults.map(describedFault).join("\n")).toMatch(/^x\.yaml:3:/);
    expect("faults" in readTables("x.yaml", "tables: [")).toBe(true);
  });
});

describe("in other languages", () => {
  test("the same is found, told with that language's figures", () => {
    const [en, ru, kk] = ["en", "ru", "kk"].map((language) => slipsIn(tablesIn(STUDY), language));
    const places = (slips: typeof en) => slips?.map(({ table, row, check }) => [table, row, check]);
    expect([places(ru), places(kk)]).toEqual([places(en), places(en)]);
    const plain = (words: string | undefined) => words?.replaceAll("\u00a0", " ");
    expect(plain(ru?.find(({ row }) => row === "unclear-algorithm")?.words)).toBe(
      "интервал Уилсона для 3 294 из 27 336: от 11,67 до 12,44, а напечатано: от 11,70 до 12,41",
    );
    expect(plain(kk?.find(({ check }) => check === "sum")?.words)).toBe(
      "сандардың қосындысы 27 340, ал бір-бірден жауап берген адам саны 27 336: 4 артық",
    );
  });
});
