import { describe, expect, test } from "vitest";
import type { Response } from "../../server/records/response.ts";
import { cleaningRule, RULES, STUDY } from "../../server/reports/cleaning.ts";
import { type Report, reportOn } from "../../server/reports/report.ts";
import { golden, numberIn } from "../statistics/golden.ts";
import { smallDefinition } from "../support/definitions.ts";
import { aResponse, published, reading, times } from "./made.ts";

const NOW = new Date("2024-11-03T10:00:00Z");
const tea = smallDefinition();

function report(responses: readonly Response[], rule = STUDY): Promise<Report> {
  return reportOn(reading(responses), published(tea), { rule, now: NOW });
}

function compared({ cleaning_compared }: Report) {
  if (!cleaning_compared) throw new Error("nothing was compared");
  return cleaning_compared;
}

const drinks = (answer: "yes" | "no", rest: Partial<Response> = {}) => aResponse(tea, { "drinks-tea": answer }, rest);

/** 400 people; the hurried and the straight-liners say no more often. */
const PEOPLE: readonly Response[] = Array.from({ length: 400 }, (_, i) => {
  const hurried = i % 20 === 0;
  return drinks(hurried || i % 3 === 0 ? "no" : "yes", {
    language: i % 2 === 0 ? "kk" : "ru",
    duration: hurried ? 30 : 200 + (i % 29) * 5,
    flags: [
      ...(hurried ? (["too_fast", "below_reading_floor"] as const) : []),
      ...(i % 50 === 7 ? (["straight_lined"] as const) : []),
    ],
  });
});

describe("the golden durations", () => {
  // R 4.2.2 on 3,000 simulated durations: 14 under a minute, 13 beyond 5 standard deviations, 32 with |z| over 3.5.
  const responses = golden("durations").flatMap((row) => {
    const seconds = numberIn(row, "seconds");
    const flags = seconds < 60 ? (["too_fast"] as const) : [];
    return times(numberIn(row, "times"), drinks("yes", { duration: seconds, flags }));
  });

  test("are flagged as R flags them, and each rule leaves out those of its flags", async () => {
    const made = await report(responses);
    expect(made.flags).toMatchObject({ too_fast: 14, far_from_median: 13 });
    expect(made.flags.fast_log_time + made.flags.slow_log_time).toBe(32);
    expect(compared(made).rules.map(({ name, excluded, valid }) => [name, excluded, valid])).toEqual([
      ["study", 27, 2973],
      ["robust-log", made.flags.fast_log_time, 3000 - made.flags.fast_log_time],
      ["reading-floor", 0, 3000],
      ["straight-lining", 0, 3000],
      ["none", 0, 3000],
    ]);
  });
});

describe("rules side by side", () => {
  test("every share stands under every rule, and its range holds the report's own", async () => {
    const made = await report(PEOPLE);
    const { rules, shares } = compared(made);
    expect(rules.map(({ name }) => name)).toEqual(RULES.map(({ name }) => name));
    expect(rules.find(({ chosen }) => chosen)).toMatchObject({ name: "study", excluded: 20, valid: 380, many: true });
    const no = shares.find(({ question, option }) => question === "drinks-tea" && option === "no");
    const own = made.questions["drinks-tea"];
    expect(no?.by_rule["study"]).toBe(own && "options" in own ? own.options["no"]?.share : undefined);
    expect(no?.by_rule["none"]).toBeCloseTo(
      PEOPLE.filter(({ answers }) => answers["drinks-tea"] === "no").length / 400,
      12,
    );
    expect(no?.high).toBe(no?.by_rule["none"]);
    expect(no?.low).toBe(Math.min(...Object.values(no?.by_rule ?? {}).map(Number)));
    expect(no?.weighted).toBeNull();
  });

  test("under each rule the figures are those of a report with that rule", async () => {
    const { shares } = compared(await report(PEOPLE));
    for (const rule of RULES) {
      const own = (await report(PEOPLE, rule)).questions["drinks-tea"];
      const options = own && "options" in own ? own.options : {};
      for (const option of ["yes", "no"])
        expect(shares.find((row) => row.question === "drinks-tea" && row.option === option)?.by_rule[rule.name]).toBe(
          options[option]?.share,
        );
    }
  });

  test("the choice is in the report, and the facts are the same whatever is chosen", async () => {
    const none = await report(PEOPLE, cleaningRule("none"));
    expect(
      compared(none)
        .rules.filter(({ chosen }) => chosen)
        .map(({ name }) => name),
    ).toEqual(["none"]);
    expect(none.cleaning).toBe("none");
    expect(none.flags).toEqual((await report(PEOPLE)).flags);
    expect(none.checks.failed).toEqual([]);
  });

  test("nobody is left out for being slow but by the study's own rule", () => {
    const slow = RULES.filter(({ excludes }) => excludes.includes("slow_log_time"));
    expect(slow).toEqual([]);
    expect(RULES.filter(({ excludes }) => excludes.includes("far_from_median"))).toEqual([STUDY]);
  });
});

describe("whom a rule leaves out", () => {
  test("a rule that leaves out one language alone is found, after adjusting for all that were tested", async () => {
    const { groups } = compared(await report(PEOPLE));
    const found = groups.find(({ rule, by }) => rule === "study" && by === "language");
    expect(found).toMatchObject({ of: "language", uneven: true });
    expect(found?.groups).toEqual([
      { group: "kk", n: 200, excluded: 20, share: 0.1 },
      { group: "ru", n: 200, excluded: 0, share: 0 },
    ]);
    expect(found?.p_adjusted).toBeGreaterThan(found?.p ?? 1);
  });

  test("one that leaves out a few of each is not", async () => {
    const even = PEOPLE.map((response, i) => ({ ...response, language: Math.floor(i / 20) % 2 === 0 ? "kk" : "ru" }));
    const { groups } = compared(await report(even));
    expect(groups.filter(({ by, uneven }) => by === "language" && uneven)).toEqual([]);
  });

  test("a rule that leaves nobody out is not tested", async () => {
    const { groups } = compared(await report(PEOPLE.map((response) => ({ ...response, flags: [], duration: 240 }))));
    expect(groups).toEqual([]);
  });
});

describe("too little data", () => {
  test.each([0, 1, 3])("of %i people the rules are told and nothing is made up", async (people) => {
    const made = compared(await report(times(people, drinks("yes"))));
    expect(made.rules.every(({ valid }) => valid === people)).toBe(true);
    expect(made.rules[0]?.share).toBe(people === 0 ? null : 0);
    expect(made.shares[0]).toMatchObject(people === 0 ? { low: null, high: null } : { low: 1, high: 1 });
    expect(made.groups).toEqual([]);
  });
});
