import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { guardedReport } from "../../server/admin/report/guarded-report.ts";
import { definitionIn } from "../../server/publishing.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { itemsOf } from "../../server/reports/items.ts";
import { methodsMarkdown } from "../../server/reports/methods/markdown.ts";
import { methodsReport } from "../../server/reports/methods/methods-report.ts";
import { writingIn } from "../../server/reports/methods/writing.ts";
import { printed } from "../../server/reports/printed.ts";
import { type Report, reportOn } from "../../server/reports/report.ts";
import { tablesOf } from "../../server/reports/tables.ts";
import { readMargins } from "../../server/survey/margins-reading.ts";
import { readLanguages } from "../../server/web/languages.ts";
import { ROOT } from "../support/pikir.ts";
import { aResponse, published, reading } from "./made.ts";

const NATIONAL = definitionIn(join(ROOT, "db", "surveys", "egov-2024.yaml"));
const MARGINS_FILE = join(ROOT, "db", "margins", "egov-2024.yaml");
const margins = readMargins("egov-2024.yaml", readFileSync(MARGINS_FILE, "utf8"), NATIONAL);
const LANGUAGES = readLanguages(join(ROOT, "views", "languages"));
const survey = published(NATIONAL);

const PEOPLE = [
  { region: "almaty", settlement: "major-city", sex: "male", obstacle: "bureaucracy", timeliness: 4, ease: 2 },
  { region: "astana", settlement: "major-city", sex: "female", obstacle: "bureaucracy", timeliness: 5, ease: 2 },
  {
    region: "turkistan",
    settlement: "village",
    sex: "female",
    obstacle: "other",
    timeliness: 1,
    vulnerability: ["carer"],
  },
];

function reportOf(people: number): Promise<Report> {
  const responses = PEOPLE.slice(0, people).map((answers) => aResponse(NATIONAL, answers));
  return reportOn(reading(responses, [], people), survey, { rule: STUDY, now: new Date(0), margins, by: "sex" });
}

/** Every number of a report, and where it stands. */
function* numbersIn(value: unknown, path = ""): Iterable<readonly [path: string, number: number]> {
  if (typeof value === "number") yield [path, value];
  else if (typeof value === "object" && value !== null)
    for (const [key, each] of Object.entries(value)) yield* numbersIn(each, `${path}.${key}`);
}

const NO_WORDS = /NaN|undefined|Infinity|\bnull\b/;

describe.each([0, 1, 3])("a report of %i people", (people) => {
  test("holds no number that is none, no share outside of its interval, and every base", async () => {
    const report = await reportOf(people);
    expect([...numbersIn(report)].filter(([, number]) => !Number.isFinite(number))).toEqual([]);
    for (const question of Object.values(report.questions)) {
      expect(question.asked).toBe(people);
      expect(question.base + question.skipped).toBe(people);
      for (const option of Object.values("options" in question ? question.options : {})) {
        if (question.base === 0) expect(option).toMatchObject({ count: 0, share: null, low: null, high: null });
        else expect(option.share).toBe(option.count / question.base);
        expect((option.low ?? 0) <= (option.share ?? 0) && (option.share ?? 0) <= (option.high ?? 1)).toBe(true);
      }
    }
    expect(report.checks).toMatchObject({ failed: [] });
  });

  test("compares nobody, weights nobody and says why, and claims of no group that it is missing", async () => {
    const { segments, weights, weighting, representation, questions } = await reportOf(people);
    expect([segments, weights]).toEqual([[], null]);
    const empty = { 0: ["nobody"], 1: ["empty", "empty", "empty"], 3: ["empty"] }[people];
    expect(weighting?.notes.map(({ kind }) => kind)).toEqual(empty);
    expect(representation?.missing).toEqual([]);
    expect(Object.values(questions).every((each) => each.weighted_base === null)).toBe(true);
  });

  test("has a standard deviation and an interval of a mean from two people on", async () => {
    const { timeliness, ease } = (await reportOf(people)).questions;
    const [first, second] = [timeliness, ease].map((each) => (each && "mean" in each ? each : undefined));
    expect(first).toMatchObject(
      people === 0
        ? { mean: null, sd: null, median: null, mean_error: { se: null, low: null, high: null } }
        : { mean: people === 1 ? 4 : 10 / 3, sd: people === 1 ? null : expect.closeTo(Math.sqrt(13 / 3), 12) },
    );
    // All alike: there is nothing that an interval could be made of but the sameness of few.
    expect(second?.sd ?? null).toBe(people === 3 ? 0 : null);
  });

  test("is told without a gap on the screen, in tables and in the methods report of every language", async () => {
    const report = await reportOf(people);
    const spoken = LANGUAGES.codes.map((code) => [code, LANGUAGES.translator(code)] as const);
    expect(printed(report, survey, STUDY, LANGUAGES.translator("en"))).not.toMatch(NO_WORDS);
    for (const { name, rows } of tablesOf(report, itemsOf(survey), STUDY, spoken))
      expect(`${name} ${rows.flat().join(" ")}`).not.toMatch(NO_WORDS);
    for (const [code, say] of spoken) {
      const writing = writingIn(code, say);
      expect(methodsMarkdown(methodsReport(survey, report, "0".repeat(64), writing), writing)).not.toMatch(NO_WORDS);
    }
  });

  test("shows staff no answer, and no share of one", async () => {
    const shown = guardedReport(await reportOf(people), survey) as Report;
    const told = Object.values(shown.questions).flatMap((each) =>
      "options" in each ? Object.values(each.options) : [],
    );
    expect(new Set(told.map(({ count, share, low }) => [count, share, low].join()))).toEqual(new Set([",,"]));
    expect([shown.segments, shown.weights, shown.duration.median_seconds]).toEqual([[], null, null]);
  });
});
