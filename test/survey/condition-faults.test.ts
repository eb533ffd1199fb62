import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conditionShape, conditionShapeFindings } from "../../server/survey/condition-shape.ts";
import { everyKindDefinition, yamlOf } from "../support/definitions.ts";
import { expectFault, faultsOf, spoiled } from "./spoiling.ts";

const everyKind = yamlOf(everyKindDefinition());
const FORMS =
  "a condition is one of `{ question, is }`, `{ question, answered: true }`, `{ question, min, max }`, `{ all: [...] }`, `{ any: [...] }`, `{ not: ... }`";

/** Puts a condition on the page `about-you` of the tea survey and expects one fault, on its line. */
function expectOnPage(condition: string, fault: string): void {
  expectFault(
    "    optional: true",
    `    optional: true\n    when: ${condition} # here`,
    `page about-you, when${fault}`,
  );
}

function faultsOnPage(condition: string): readonly string[] {
  const yaml = spoiled("    optional: true", `    optional: true\n    when: ${condition}`);
  return faultsOf(yaml).map(({ place, reason }) => `${place}: ${reason}`);
}

describe("a condition of the wrong shape points at the wrong part", () => {
  test.each([
    ["yes", `: is no condition: ${FORMS}`],
    ["[]", `: is no condition: ${FORMS}`],
    ["{}", `, question: is missing: ${FORMS}`],
    ["{ is: yes }", `, question: is missing: ${FORMS}`],
    ["{ question: drinks-tea, iz: yes }", ", iz: is an unknown key: did you mean `is`?"],
    ["{ question: drinks-tea, equals: yes }", `, equals: is an unknown key: ${FORMS}`],
    ["{ question: drinks-tea, is: 5 }", ", is: must be an option's id or a list of them, as text"],
    ["{ question: drinks-tea, is: [] }", ", is: must be an option's id or a list of them, as text"],
    ["{ question: [drinks-tea], is: yes }", ", question: must be a question's id"],
    ["{ question: strength, min: low }", ", min: must be a number"],
    ["{ question: strength, min: .nan }", ", min: must be a number"],
    [
      "{ question: strength, answered: false }",
      ", answered: must be `true`; for its opposite write `{ not: { question, answered: true } }`",
    ],
    [
      "{ question: drinks-tea, is: yes, answered: true }",
      ", answered: cannot stand beside `is`: join the two with `all` or `any`",
    ],
    ["{ question: strength, min: 3, is: yes }", ", is: cannot stand beside `min`: join the two with `all` or `any`"],
    [
      "{ all: [{ question: drinks-tea, is: yes }], question: strength }",
      ", question: cannot stand beside `all`: join the two with `all` or `any`",
    ],
    ["{ all: [] }", ", all: must be a list of at least one condition"],
    ["{ any: { question: drinks-tea, is: yes } }", ", any: must be a list of at least one condition"],
    ["{ not: [] }", `, not: is no condition: ${FORMS}`],
    [
      "{ any: [{ question: drinks-tea, is: yes }, { all: [{ not: { questoin: strength, min: 1 } }] }] }",
      ", any, entry no. 2, all, entry no. 1, not, questoin: is an unknown key: did you mean `question`?",
    ],
  ])("%s", (condition, fault) => {
    expect(faultsOnPage(condition)).toContain(`page about-you, when${fault}`);
  });

  test("on its very line", () => {
    expectOnPage("{ question: drinks-tea, is: 5 }", ", is: must be an option's id or a list of them, as text");
    expectFault(
      "- question: children\n          min: 1\n",
      "- question: children\n          min: one # here\n",
      "page last-words, when, any, entry no. 3, min: must be a number",
      everyKind,
    );
  });

  test("every value that is no condition is given a reason, and no condition is", () => {
    const leaf = fc.record(
      {
        question: fc.constantFrom<unknown>("a", "b-c", "A", 1, null),
        is: fc.constantFrom<unknown>("x", ["x", "y"], [], 5, null),
        answered: fc.constantFrom<unknown>(true, false),
        min: fc.constantFrom<unknown>(1, "1", Number.POSITIVE_INFINITY),
        max: fc.constantFrom<unknown>(2, null),
        other: fc.constant(1),
      },
      { requiredKeys: [] },
    );
    const { condition } = fc.letrec<{ condition: unknown }>((tie) => ({
      condition: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.record({ question: fc.constant("a"), is: fc.constant("x") }),
        fc.record({ all: fc.array(tie("condition"), { maxLength: 2 }) }),
        fc.record(
          { any: fc.array(tie("condition"), { maxLength: 2 }), min: fc.constant(1) },
          { requiredKeys: ["any"] },
        ),
        fc.record({ not: tie("condition") }),
        fc.constantFrom<unknown>(null, "yes", 3, []),
      ),
    }));
    fc.assert(
      fc.property(condition, (value) => {
        expect(conditionShapeFindings(value, ["when"]).length === 0).toBe(conditionShape.safeParse(value).success);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a condition asks after what can have been answered", () => {
  test.each([
    ["{ question: drink-tea, is: yes }", ", question: names no question of this survey: did you mean `drinks-tea`?"],
    ["{ question: weather, is: fine }", ", question: names no question of this survey"],
    ["{ question: cups, min: 1 }", ", question: is asked on this very page: a condition looks at earlier answers only"],
    ["{ question: drinks-tea, is: yess }", ", is: `yess` is no option of `drinks-tea`: did you mean `yes`?"],
    ["{ question: taken-with, is: [milk, salt] }", ", is, entry no. 2: `salt` is no option of `taken-with`"],
    [
      "{ question: strength, is: weak }",
      ", is: needs a question with options: `strength` is of kind `scale`, so use `min`, `max`",
    ],
    [
      "{ question: drinks-tea, max: 1 }",
      ", max: needs a question of kind `scale` or `number`: `drinks-tea` is of kind `one`, so use `is`",
    ],
    ["{ question: strength, min: 4, max: 2 }", ", max: must not be less than `min`, which is 4"],
    ["{ question: strength }", ": tests nothing: add `is`, `answered: true`, `min` or `max`"],
    [
      "{ not: { any: [{ question: drinks-tea, is: no }, { question: strenght, min: 2 }] } }",
      ", not, any, entry no. 2, question: names no question of this survey: did you mean `strength`?",
    ],
  ])("%s", expectOnPage);

  test("grids and texts can be answered, no more", () => {
    const withTest = (test: string) =>
      faultsOf(everyKind.replace(/(- question: impact\n\s+)answered: true/, `$1${test}`), "every-kind.yaml");
    expect(withTest("min: 1").map(({ reason }) => reason)).toEqual([
      "needs a question of kind `scale` or `number`: `impact` is of kind `grid`, so use `answered: true`",
    ]);
    expect(withTest("is: funding").map(({ reason }) => reason)).toEqual([
      "needs a question with options: `impact` is of kind `grid`, so use `answered: true`",
    ]);
    expect(withTest("answered: true")).toEqual([]);
  });

  test("a page does not look at later pages, nor a question at itself or later ones", () => {
    expectFault(
      "  - id: tea\n",
      "  - id: tea\n    when: { question: cups, min: 1 } # here\n",
      "page tea, when, question: is asked on a later page: a condition looks at earlier answers only",
    );
    const onTakenWith = (condition: string, fault: string) =>
      expectFault(
        "        id: taken-with\n",
        `        id: taken-with\n        when: ${condition} # here\n`,
        `page habits, question taken-with, when${fault}`,
      );
    onTakenWith(
      "{ question: taken-with, is: milk }",
      ", question: is this very question: a condition looks at earlier answers only",
    );
    onTakenWith(
      "{ question: strength, min: 2 }",
      ", question: is asked later: a condition looks at earlier answers only",
    );
  });

  test("a question may look at an earlier one of its page", () => {
    const yaml = spoiled(
      "        id: strength\n",
      "        id: strength\n        when: { question: taken-with, is: milk }\n",
    );
    expect(faultsOf(yaml)).toEqual([]);
  });

  test("a question that is known but wrong is not called unknown", () => {
    const yaml = spoiled(
      "kind: several",
      "kind: severel",
      spoiled("    optional: true", "    when: { question: taken-with, is: milk }"),
    );
    expect(faultsOf(yaml).map(({ place }) => place)).toEqual(["page habits, question taken-with, kind"]);
  });

  test("the right parts of a wrong condition are checked as well", () => {
    expect(faultsOnPage("{ all: [{ question: weather, is: fine }, { question: strength, min: low }] }")).toEqual([
      "page about-you, when, all, entry no. 1, question: names no question of this survey",
      "page about-you, when, all, entry no. 2, min: must be a number",
    ]);
  });
});
