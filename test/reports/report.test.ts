import { describe, expect, test } from "vitest";
import { type CleaningRule, cleaningRule, STUDY } from "../../server/reports/cleaning.ts";
import { type Report, reportOn } from "../../server/reports/report.ts";
import { everyKindDefinition, smallDefinition } from "../support/definitions.ts";
import { aCount, aResponse, published, reading, times } from "./made.ts";

const NOW = new Date("2024-11-03T10:00:00Z");
const NONE = cleaningRule("none") ?? STUDY;

const tea = smallDefinition();

function report(read: ReturnType<typeof reading>, rule: CleaningRule = STUDY): Promise<Report> {
  return reportOn(read, published(tea), { rule, now: NOW });
}

describe("the report's shape", () => {
  const responses = times(
    40,
    aResponse(tea, { "drinks-tea": "yes", "taken-with": ["milk"], strength: 4, cups: 3, comment: "ok" }),
  );

  test("has the contract's keys in the contract's order", async () => {
    const made = await report(reading(responses));
    expect(Object.keys(made)).toEqual(
      "survey version versions cleaning asOf funnel flags excluded duration questions segments weights sample weighting cleaning_compared representation over_time coded checks".split(
        " ",
      ),
    );
    expect(Object.keys(made.funnel)).toEqual(
      (
        "shown clicked consent_shown agreed declined started pages sent imported released withdrawn valid " +
        "view_rate participation_rate completion_rate"
      ).split(" "),
    );
    expect(Object.keys(made.flags)).toEqual(
      "too_fast far_from_median below_reading_floor straight_lined seen_device challenge_failed trap_filled network_burst fast_log_time slow_log_time".split(
        " ",
      ),
    );
    expect(Object.keys(made.duration)).toEqual(["median_seconds", "mean_seconds", "sd_seconds"]);
    expect(made.weights).toBeNull();
  });

  test("has an entry for every question with what its kind can have", async () => {
    const { questions } = await report(reading(responses));
    const answered = ["kind", "asked", "base", "skipped", "nonresponse", "weighted_base"];
    const mean = ["mean", "sd", "median", "mean_error", "weighted"];
    expect(Object.entries(questions).map(([id, question]) => [id, Object.keys(question)])).toEqual([
      ["drinks-tea", [...answered, "options"]],
      ["taken-with", [...answered, "options"]],
      ["strength", [...answered, "options", "top_two", ...mean]],
      ["cups", [...answered, ...mean, "quantiles"]],
      ["comment", answered],
    ]);
    const yes = questions["drinks-tea"];
    expect(yes && "options" in yes && Object.keys(yes.options.yes ?? {})).toEqual([
      "count",
      "share",
      "low",
      "high",
      "weighted",
    ]);
  });

  test("never holds what somebody wrote", async () => {
    const secret = aResponse(tea, { "drinks-tea": "no", comment: "my name is Aigerim" });
    expect(JSON.stringify(await report(reading([secret])))).not.toContain("Aigerim");
  });

  test("gives a grid an entry a row, as a scale", async () => {
    const definition = everyKindDefinition();
    const answers = { transport: "bus", impact: { funding: 5, rules: 2 } };
    const made = await reportOn(reading([aResponse(definition, answers)]), published(definition), {
      rule: STUDY,
      now: NOW,
    });
    expect(Object.keys(made.questions)).not.toContain("impact");
    expect(made.questions["impact.funding"]).toMatchObject({
      kind: "scale",
      asked: 1,
      base: 1,
      mean: 5,
      median: 5,
      sd: null,
    });
    expect(made.questions["impact.people"]).toMatchObject({ kind: "scale", asked: 1, base: 0, skipped: 1, mean: null });
    const rules = made.questions["impact.rules"];
    expect(rules && "options" in rules && Object.keys(rules.options)).toEqual(["0", "1", "2", "3", "4", "5"]);
  });
});

