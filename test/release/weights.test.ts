import { describe, expect, test } from "vitest";
import { STUDY } from "../../server/reports/cleaning.ts";
import { clean, doubtsIn } from "../../server/reports/doubts.ts";
import { gather } from "../../server/reports/gather.ts";
import { weigh } from "../../server/reports/weighting.ts";
import { published, reading } from "../reports/made.ts";
import { released, responsesTo, shipped, shippedMargins, valuesOf } from "./released.ts";

const egov = shipped("egov-2024");
const responses = [...responsesTo(egov, 1500)];
const { prepared, data } = await released(egov, responses, { kind: "internal", margins: true });

/** Per record of the release, what is known of who cleans up the answers: the region, withheld or not. */
const survey = published(egov);
const gathered = await gather(reading(responses), survey);
const raw = weigh(
  gathered.matrix,
  clean(doubtsIn(gathered.matrix, gathered.durations), STUDY),
  shippedMargins(egov),
).weights;
const asAsked = gathered.matrix.columns.find(({ item }) => item.id === "region");

/** What the margins tell apart: 13 regions are one group. */
const margins = shippedMargins(egov);
const groups = "margins" in margins ? (margins.margins.margins[0]?.groups ?? []) : [];
const groupOf = (code: number) =>
  groups.findIndex(({ options }) => options.includes(asAsked?.item.options[code - 2]?.id ?? ""));

const KEYS = ["settlement", "sex"];

/**
 * Knows the file and that a raking weight is a product of one factor a margin: works the factors out from records that show all
 * margins, and looks which region's factor, to four digits, a weight is left with where the region is withheld. Gives the share
 * of withheld regions found.
 */
function attack(weightOf: (record: number) => number): number {
  const region = valuesOf(data, "region").map(Number);
  const columns = KEYS.map((key) => valuesOf(data, key));
  const isShown = (record: number) => columns.every((column) => Number(column[record]) > 0);
  const nameOf = (record: number) => columns.map((column) => column[record]).join();
  const [others, regions] = [new Map<string, number>(), new Map<number, number>()];
  const shown = [...region.entries()].filter(([record, code]) => code > 0 && isShown(record));
  regions.set(groupOf((shown[0]?.[1] ?? 0) + 1), 1);
  for (let round = 0; round < 5; round += 1)
    for (const [record, code] of shown) {
      const [name, group, weight] = [nameOf(record), groupOf(code + 1), weightOf(record)];
      const [other, own] = [others.get(name), regions.get(group)];
      if (own !== undefined && other === undefined) others.set(name, weight / own);
      if (other !== undefined && own === undefined) regions.set(group, weight / other);
    }
  const hidden = [...region.entries()].filter(([record, code]) => code === -6 && isShown(record));
  expect(hidden.length).toBeGreaterThan(20);
  const found = hidden.filter(([record]) => {
    const factor = weightOf(record) / (others.get(nameOf(record)) ?? Number.NaN);
    const guesses = [...regions].filter(([, known]) => Math.abs(factor / known - 1) < 1e-4);
    return guesses.length === 1 && guesses[0]?.[0] === groupOf(asAsked?.codes[prepared.records[record] ?? 0] ?? 0);
  });
  return found.length / hidden.length;
}

describe("a withheld region", () => {
  test("is given back by the weights that the report uses", () => {
    expect(attack((record) => raw?.[prepared.records[record] ?? 0] ?? 0)).toBeGreaterThan(0.8);
  });

  test("is not given back by the weights that are released", () => {
    const weights = valuesOf(data, "weight").map(Number);
    expect(attack((record) => weights[record] ?? 0)).toBe(0);
  });
});

test("released weights follow from what is released: who looks alike weighs alike", () => {
  const columns = ["region", ...KEYS].map((key) => valuesOf(data, key));
  const weights = valuesOf(data, "weight");
  const found = new Map<string, number | string | undefined>();
  for (let record = 0; record < data.records; record += 1) {
    const name = columns.map((column) => column[record]).join();
    if (found.has(name)) expect(weights[record]).toBe(found.get(name));
    found.set(name, weights[record]);
  }
  expect(weights.reduce((sum: number, weight) => sum + Number(weight), 0) / weights.length).toBeCloseTo(1, 9);
});

test("a recoded file is weighed by margins of its own groups", async () => {
  const made = await released(egov, responses, { kind: "public", margins: true });
  const report = made.repaired.weighting.report;
  expect(report?.margins.map(({ question, groups: own }) => [question, own.length])).toEqual([
    ["region", 2],
    ["settlement", 2],
    ["sex", 2],
  ]);
  expect(report?.converged).toBe(true);
});
