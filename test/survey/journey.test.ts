import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { questionsOf } from "../../server/survey/definition.ts";
import { CHECK, journeyOf, reachableStep, stepBefore } from "../../server/survey/journey.ts";
import { anyAnswers } from "../support/answers.ts";
import { everyKindDefinition, smallDefinition } from "../support/definitions.ts";

const tea = smallDefinition();
const everyKind = everyKindDefinition();

describe("Aigerim drinks tea", () => {
  test("and is asked how, then about herself, then to check", () => {
    expect(journeyOf(tea, {}, []).next).toBe("tea");
    expect(journeyOf(tea, { "drinks-tea": "yes" }, ["tea"]).next).toBe("habits");
    expect(journeyOf(tea, { "drinks-tea": "yes" }, ["tea", "habits"]).next).toBe("about-you");
    expect(journeyOf(tea, { "drinks-tea": "yes" }, ["tea", "habits", "about-you"]).next).toBe(CHECK);
  });

  test("until she goes back and says she does not: what she said of her habits is gone", () => {
    const answers = { "drinks-tea": "yes", "taken-with": ["milk"], strength: 4, cups: 6 };
    const passed = ["tea", "habits", "about-you"];
    expect(journeyOf(tea, answers, passed).answers).toEqual(answers);
    const changed = journeyOf(tea, { ...answers, "drinks-tea": "no" }, passed);
    expect(changed.answers).toEqual({ "drinks-tea": "no", cups: 6 });
    expect(changed.steps.map(({ page }) => page.id)).toEqual(["tea", "about-you"]);
    expect(changed.next).toBe(CHECK);
  });

  test("and when she never did, but changes her mind at the end, she belongs on the page she has not seen", () => {
    expect(journeyOf(tea, { "drinks-tea": "yes" }, ["tea", "about-you"]).next).toBe("habits");
  });
});

describe("Bolat skips everything", () => {
  test("and reaches the check page with nothing kept", () => {
    for (const definition of [tea, everyKind]) {
      let passed: readonly string[] = [];
      for (
        let { next } = journeyOf(definition, {}, passed);
        next !== CHECK;
        next = journeyOf(definition, {}, passed).next
      ) {
        expect(passed).not.toContain(next);
        passed = [...passed, next];
      }
      expect(journeyOf(definition, {}, passed).answers).toEqual({});
    }
  });
});

describe("a page", () => {
  test("of which no question is asked is not on the way", () => {
    const pages = tea.pages.map((page) =>
      page.id === "about-you"
        ? {
            ...page,
            questions: page.questions.map((question) => ({ ...question, when: { question: "strength", min: 5 } })),
          }
        : page,
    );
    const definition = { ...tea, pages };
    expect(journeyOf(definition, { "drinks-tea": "yes", strength: 4 }, []).steps.map(({ page }) => page.id)).toEqual([
      "tea",
      "habits",
    ]);
    expect(journeyOf(definition, { "drinks-tea": "yes", strength: 5 }, []).steps.map(({ page }) => page.id)).toEqual([
      "tea",
      "habits",
      "about-you",
    ]);
  });

  test("can be seen when it was passed or is next, not before", () => {
    const journey = journeyOf(tea, { "drinks-tea": "yes" }, ["tea"]);
    expect(reachableStep(journey, "tea", ["tea"])?.page.id).toBe("tea");
    expect(reachableStep(journey, "habits", ["tea"])?.page.id).toBe("habits");
    expect(reachableStep(journey, "about-you", ["tea"])).toBeUndefined();
    expect(reachableStep(journey, "nowhere", ["tea", "nowhere"])).toBeUndefined();
  });

  test("that was passed can be seen no more once the way leads past it", () => {
    const journey = journeyOf(tea, { "drinks-tea": "no" }, ["tea", "habits"]);
    expect(reachableStep(journey, "habits", ["tea", "habits"])).toBeUndefined();
  });

  test("knows the page before it on this way", () => {
    const journey = journeyOf(tea, { "drinks-tea": "no" }, ["tea"]);
    expect(stepBefore(journey, "about-you")?.page.id).toBe("tea");
    expect(stepBefore(journey, "tea")).toBeUndefined();
    expect(stepBefore(journey, "habits")).toBeUndefined();
  });
});

describe("whatever was answered and wherever the citizen has been", () => {
  const passed = fc.subarray([...everyKind.pages.map((page) => page.id), "nowhere", "constructor"]);
  const strangers = fc.constantFrom({}, { unknown: "yes" }, { transport: "rocket" });
  const given = fc.tuple(anyAnswers(everyKind), strangers).map(([answers, stranger]) => ({ ...answers, ...stranger }));

  test("answers off the way are never kept, and those on it never lost", () => {
    fc.assert(
      fc.property(given, passed, (answers, been) => {
        const journey = journeyOf(everyKind, answers, been);
        const asked = journey.steps.flatMap((step) => step.questions.map(({ id }) => id));
        const expected = Object.fromEntries(Object.entries(answers).filter(([id]) => asked.includes(id)));
        expect(journey.answers).toEqual(expected);
      }),
    );
  });

  test("the way is the same from what was kept as from what was said", () => {
    fc.assert(
      fc.property(given, passed, (answers, been) => {
        const journey = journeyOf(everyKind, answers, been);
        expect(journeyOf(everyKind, journey.answers, been)).toEqual(journey);
      }),
    );
  });

  test("the next page can be seen, and all before it have been passed", () => {
    fc.assert(
      fc.property(given, passed, (answers, been) => {
        const journey = journeyOf(everyKind, answers, been);
        const at = journey.steps.findIndex((step) => step.page.id === journey.next);
        const before = at < 0 ? journey.steps : journey.steps.slice(0, at);
        expect(before.every((step) => been.includes(step.page.id))).toBe(true);
        if (journey.next !== CHECK) expect(reachableStep(journey, journey.next, been)).toBeDefined();
      }),
    );
  });

  test("pages and questions keep the definition's order", () => {
    const order = questionsOf(everyKind).map(({ id }) => id);
    fc.assert(
      fc.property(given, (answers) => {
        const asked = journeyOf(everyKind, answers, []).steps.flatMap((step) => step.questions.map(({ id }) => id));
        expect(asked).toEqual(order.filter((id) => asked.includes(id)));
      }),
    );
  });

  test("passing page after page ends at the check page after as many pages as there are on the way", () => {
    fc.assert(
      fc.property(given, (answers) => {
        const been: string[] = [];
        while (journeyOf(everyKind, answers, been).next !== CHECK) been.push(journeyOf(everyKind, answers, been).next);
        expect(been).toEqual(journeyOf(everyKind, answers, []).steps.map((step) => step.page.id));
      }),
    );
  });
});
