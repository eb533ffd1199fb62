import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { guardedCleaning } from "../../server/admin/report/guarded-cleaning.ts";
import { guardedReport, guardedWeights } from "../../server/admin/report/guarded-report.ts";
import { guardedRepresentation } from "../../server/admin/report/guarded-representation.ts";
import { guardedTime } from "../../server/admin/report/guarded-time.ts";
import { definitionIn } from "../../server/publishing.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { type CounterCube, cubeOf } from "../../server/reports/counter-cube.ts";
import { reportOn, withCounts } from "../../server/reports/report.ts";
import { questionsOf } from "../../server/survey/definition.ts";
import { readMargins } from "../../server/survey/margins-reading.ts";
import { aCount, aResponse, published, reading, times } from "../reports/made.ts";
import { ROOT } from "../support/pikir.ts";

const NATIONAL = definitionIn(join(ROOT, "db", "surveys", "egov-2024.yaml"));
const MARGINS = readMargins(
  "egov-2024.yaml",
  readFileSync(join(ROOT, "db", "margins", "egov-2024.yaml"), "utf8"),
  NATIONAL,
);
const SURVEY = published(NATIONAL);
const REGIONS = questionsOf(NATIONAL).flatMap((question) =>
  question.id === "region" && question.kind === "one" ? question.options.map(({ id }) => id) : [],
);
const DAYS = [
  ["2024-10-05", 60],
  ["2024-10-06", 4],
  ["2024-10-07", 50],
  ["2024-10-08", 40],
] as const;

/** `villagers` of 1,200 live in villages; two in a hundred answered too fast, and all of those said that it is simpler. */
function reportWith(villagers: number) {
  const all = times(1200, 0).map((_, at) => {
    const hasty = at % 50 === 49;
    const answers = {
      settlement: at < villagers ? "village" : at % 2 === 0 ? "major-city" : "town",
      sex: at % 3 === 0 ? "male" : "female",
      effect: hasty ? "simpler" : "faster",
      region: REGIONS[at % REGIONS.length] ?? "",
    };
    const rest = { duration: hasty ? 20 : 240, flags: hasty ? (["too_fast"] as const) : [] };
    return aResponse(NATIONAL, answers, { ...rest, month: at % 2 === 0 ? "2024-09" : "2024-10" });
  });
  const counts = DAYS.flatMap(([day, count]) =>
    (["shown", "started"] as const).map((stage) => aCount(stage, count, { survey: NATIONAL.id, day })),
  );
  return reportOn(reading(all, counts, 1200), SURVEY, { rule: STUDY, now: new Date("2024-11-01"), margins: MARGINS });
}

const few = await reportWith(3);
const many = await reportWith(300);

