import { describe, expect, test } from "vitest";
import type { Response } from "../../server/records/response.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { type Report, reportOn } from "../../server/reports/report.ts";
import { aDefinition, words } from "../support/definitions.ts";
import { aResponse, published, reading, times } from "./made.ts";

const one = (id: string, options: readonly string[]) => ({
  kind: "one" as const,
  id,
  text: words(id),
  options: options.map((option) => ({ id: option, label: words(option) })),
});

const definition = aDefinition({
  pages: [
    {
      id: "all",
      title: words("All"),
      questions: [
        one("region", ["abai", "almaty", "astana"]),
        one("drink", ["tea", "kumis"]),
        { ...one("with", ["milk", "sugar"]), kind: "several" },
        {
          kind: "scale",
          id: "liking",
          text: words("liking"),
          from: 1,
          to: 3,
          labels: { 1: words("low"), 3: words("high") },
        },
      ],
    },
  ],
});

function people(count: number, region: string, drink: string): readonly Response[] {
  return times(count, aResponse(definition, { region, drink }));
}

async function segments(responses: readonly Response[]): Promise<Report["segments"]> {
  return (await reportOn(reading(responses), published(definition), { rule: STUDY, now: new Date(0) })).segments;
}

describe("segments", () => {
  test("name the segments with the largest and the smallest share", async () => {
    const made = await segments([
      ...people(30, "abai", "tea"),
      ...people(30, "abai", "kumis"),
      ...people(36, "almaty", "tea"),
      ...people(4, "almaty", "kumis"),
      ...people(10, "astana", "tea"),
      ...people(40, "astana", "kumis"),
    ]);
    const tea = made.find(({ question, option, by }) => question === "drink" && option === "tea" && by === "region");
    expect(tea?.range).toBeCloseTo(0.7, 12);
    expect(tea?.highest).toEqual({ segment: "almaty", share: 0.9, n: 40 });
    expect(tea?.lowest).toEqual({ segment: "astana", share: 0.2, n: 50 });
    expect(Object.keys(tea ?? {})).toEqual([
      ...["question", "option", "by", "range", "noise", "highest", "lowest"],
      ...["test", "beyond_noise", "weighted", "sight"],
    ]);
  });

  test("leave out a segment under 30 answers, however extreme", async () => {
    const made = await segments([
      ...people(29, "abai", "kumis"),
      ...people(20, "almaty", "tea"),
      ...people(20, "almaty", "kumis"),
      ...people(18, "astana", "tea"),
      ...people(12, "astana", "kumis"),
    ]);
    const kumis = made.find(({ option, by }) => option === "kumis" && by === "region");
    expect(kumis?.highest).toMatchObject({ segment: "almaty", n: 40 });
    expect(kumis?.lowest).toMatchObject({ segment: "astana", n: 30 });
  });

  test("leave out a breakdown with a single segment large enough", async () => {
    expect(await segments([...people(200, "abai", "tea"), ...people(29, "astana", "kumis")])).toEqual([]);
  });

  test("count who answered the question, not who is in the segment", async () => {
    const silent = times(500, aResponse(definition, { region: "abai" }));
    const made = await segments([...silent, ...people(31, "abai", "tea"), ...people(31, "astana", "tea")]);
    expect(made.find(({ question }) => question === "drink")?.highest).toMatchObject({ share: 1, n: 31 });
  });

  test("come for choices and scales, by every question of single answers but themselves, widest first", async () => {
    const mixed = (count: number, region: string, drink: string, liking: number, taken: readonly string[]) =>
      times(count, aResponse(definition, { region, drink, liking, with: taken }));
    const made = await segments([
      ...mixed(40, "abai", "tea", 3, ["milk", "sugar"]),
      ...mixed(40, "astana", "kumis", 1, ["sugar"]),
      ...mixed(10, "astana", "tea", 2, ["milk"]),
    ]);
    const pairs = new Set(made.map(({ question, by }) => `${question} by ${by}`));
    expect([...pairs].toSorted()).toEqual([
      "drink by region",
      "liking by drink",
      "liking by region",
      "region by drink",
      "with by drink",
      "with by region",
    ]);
    expect(made.map(({ range }) => range)).toEqual(made.map(({ range }) => range).toSorted((a, b) => b - a));
    const milk = made.find(({ option, by }) => option === "milk" && by === "region");
    expect(milk).toMatchObject({ highest: { share: 1, n: 40 }, lowest: { share: 0.2, n: 50 } });
  });

  test("an answer that nobody gave has no range and no noise", async () => {
    const made = await segments([...people(50, "abai", "tea"), ...people(50, "astana", "tea")]);
    expect(made.find(({ option }) => option === "kumis")).toMatchObject({ range: 0, noise: 0, highest: { share: 0 } });
  });

  test("a real difference is wider than chance would make it, an even one is not", async () => {
    const apart = await segments([...people(300, "abai", "tea"), ...people(300, "astana", "kumis")]);
    const even = [
      ...people(150, "abai", "tea"),
      ...people(150, "abai", "kumis"),
      ...people(150, "astana", "tea"),
      ...people(150, "astana", "kumis"),
    ];
    const [wide, none] = [
      apart.find(({ by }) => by === "region"),
      (await segments(even)).find(({ by }) => by === "region"),
    ];
    expect(wide?.range).toBe(1);
    expect(wide?.noise).toBeLessThan(0.2);
    expect(none?.range).toBe(0);
    expect(none?.noise).toBeGreaterThan(0.05);
  });
});
