import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { definitionIn } from "../../server/publishing.ts";
import type { Response } from "../../server/records/response.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { reportOn } from "../../server/reports/report.ts";
import { readMargins } from "../../server/survey/margins-reading.ts";
import { aResponse, published, reading, times } from "./made.ts";

const DB = join(import.meta.dirname, "../../db");
const NATIONAL = definitionIn(join(DB, "surveys", "egov-2024.yaml"));
const MARGINS = readMargins("egov-2024.yaml", readFileSync(join(DB, "margins", "egov-2024.yaml"), "utf8"), NATIONAL);
const NOW = new Date("2024-11-03T10:00:00Z");

const person = (region: string, settlement: string, sex: string, age: string) =>
  aResponse(NATIONAL, { region, settlement, sex, age });

/** 1,000 people with the study's bias: 2% rural, 6% over 60. */
const PEOPLE: readonly Response[] = [
  ...times(500, person("almaty", "major-city", "male", "30-45")),
  ...times(420, person("karaganda", "town", "female", "30-45")),
  ...times(20, person("turkistan", "village", "male", "18-29")),
  ...times(60, person("astana", "major-city", "female", "61-plus")),
];

async function represented(responses: readonly Response[], margins = MARGINS) {
  const made = await reportOn(reading(responses), published(NATIONAL), { rule: STUDY, now: NOW, margins });
  return { ...made, representation: made.representation };
}

test("each group's part of the sample stands beside its part of the population, with n, base and interval", async () => {
  const { representation, checks } = await represented(PEOPLE);
  const settlement = representation?.margins.find(({ question }) => question === "settlement");
  const rural = settlement?.groups.find(({ id }) => id === "rural");
  expect(settlement).toMatchObject({ base: 1000, date: "2024-07-01" });
  expect(rural).toMatchObject({ n: 20, share: 0.02, options: ["village"] });
  expect(rural?.target).toBeCloseTo(7_586_070 / 20_159_707, 12);
  expect(rural?.ratio).toBeCloseTo(0.02 / (7_586_070 / 20_159_707), 12);
  expect(settlement?.dissimilarity).toBeCloseTo(7_586_070 / 20_159_707 - 0.02, 12);
  expect(settlement?.by_chance).toBeLessThan(0.013);
  expect(checks.failed).toEqual([]);
  expect(checks.made).toBeGreaterThan(20);
});

test("the groups that are missing most come first, and none that its interval reaches", async () => {
  const { representation } = await represented(PEOPLE);
  expect(representation?.missing[0]).toMatchObject({ question: "region", id: "other-regions", n: 0 });
  expect(representation?.missing[1]).toMatchObject({ question: "settlement", id: "rural" });
  const gaps = representation?.missing.map(({ target, share }) => target - (share ?? 0)) ?? [];
  expect(gaps).toEqual(gaps.toSorted((a, b) => b - a));
  expect(representation?.missing.every(({ high, target }) => (high ?? 1) < target)).toBe(true);
  expect(representation?.missing.map(({ id }) => id)).not.toContain("male");
});

test("urban, rural and over 60 are there whatever the margins hold, as of the last release", async () => {
  const { representation, weights } = await represented(PEOPLE);
  // Nothing could be weighted: thirteen regions have nobody.
  expect(weights).toBeNull();
  expect(representation?.as_of).toBe("2024-10");
  expect(
    representation?.watched.map(({ id, n, base, share, target }) => [id, n, base, share, target === null]),
  ).toEqual([
    ["urban", 980, 1000, 0.98, false],
    ["rural", 20, 1000, 0.02, false],
    ["older", 60, 1000, 0.06, true],
  ]);
});

test.each([0, 1, 3])(
  "of %i people the groups are there, with their counts and no more than can be said",
  async (people) => {
    const { representation } = await represented(times(people, person("almaty", "major-city", "male", "30-45")));
    const region = representation?.margins[0];
    expect(region?.base).toBe(people);
    expect(region?.dissimilarity === null).toBe(people === 0);
    expect(representation?.missing.filter(({ id }) => id === "rural")).toHaveLength(0);
    expect(representation?.watched.find(({ id }) => id === "older")).toMatchObject({
      n: 0,
      base: people,
      share: people === 0 ? null : 0,
    });
  },
);

test("without margins, or with a faulty file, there is nothing to hold the sample against", async () => {
  expect((await reportOn(reading(PEOPLE), published(NATIONAL), { rule: STUDY, now: NOW })).representation).toBeNull();
  expect((await represented(PEOPLE, readMargins("egov-2024.yaml", "survey: x", NATIONAL))).representation).toBeNull();
});