describe("what a report's pages show", () => {
  test("of a margin with a small group is no group's size, share or weight; of another all", () => {
    const margins = (report: typeof few) => guardedWeights(report, SURVEY).weights?.margins ?? [];
    const sizes = (report: typeof few, question: string) =>
      margins(report)
        .find((margin) => margin.question === question)
        ?.groups.map(({ n }) => n);
    expect(few.questions["settlement"]).toMatchObject({ options: { village: { count: 3 } } });
    expect(sizes(few, "settlement")?.every((n) => n === null)).toBe(true);
    expect(sizes(few, "sex")?.every((n) => Number(n) > 300)).toBe(true);
    expect(sizes(many, "settlement")?.every((n) => Number(n) > 200)).toBe(true);
    expect(guardedWeights(few, SURVEY).weights).toMatchObject({ min: null, max: null });
  });

  test("beside the population hides the same groups, and names none of them as missing", () => {
    const [shown, hidden] = [guardedRepresentation(many, SURVEY), guardedRepresentation(few, SURVEY)];
    const groupsIn = (guarded: typeof shown, question: string) =>
      guarded?.margins.find((margin) => margin.question === question)?.groups ?? [];
    expect(groupsIn(shown, "settlement").length).toBeGreaterThan(1);
    expect(groupsIn(shown, "settlement").every(({ share }) => share !== null)).toBe(true);
    expect(
      groupsIn(hidden, "settlement").every(({ n, share, low }) => n === null && share === null && low === null),
    ).toBe(true);
    expect(few.representation?.missing.some(({ question }) => question === "settlement")).toBe(true);
    expect(hidden?.missing.some(({ question }) => question === "settlement")).toBe(false);
    expect(hidden?.watched.filter(({ question }) => question === "settlement").every(({ n }) => n === null)).toBe(true);
  });

  test("under each cleaning rule is rounded to steps of ten people or more: differences name nobody", () => {
    const exact = many.cleaning_compared?.shares.find(({ option }) => option === "simpler");
    const told = guardedCleaning(many, SURVEY)?.shares.find(({ option }) => option === "simpler");
    expect(exact?.by_rule["none"]).toBeCloseTo(24 / 1200, 10);
    expect(exact?.by_rule[STUDY.name]).toBe(0);
    const steps = Object.values(told?.by_rule ?? {}).map((share) => Number(share) * 100);
    expect(steps.length).toBeGreaterThan(2);
    for (const step of steps) expect(step).toBeCloseTo(Math.round(step), 9);
    const small = guardedCleaning(few, SURVEY)?.shares.filter(({ question }) => question === "settlement") ?? [];
    expect(small.flatMap(({ by_rule, low, high }) => [...Object.values(by_rule), low, high])).toSatisfy(
      (shares: readonly unknown[]) => shares.length > 0 && shares.every((share) => share === null),
    );
  });

  test("by day hides a small number, and another with it, so that the sum in the funnel does not give it back", () => {
    const days = guardedTime(many, SURVEY)?.days ?? [];
    expect(days.map(({ started }) => started)).toEqual([60, null, 50, null]);
    expect(days.map(({ to_last_page }) => to_last_page !== null)).toEqual([true, false, true, false]);
  });

  test("by month hides the shares of a question that few of a month left out: the month's size would give them back", async () => {
    const answered = (month: string, count: number, silent: number) => [
      ...times(count, aResponse(NATIONAL, { sex: "male" }, { month })),
      ...times(count, aResponse(NATIONAL, { sex: "female" }, { month })),
      ...times(silent, aResponse(NATIONAL, {}, { month })),
    ];
    const hiddenOf = async (silent: number) => {
      const all = [...answered("2024-09", 30, 20), ...answered("2024-10", 30, silent)];
      const report = await reportOn(reading(all), SURVEY, { rule: STUDY, now: new Date("2024-11-01") });
      return guardedTime(report, SURVEY)?.hidden.includes("sex");
    };
    expect([await hiddenOf(4), await hiddenOf(0), await hiddenOf(10)]).toEqual([true, false, false]);
  });

  test("by place, where people come with codes, is no more than the page of the codes tells", () => {
    const places = [
      ["letter", 58],
      ["office", 39],
      ["direct", 37],
    ] as const;
    const counts = places.map(([place, count]) => aCount("started", count, { survey: NATIONAL.id, place }));
    const batches = [
      { id: "0".repeat(16), madeOn: "2024-10-01", place: "letter", count: 60 },
      { id: "1".repeat(16), madeOn: "2024-10-01", place: "office", count: 40 },
    ];
    const started = (codes: CounterCube["codes"]) => {
      const cube = { ...cubeOf(counts), ...(codes ? { codes } : {}) };
      const time = guardedTime(withCounts(many, SURVEY, { counts, sent: 0, cube }), SURVEY);
      return time?.places.map((row) => [row.place, row.started, row.to_last_page]);
    };
    expect(started({ batches, all: 110 })).toEqual([
      ["direct", 30, null],
      ["letter", 50, null],
      ["office", null, null],
    ]);
    expect(started(undefined)?.map(([, count]) => count)).toEqual([40, 60, 40]);
  });

  test("by month leaves out questions with a small number in some month", () => {
    const questions = (report: typeof few) =>
      new Set(guardedTime(report, SURVEY)?.shares.map(({ question }) => question));
    expect(questions(many).has("settlement")).toBe(true);
    expect(questions(few).has("settlement")).toBe(false);
    expect(guardedTime(few, SURVEY)?.hidden).toContain("settlement");
  });

  test("as JSON holds the small number nowhere", () => {
    const numbers: number[] = [];
    JSON.stringify(guardedReport(few, SURVEY), (_key, value) => {
      if (typeof value === "number") numbers.push(value);
      return value;
    });
    const villagers = [3, 3 / 1176, 3 / 1200];
    expect(few.funnel.valid).toBe(1176);
    expect(numbers.length).toBeGreaterThan(500);
    expect(numbers.filter((number) => villagers.some((told) => Math.abs(number - told) < 1e-9))).toEqual([]);
  });
});