describe("too little data", () => {
  test("an empty survey has nulls and zeros, and the clock's month", async () => {
    const made = await report(reading([]));
    expect(made.asOf).toBe("2024-11");
    expect(made.duration).toEqual({ median_seconds: null, mean_seconds: null, sd_seconds: null });
    expect(made.funnel).toMatchObject({
      shown: 0,
      released: 0,
      valid: 0,
      view_rate: null,
      participation_rate: null,
      completion_rate: null,
    });
    expect(made.segments).toEqual([]);
    expect(made.questions["drinks-tea"]).toEqual({
      kind: "one",
      asked: 0,
      base: 0,
      skipped: 0,
      nonresponse: null,
      weighted_base: null,
      options: {
        yes: { count: 0, share: null, low: null, high: null, weighted: null },
        no: { count: 0, share: null, low: null, high: null, weighted: null },
      },
    });
    expect(made.questions.strength).toMatchObject({ mean: null, sd: null, median: null });
    expect(made.questions.cups).toMatchObject({ mean: null, quantiles: { p5: null, p25: null, p75: null, p95: null } });
    expect(oddNumbersIn(made)).toEqual([]);
  });

  test("one response has shares and a mean, but no standard deviation", async () => {
    const made = await report(
      reading([aResponse(tea, { "drinks-tea": "yes", strength: 2, cups: 7 }, { month: "2024-09", duration: 125 })]),
    );
    expect(made.asOf).toBe("2024-09");
    expect(made.duration).toEqual({ median_seconds: 125, mean_seconds: 125, sd_seconds: null });
    expect(made.questions["drinks-tea"]).toMatchObject({
      base: 1,
      options: { yes: { count: 1, share: 1 }, no: { count: 0, share: 0 } },
    });
    expect(made.questions.cups).toMatchObject({ mean: 7, sd: null, median: 7 });
    expect(oddNumbersIn(made)).toEqual([]);
  });

  test("a duration nobody measured is no duration", async () => {
    const made = await report(reading([aResponse(tea, {}, { duration: null }), aResponse(tea, {}, { duration: 300 })]));
    expect(made.duration.mean_seconds).toBe(300);
    expect(made.funnel.released).toBe(2);
  });

  test("the check for odd numbers finds one", () => {
    expect(oddNumbersIn({ a: [{ b: Number.NaN }], c: undefined, d: 1, e: Infinity })).toEqual([".a.0.b", ".c", ".e"]);
  });
});

describe("cleaning", () => {
  const ordinary = times(200, aResponse(tea, { "drinks-tea": "yes" }, { duration: 240 }));
  const fast = times(
    3,
    aResponse(tea, { "drinks-tea": "no" }, { duration: 20, flags: ["too_fast", "below_reading_floor"] }),
  );
  const open = aResponse(tea, { "drinks-tea": "no" }, { duration: 80_000 });
  const lined = times(2, aResponse(tea, { "drinks-tea": "no" }, { flags: ["straight_lined"] }));
  const all = reading([...ordinary, ...fast, open, ...lined]);

  test("the study's rule leaves out who was too fast or far from the median, and no others", async () => {
    const made = await report(all);
    expect(made).toMatchObject({ cleaning: "study", excluded: 4 });
    expect(made.funnel).toMatchObject({ released: 206, valid: 202 });
    expect(made.questions["drinks-tea"]).toMatchObject({
      base: 202,
      options: { yes: { count: 200 }, no: { count: 2 } },
    });
  });

  test("the rule none leaves nobody out", async () => {
    const made = await report(all, NONE);
    expect(made).toMatchObject({ cleaning: "none", excluded: 0, funnel: { released: 206, valid: 206 } });
    expect(made.questions["drinks-tea"]).toMatchObject({ base: 206, options: { no: { count: 6 } } });
  });

  test("flags and durations are of all, whatever the rule", async () => {
    const [study, none] = [await report(all), await report(all, NONE)];
    expect(study.flags).toEqual(none.flags);
    expect(study.duration).toEqual(none.duration);
    expect(study.flags).toMatchObject({
      too_fast: 3,
      far_from_median: 1,
      below_reading_floor: 3,
      straight_lined: 2,
      seen_device: 0,
    });
    expect(study.duration.median_seconds).toBe(240);
    expect(study.duration.mean_seconds).toBeCloseTo((202 * 240 + 60 + 80_000) / 206, 9);
  });

  test("a rule nobody named is none", () => {
    expect(cleaningRule("strict")).toBeUndefined();
    expect(cleaningRule("study")).toBe(STUDY);
  });
});

describe("what the counts are of", () => {
  test("imported responses are counted apart and among the released", async () => {
    const paper = times(5, aResponse(tea, { "drinks-tea": "yes" }, { channel: "paper", duration: null }));
    const web = times(7, aResponse(tea, { "drinks-tea": "no" }));
    const made = await report(reading([...paper, ...web], [aCount("started", 10)], 8));
    expect(made.funnel).toMatchObject({ sent: 8, imported: 5, released: 12, valid: 12, completion_rate: 0.8 });
  });

  test("withdrawn responses were released and are not valid", async () => {
    const made = await reportOn(reading(times(7, aResponse(tea, {})), [], 10, 3), published(tea), {
      rule: STUDY,
      now: NOW,
    });
    expect(made.funnel).toMatchObject({ released: 10, withdrawn: 3, valid: 7 });
  });

  test("the cross table comes only where it was asked for, after the contract's keys", async () => {
    const request = { rule: STUDY, now: NOW, by: "drinks-tea" };
    const made = await reportOn(
      reading([aResponse(tea, { "drinks-tea": "yes", strength: 5 })]),
      published(tea),
      request,
    );
    expect(Object.keys(made).at(-1)).toBe("by");
    expect(made.by?.segments.yes?.strength).toMatchObject({ base: 1, options: { 5: { count: 1, share: 1 } } });
  });
});

/** Where a value holds a number that is none, or a key without a value. */
function oddNumbersIn(value: unknown, path = ""): readonly string[] {
  if (value === undefined || (typeof value === "number" && !Number.isFinite(value))) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => oddNumbersIn(inside, `${path}.${key}`));
}
