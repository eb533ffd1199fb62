/** The public figures of a weighted release, computed once more from its rows by another hand. */
import { expect, test } from "vitest";
import { resultFigures } from "../../server/release/results.ts";
import { summariesOf } from "../../server/release/summary.ts";
import { aboutRelease } from "../../server/releasing/about-release.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { gather } from "../../server/reports/gather.ts";
import { questionsOf } from "../../server/survey/definition.ts";
import { reading } from "../reports/made.ts";
import { languages, released, responsesTo, seeded, shipped, valuesOf } from "./released.ts";

const egov = shipped("egov-2024");

test("weighted shares are those of the file's own weights, beside the plain ones, and hidden with them", async () => {
  const responses = [...responsesTo(egov, 300, 3)];
  const { survey, prepared, repaired } = await released(egov, responses, { kind: "public", margins: true });
  expect(repaired.weighting.weights).not.toBeNull();
  const making = {
    ...{ order: { survey, kind: "public" as const, rule: STUDY }, software: "0", id: "r", madeOn: "2026-11-27" },
    ...{
      language: "en",
      say: languages.translator("en"),
      read: { gathered: await gather(reading(responses), survey) },
    },
    ...{ excluded: 0, prepared, proposal: repaired.proposal, random: seeded(5), words: [] },
  };
  const about = aboutRelease(making, repaired);
  const figures = resultFigures({ ...about, summaries: summariesOf(about.data) });
  expect(figures.weights?.n).toBe(300);
  const asked = repaired.weighting.report?.margins.map(
    ({ question }) => questionsOf(egov).find(({ id }) => id === question)?.text["en"],
  );
  expect(figures.weights?.by.map(({ en }) => en)).toEqual(asked);
  const weights = valuesOf(about.data, "weight").map(Number);
  const codes = valuesOf(about.data, "obstacle").map(Number);
  const obstacle = figures.questions.find(({ id }) => id === "obstacle");
  const variable = about.data.variables.find(({ name }) => name === "obstacle");
  const sum = (of: (code: number) => boolean) =>
    codes.reduce((total, code, at) => total + (of(code) ? (weights[at] ?? 0) : 0), 0);
  const squares = codes.reduce((total, code, at) => total + (code > 0 ? (weights[at] ?? 0) ** 2 : 0), 0);
  expect(obstacle?.effective).toBeCloseTo(sum((code) => code > 0) ** 2 / squares, 6);
  for (const [at, { count, weighted }] of (obstacle?.answers ?? []).entries()) {
    const code = variable?.type === "coded" ? variable.values[at]?.code : undefined;
    if (count === null) expect(weighted).toBeNull();
    else expect(weighted?.share).toBeCloseTo(sum((found) => found === code) / sum((found) => found > 0), 9);
    if (weighted) expect(weighted.low <= weighted.share && weighted.share <= weighted.high).toBe(true);
  }
  expect(figures.questions.flatMap(({ answers }) => answers).some(({ count }) => count === null)).toBe(true);
});
