import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { answerSheets } from "../../scripts/simulation/answers.ts";
import { seededChance } from "../../scripts/simulation/chance.ts";
import { profileNamed } from "../../scripts/simulation/profiles.ts";
import { definitionIn } from "../../server/publishing.ts";
import type { Response } from "../../server/records/response.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { tellingIn } from "../../server/reports/published/slip.ts";
import { slipsIn } from "../../server/reports/published/slips.ts";
import { type Report, reportOn } from "../../server/reports/report.ts";
import { readLanguages } from "../../server/web/languages.ts";
import { ROOT } from "../support/pikir.ts";
import { aResponse, published, reading } from "./made.ts";

/** A fifth of the study's people: dealing gives each segment its printed share whatever their number. */
const PEOPLE = 5467;
const telling = tellingIn("en", readLanguages(join(ROOT, "views", "languages")).translator("en"));
const NATIONAL = definitionIn(join(ROOT, "db", "surveys", "egov-2024.yaml"));
const QUESTIONS = [
  ...["single-channel", "region", "settlement", "sex", "education", "employment"],
  ...["ethnicity", "purchasing-power", "occupation", "sector", "tenure"],
];

function responses(): readonly Response[] {
  const profile = profileNamed("figure-4");
  if (!profile) throw new Error("no profile figure-4");
  const languages = Array<string>(PEOPLE).fill("ru");
  // A response's version is the hash of its definition: once is enough.
  const blank = aResponse(NATIONAL, {});
  return answerSheets(NATIONAL, languages, profile, seededChance("figure 4")).map((sheet) => ({
    ...blank,
    answers: Object.fromEntries(QUESTIONS.flatMap((id) => (sheet[id]?.[0] ? [[id, sheet[id][0]]] : []))),
  }));
}

let report: Report;
beforeAll(async () => {
  report = await reportOn(reading(responses()), published(NATIONAL), { rule: STUDY, now: new Date("2024-11-03") });
});

const row = (question: string, option: string, by: string) => {
  const found = report.segments.find((each) => each.question === question && each.option === option && each.by === by);
  if (!found) throw new Error(`no ${question} ${option} by ${by}`);
  return found;
};

describe("the examples of Figure 4, out of the report of a survey that was dealt by them", () => {
  test.each([
    ["settlement", "major-city", "region", "astana", 81, "almaty-region", 17],
    ["settlement", "village", "region", "almaty-region", 53, "astana", 2],
    ["sector", "manufacturing", "region", "ulytau", 41, "turkistan", 10],
    ["sector", "manufacturing", "sex", "male", 25, "female", 10],
    ["occupation", "private-company", "region", "almaty", 41, "turkistan", 13],
    ["occupation", "private-company", "sex", "male", 36, "female", 24],
    ["tenure", "none", "employment", "unemployed", 22, "employed", 5],
    ["tenure", "over-20", "sex", "male", 36, "female", 24],
    ["single-channel", "support", "sex", "male", 47, "female", 33],
    ["single-channel", "support-some", "sex", "female", 57, "male", 46],
    ["single-channel", "support", "ethnicity", "kazakh", 47, "other", 29],
    ["single-channel", "support-some", "ethnicity", "other", 62, "kazakh", 44],
    ["purchasing-power", "satisfactory", "education", "postgraduate", 64, "secondary", 13],
  ])("%s %s by %s: %s %i percent, %s %i percent", (question, option, by, highest, high, lowest, low) => {
    const found = row(question, option, by);
    expect([found.highest.segment, found.lowest.segment]).toEqual([highest, lowest]);
    expect(Math.abs((found.highest.share ?? 0) * 100 - high)).toBeLessThan(1.5);
    expect(Math.abs((found.lowest.share ?? 0) * 100 - low)).toBeLessThan(1.5);
    // So few answered in Ulytau, of a fifth of the study's people, that even 31 points may be chance.
    expect(found.beyond_noise).toBe(question !== "sector" || by !== "region");
  });
});

test("47% of the employed and 32% of the unemployed in private companies cannot be beside 36% of men and 24% of women: it is named", () => {
  const found = row("occupation", "private-company", "sex");
  const men = report.questions["sex"];
  const male = men && "options" in men ? (men.options["male"]?.share ?? 0) : 0;
  const whole = male * (found.highest.share ?? 0) + (1 - male) * (found.lowest.share ?? 0);
  const segments = [
    { id: "employed", percent: 47 },
    { id: "unemployed", percent: 32 },
  ];
  const table = { id: "private company", kind: "breakdown" as const, decimals: 0, extremes: { of: 6 }, segments };
  const slips = slipsIn(
    [{ ...table, whole: { percent: Number((whole * 100).toFixed(1)), decimals: 1, base: 27_336 } }],
    telling,
  );
  expect(slips.map(({ words }) => words)).toEqual([expect.stringContaining("which is less than the lowest")]);
});

test("the study's overall 1.57% rural cannot be of these people, and the conflict is named", () => {
  const settlement = report.questions["settlement"];
  const village = settlement && "options" in settlement ? settlement.options["village"]?.share : null;
  expect(village ?? 0).toBeGreaterThan(0.1);
  const { highest, lowest } = row("settlement", "village", "region");
  const percent = (share: number | null) => Math.round((share ?? 0) * 100);
  const table = (whole: number) =>
    slipsIn(
      [
        {
          id: "rural",
          kind: "breakdown",
          decimals: 0,
          whole: { percent: whole, decimals: 2, base: 27_336 },
          extremes: { of: 20 },
          segments: [highest, lowest].map(({ segment, share }) => ({ id: segment, percent: percent(share) })),
        },
      ],
      telling,
    ).map(({ words }) => words);
  expect(table(1.57)).toEqual([expect.stringContaining("holds only where almaty-region has 40 of the 27,336 people")]);
  expect(table(Number(((village ?? 0) * 100).toFixed(2)))).toEqual([]);
  expect(report.checks.failed).toEqual([]);
});
