import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Response } from "../../server/records/response.ts";
import type { PublishedSurvey } from "../../server/records/survey.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { reportOn } from "../../server/reports/report.ts";
import type { QuestionReport } from "../../server/reports/shares.ts";
import type { Definition } from "../../server/survey/definition.ts";
import { aDefinition, smallDefinition, words } from "../support/definitions.ts";
import { aResponse, published, reading, times } from "./made.ts";

const tea = smallDefinition();

async function questions(
  survey: PublishedSurvey,
  responses: readonly Response[],
): Promise<Readonly<Record<string, QuestionReport>>> {
  return (await reportOn(reading(responses), survey, { rule: STUDY, now: new Date(0) })).questions;
}

describe("bases", () => {
  test("a question is asked only of those on whose way it lies", async () => {
    const drinkers = times(6, aResponse(tea, { "drinks-tea": "yes", strength: 3 }));
    const silent = times(2, aResponse(tea, { "drinks-tea": "yes" }));
    const others = times(4, aResponse(tea, { "drinks-tea": "no" }));
    const made = await questions(published(tea), [...drinkers, ...silent, ...others]);
    expect(made["drinks-tea"]).toMatchObject({ asked: 12, base: 12, skipped: 0 });
    expect(made.strength).toMatchObject({ asked: 8, base: 6, skipped: 2 });
    expect(made.comment).toEqual({
      ...{ kind: "text", asked: 12, base: 0, skipped: 12 },
      ...{ nonresponse: 1, weighted_base: null },
    });
  });

  test("of several answers the base is who answered, not the ticks", async () => {
    const made = await questions(published(tea), [
      aResponse(tea, { "drinks-tea": "yes", "taken-with": ["milk", "sugar"] }),
      aResponse(tea, { "drinks-tea": "yes", "taken-with": ["milk"] }),
      aResponse(tea, { "drinks-tea": "yes" }),
    ]);
    expect(made["taken-with"]).toMatchObject({
      asked: 3,
      base: 2,
      skipped: 1,
      options: { milk: { count: 2, share: 1 }, sugar: { count: 1, share: 0.5 }, lemon: { count: 0, share: 0 } },
    });
  });

  test("an answer off the way is not counted", async () => {
    const made = await questions(published(tea), [aResponse(tea, { "drinks-tea": "no", strength: 5 })]);
    expect(made.strength).toMatchObject({ asked: 0, base: 0, skipped: 0 });
  });

  test("single answers add up to the base, and no question has fewer asked than answered", async () => {
    const answers = fc.record(
      {
        "drinks-tea": fc.constantFrom("yes", "no"),
        "taken-with": fc.subarray(["milk", "sugar", "lemon"], { minLength: 1 }),
        strength: fc.integer({ min: 1, max: 5 }),
        cups: fc.integer({ min: 0, max: 40 }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(answers, { maxLength: 40 }), async (all) => {
        const made = await questions(
          published(tea),
          all.map((each) => aResponse(tea, each)),
        );
        for (const question of Object.values(made)) {
          expect(question.skipped).toBe(question.asked - question.base);
          expect(question.skipped).toBeGreaterThanOrEqual(0);
          if (question.kind === "one" || question.kind === "scale") expect(ticks(question)).toBe(question.base);
          if (question.kind === "several") expect(ticks(question)).toBeGreaterThanOrEqual(question.base);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("measures", () => {
  test("a scale has mean, standard deviation and median by hand", async () => {
    const points = [1, 2, 4, 4, 5].map((strength) => aResponse(tea, { "drinks-tea": "yes", strength }));
    const { strength } = await questions(published(tea), points);
    expect(strength).toMatchObject({ mean: 3.2, median: 4, options: { 4: { count: 2, share: 0.4 }, 3: { count: 0 } } });
    expect(strength && "sd" in strength ? strength.sd : undefined).toBeCloseTo(Math.sqrt(10.8 / 4), 12);
  });

  test("a number has quantiles and no options", async () => {
    const cups = Array.from({ length: 21 }, (_, at) => aResponse(tea, { cups: at }));
    const made = await questions(published(tea), cups);
    expect(made.cups).toMatchObject({
      kind: "number",
      base: 21,
      mean: 10,
      median: 10,
      quantiles: { p5: 1, p25: 5, p75: 15, p95: 19 },
    });
    expect(made.cups).not.toHaveProperty("options");
  });
});

describe("several versions", () => {
  const first = oneQuestion("drink", ["tea", "kumis"]);
  const second = oneQuestion("drink", ["coffee", "tea"]);

  test("options only an older version had are counted and come after the newest's", async () => {
    const responses = [
      aResponse(first, { drink: "kumis" }),
      aResponse(first, { drink: "tea" }),
      aResponse(second, { drink: "tea" }),
    ];
    const { drink } = await questions(published(first, second), responses);
    expect(drink && "options" in drink && Object.keys(drink.options)).toEqual(["coffee", "tea", "kumis"]);
    expect(drink).toMatchObject({ asked: 3, base: 3, options: { tea: { count: 2 }, kumis: { count: 1 } } });
  });

  test("a question new in a version was not asked of those who answered before it", async () => {
    const later = aDefinition({
      pages: [page("drink", "one", ["tea", "kumis"]), page("sort", "one", ["black", "green"])],
    });
    const responses = [
      ...times(3, aResponse(first, { drink: "tea" })),
      aResponse(later, { drink: "tea", sort: "green" }),
    ];
    const made = await questions(published(first, later), responses);
    expect(made.drink).toMatchObject({ asked: 4, base: 4 });
    expect(made.sort).toMatchObject({ asked: 1, base: 1 });
  });

  test("a question the newest version dropped keeps its table", async () => {
    const later = oneQuestion("sort", ["black", "green"]);
    const made = await questions(published(first, later), [aResponse(first, { drink: "tea" })]);
    expect(Object.keys(made)).toEqual(["sort", "drink"]);
    expect(made.drink).toMatchObject({ asked: 1, options: { tea: { count: 1 } } });
    expect(made.sort).toMatchObject({ asked: 0, base: 0 });
  });

  test("answers to a question that was of another kind are no answers to the new one", async () => {
    const later = aDefinition({ pages: [page("drink", "several", ["tea", "kumis"])] });
    const { drink } = await questions(published(first, later), [aResponse(first, { drink: "tea" })]);
    expect(drink).toMatchObject({ kind: "several", asked: 0, base: 0 });
  });

  test("a response whose version was too rare to name is followed along the newest", async () => {
    const rare = aResponse(tea, { "drinks-tea": "yes", strength: 2 }, { version: "other" });
    const made = await questions(published(tea), [rare, aResponse(tea, { "drinks-tea": "no" }, { version: "other" })]);
    expect(made["drinks-tea"]).toMatchObject({ asked: 2, base: 2 });
    expect(made.strength).toMatchObject({ asked: 1, base: 1 });
  });
});

function oneQuestion(id: string, options: readonly string[]): Definition {
  return aDefinition({ pages: [page(id, "one", options)] });
}

function page(id: string, kind: "one" | "several", options: readonly string[]) {
  const question = {
    kind,
    id,
    text: words(id),
    options: options.map((option) => ({ id: option, label: words(option) })),
  };
  return { id: `page-${id}`, title: words(id), questions: [question] };
}

function ticks(question: QuestionReport): number {
  const options = "options" in question ? Object.values(question.options) : [];
  return options.reduce((sum, { count }) => sum + count, 0);
}
