import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holds, questionsIn } from "../../server/survey/condition.ts";
import type { Condition } from "../../server/survey/definition.ts";

describe("`is`", () => {
  test("holds for the option chosen, or one of those listed", () => {
    expect(holds({ question: "transport", is: "bus" }, { transport: "bus" })).toBe(true);
    expect(holds({ question: "transport", is: "bus" }, { transport: "car" })).toBe(false);
    expect(holds({ question: "transport", is: ["bus", "car"] }, { transport: "car" })).toBe(true);
  });

  test("holds where it is among several answers", () => {
    expect(holds({ question: "with", is: "milk" }, { with: ["sugar", "milk"] })).toBe(true);
    expect(holds({ question: "with", is: ["lemon", "nothing"] }, { with: ["sugar", "milk"] })).toBe(false);
  });
});

describe("`min` and `max`", () => {
  test.each([
    [2, false],
    [3, true],
    [4, true],
    [5, false],
  ])("include their bounds: %d of 3 to 4", (strength, expected) => {
    expect(holds({ question: "strength", min: 3, max: 4 }, { strength })).toBe(expected);
  });

  test("may stand alone, and 0 is a bound", () => {
    expect(holds({ question: "strength", min: 0 }, { strength: -1 })).toBe(false);
    expect(holds({ question: "strength", max: 0 }, { strength: 1 })).toBe(false);
    expect(holds({ question: "strength", max: 0 }, { strength: 0 })).toBe(true);
  });

  test("hold for numbers alone", () => {
    expect(holds({ question: "impact", min: 0 }, { impact: { funding: 3 } })).toBe(false);
    expect(holds({ question: "comment", min: 0 }, { comment: "3" })).toBe(false);
  });
});

describe("what was not answered", () => {
  const tests: readonly Condition[] = [
    { question: "q", is: "yes" },
    { question: "q", min: 0 },
    { question: "q", max: 9 },
    { question: "q", answered: true },
  ];

  test.each(tests)("fulfils nothing: %j", (condition) => expect(holds(condition, {})).toBe(false));
  test.each(tests)("but fulfils its opposite: not %j", (condition) => expect(holds({ not: condition }, {})).toBe(true));
  test("is known by `answered`", () => {
    expect(holds({ question: "q", answered: true }, { q: 0 })).toBe(true);
    expect(holds({ question: "q", answered: true }, { other: 0 })).toBe(false);
  });
});

describe("joined conditions", () => {
  const arbitrary = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Condition>(
        { question: "a", is: "yes" },
        { question: "b", answered: true },
        { question: "c", min: 2 },
      ),
      fc.record({ not: tie("condition") }),
      fc.record({ all: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }) }),
    ),
  })).condition;
  const answers = fc.record(
    { a: fc.constantFrom("yes", "no"), b: fc.constant("x"), c: fc.integer({ min: 1, max: 3 }) },
    { requiredKeys: [] },
  );

  test("follow De Morgan: none is the same as not any", () => {
    fc.assert(
      fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 3 }), answers, (parts, given) => {
        const none = { all: parts.map((part) => ({ not: part })) };
        expect(holds(none, given)).toBe(holds({ not: { any: parts } }, given));
        expect(holds({ all: parts }, given)).toBe(parts.filter((part) => holds(part, given)).length === parts.length);
      }),
    );
  });

  test("depend on no other questions than they name, each named once", () => {
    fc.assert(
      fc.property(arbitrary, answers, (condition, given) => {
        const named = questionsIn(condition);
        expect(new Set(named).size).toBe(named.length);
        const relevant = Object.fromEntries(Object.entries(given).filter(([id]) => named.includes(id)));
        expect(holds(condition, relevant)).toBe(holds(condition, given));
      }),
    );
  });
});
