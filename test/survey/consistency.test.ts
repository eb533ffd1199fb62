import { describe, expect, test } from "vitest";
import { isMap, parseDocument, visit } from "yaml";
import { everyKindDefinition, yamlOf } from "../support/definitions.ts";
import { described, expectFault, faultsOf, spoiled } from "./spoiling.ts";

const everyKind = yamlOf(everyKindDefinition());

describe("ids", () => {
  test("the file bears the survey's id", () => {
    expect(described(spoiled("id: tea-survey", "id: coffee"), "db/surveys/tea-survey.yaml")).toEqual([
      "db/surveys/tea-survey.yaml:1:5: id: must be the file's name: call the file `coffee.yaml` or change the id",
    ]);
    expect(faultsOf(spoiled("id: tea-survey", "id: coffee"), "coffee.yml")).toHaveLength(1);
    expect(faultsOf(spoiled("id: tea-survey", "id: coffee"), "/some/where/coffee.yaml")).toEqual([]);
  });

  test("no survey passes for a simulated copy", () => {
    expectFault("id: tea-survey", "id: tea-sim # here", "id: must not end in `-sim`, which marks simulated copies");
  });

  test.each([
    ["id: habits", "id: tea # here", "page tea, id: is the id of an earlier page, too"],
    [
      "id: strength",
      "id: taken-with # here",
      "page habits, question taken-with, id: is the id of an earlier question of the survey, too",
    ],
    [
      "id: comment",
      "id: drinks-tea # here",
      "page about-you, question drinks-tea, id: is the id of an earlier question of the survey, too",
    ],
    [
      "id: lemon",
      "id: milk # here",
      "page habits, question taken-with, option milk, id: is the id of an earlier option of the question, too",
    ],
  ])("are used once: %s -> %s", (found, replacement, fault) => expectFault(found, replacement, fault));

  test("of rows are used once", () => {
    expectFault(
      "id: people",
      "id: funding # here",
      "page services, question impact, row funding, id: is the id of an earlier row of the question, too",
      everyKind,
    );
  });

  test("of options may come back in another question", () => {
    expect(faultsOf(spoiled("id: nothing", "id: no"))).toEqual([]);
  });

  test.each(["check", "consent", "receipt", "results", "p", "stop", "stopped", "declined"])(
    "no page is called %s",
    (id) => {
      expectFault("id: habits", `id: ${id} # here`, `page ${id}, id: is a name Pikir uses itself: choose another id`);
    },
  );

  test.each(["go", "token", "language", "typed", "flags"])("no question is called %s", (id) => {
    expectFault(
      "id: strength",
      `id: ${id} # here`,
      `page habits, question ${id}, id: is a name Pikir uses itself: choose another id`,
    );
  });
});

describe("texts", () => {
  test.each([
    ["      en: Habits\n", "", "page habits, title, en: is missing: add the text in `en`"],
    [
      "      en: Habits",
      "      en: Habits\n      de: Gewohnheiten",
      "page habits, title, de: is no language of this survey: declared are `kk`, `ru`, `en`",
    ],
    [
      "      kk: Әдеттер",
      "      kkk: Әдеттер",
      "page habits, title, kkk: is no language of this survey: did you mean `kk`?",
    ],
    ["            kk: Қою\n", "", "page habits, question strength, labels, 5, kk: is missing: add the text in `kk`"],
    ["        en: Your choice\n", "", "consent, section no. 2, heading, en: is missing: add the text in `en`"],
    [
      "              ru: С молоком\n",
      "",
      "page habits, question taken-with, option milk, label, ru: is missing: add the text in `ru`",
    ],
  ])("are in every language and in no other: %j -> %j", (found, replacement, fault) => {
    expect(faultsOf(spoiled(found, replacement)).map(({ place, reason }) => `${place}: ${reason}`)).toContain(fault);
  });

  test("an undeclared language points at itself, a missing one at the text", () => {
    expectFault(
      "      en: Habits",
      "      en: Habits\n      de: Gewohnheiten # here",
      "page habits, title, de: is no language of this survey: declared are `kk`, `ru`, `en`",
    );
    expectFault(
      "      kk: Әдеттер\n      ru: Привычки\n      en: Habits\n",
      "      kk: Әдеттер # here\n      ru: Привычки\n",
      "page habits, title, en: is missing: add the text in `en`",
    );
  });

  test("each text of a definition is looked at, wherever it stands", () => {
    const document = parseDocument(everyKind);
    const places: string[] = [];
    visit(document, {
      Map(_, map) {
        if (map.has("kk") && map.has("ru") && map.has("en")) places.push(String(map.range?.[0]));
      },
    });
    expect(places.length).toBeGreaterThan(40);
    for (const place of places) {
      const broken = parseDocument(everyKind);
      visit(broken, {
        Map(_, map) {
          if (String(map.range?.[0]) === place && isMap(map)) map.delete("en");
        },
      });
      expect(faultsOf(broken.toString({ lineWidth: 0 }), "every-kind.yaml").map(({ reason }) => reason)).toEqual([
        "is missing: add the text in `en`",
      ]);
    }
  });

  test("a language is declared once", () => {
    expectFault("  - ru\n", "  - ru\n  - ru # here\n", "languages, entry no. 3: is declared twice");
  });

  test("a list of languages that cannot be read is not held against the texts", () => {
    expectFault(
      "  - ru\n",
      "  - Russian # here\n",
      "languages, entry no. 2: must be a language code like kk",
      yamlWith("ru", "Russian"),
    );
  });

  function yamlWith(language: string, name: string): string {
    return spoiled(`  - ${language}\n`, `  - ${language}\n`).replaceAll(`${language}: `, `${name}: `);
  }
});

describe("dates", () => {
  test.each(["2024-02-31", "2023-02-29", "2024-13-01", "2024-00-10", "2024-06-31"])(
    "%s is not in the calendar",
    (day) => {
      expectFault(
        "access: sign-in",
        `access: sign-in\nopens: ${day} # here`,
        "opens: is a day the calendar does not have",
      );
      expectFault(
        "access: sign-in",
        `access: sign-in\ncloses: ${day} # here`,
        "closes: is a day the calendar does not have",
      );
      expectFault("date: 2024-08-15", `date: ${day} # here`, "ethics, date: is a day the calendar does not have");
    },
  );

  test("a leap day is", () => {
    expect(faultsOf(spoiled("access: sign-in", "access: sign-in\nopens: 2024-02-29"))).toEqual([]);
  });

  test("a survey does not close before it opens, but may be open for a day", () => {
    expectFault(
      "access: sign-in",
      "access: sign-in\nopens: 2024-09-02\ncloses: 2024-09-01 # here",
      "closes: must not be before `opens`, which is 2024-09-02",
    );
    expect(faultsOf(spoiled("access: sign-in", "access: sign-in\nopens: 2024-09-02\ncloses: 2024-09-02"))).toEqual([]);
  });
});

describe("points, numbers and marks", () => {
  const inStrength = "page habits, question strength,";

  test.each([
    ["        to: 5", "        to: 1 # here", `${inStrength} to: must be greater than \`from\`, which is 1`],
    ["        to: 5", "        to: 0 # here", `${inStrength} to: must be greater than \`from\`, which is 1`],
    ['          "5":', "          6: # here", `${inStrength} labels, 6: is no point between 1 and 5`],
    ['          "5":', '          "05": # here', `${inStrength} labels, 05: is no point between 1 and 5`],
    ['          "5":', "          five: # here", `${inStrength} labels, five: must be a whole number`],
    [
      "        max: 40",
      "        max: -1 # here",
      "page about-you, question cups, max: must not be less than `min`, which is 0",
    ],
    [
      "        max: 40",
      `        max: 1e15 # here`,
      "page about-you, question cups, max: must lie between -999999999999999 and 999999999999999",
    ],
  ])("%s -> %s", (found, replacement, fault) => {
    const line =
      spoiled(found, replacement)
        .split("\n")
        .findIndex((text) => text.includes("# here")) + 1;
    expect(
      faultsOf(spoiled(found, replacement)).map((found) => `${found.line}: ${found.place}: ${found.reason}`),
    ).toContain(`${line}: ${fault}`);
  });

  test("both ends of a scale have a label", () => {
    const bare = spoiled('          "5":', "          4:");
    expect(described(bare)).toEqual([
      expect.stringContaining(`${inStrength} labels, 5: is missing: the end \`5\` needs a label`),
    ]);
  });

  test("a grid is held to the same", () => {
    const outside = spoiled("        from: 0\n", "        from: 1\n", everyKind);
    expect(faultsOf(outside, "every-kind.yaml").map(({ place, reason }) => `${place}: ${reason}`)).toEqual([
      "page services, question impact, labels, 1: is missing: the end `1` needs a label",
      "page services, question impact, labels, 0: is no point between 1 and 5",
    ]);
  });

  test("eleven points are the most", () => {
    const eleven = spoiled("        to: 5", "        to: 11").replace('          "5":', "          11:");
    expect(faultsOf(eleven)).toEqual([]);
    expectFault(
      "        to: 11",
      "        to: 12 # here",
      `${inStrength} to: makes 12 points: 11 are the most`,
      eleven.replace("          11:", "          12:"),
    );
  });

  test("a range of whole numbers holds one", () => {
    expectFault(
      "        min: 0\n        max: 40",
      "        min: 0.2\n        max: 0.8 # here",
      "page about-you, question cups, max: leaves no whole number: none lies between 0.2 and 0.8",
    );
  });

  test("`excludes` belongs to several answers", () => {
    expectFault(
      "- id: no\n",
      "- id: no\n            excludes: true # here\n",
      "page tea, question drinks-tea, option no, excludes: has no meaning in a question of kind `one`: every option excludes the others",
    );
  });

  test("`last` belongs to shuffled options, of which two at least are left to shuffle", () => {
    expectFault(
      "- id: lemon\n",
      "- id: lemon\n            last: true # here\n",
      "page habits, question taken-with, option lemon, last: has no meaning without `shuffle: true` on the question: the order is as written",
    );
    expectFault(
      "        id: drinks-tea\n",
      "        id: drinks-tea\n        shuffle: true # here\n",
      "page tea, question drinks-tea, shuffle: has nothing to shuffle: fewer than two options come before the `last` ones",
      spoiled("- id: no\n", "- id: no\n            last: true\n"),
    );
  });
});

describe("the headline", () => {
  test("is a question of the survey", () => {
    expectFault(
      "headline: drinks-tea",
      "headline: drink-tea # here",
      "headline: names no question of this survey: did you mean `drinks-tea`?",
    );
    expectFault("headline: drinks-tea", "headline: weather # here", "headline: names no question of this survey");
  });

  test("has options to make a table of", () => {
    expectFault(
      "headline: drinks-tea",
      "headline: cups # here",
      "headline: must be a question of kind `one` or `several`, and `cups` is of kind `number`",
    );
    expect(faultsOf(spoiled("headline: drinks-tea", "headline: taken-with"))).toEqual([]);
  });
});

describe("access", () => {
  const rules = /^eligibility:\n( {2}.*\n)+/m;
  const without = (access: string) => spoiled("access: sign-in", `access: ${access}`).replace(rules, "");

  test.each(["sign-in", "codes", "open"])("is one of the ways in: %s", (access) =>
    expect(faultsOf(without(access))).toEqual([]),
  );

  test("decides by what a sign-in tells, and by nothing where nobody signs in", () => {
    expect(described(spoiled("access: sign-in", "access: open")).join()).toContain(
      "eligibility: needs `access: sign-in`: nobody signs in to an open survey, so nothing is known to decide by",
    );
    expect(described(spoiled("access: sign-in", "access: codes")).join()).toContain(
      "eligibility: needs `access: sign-in`: with codes it is you who decides whom to give one",
    );
  });

  test("of a panel is not open to everybody", () => {
    const panel = `panel: true\n${without("open").replace("consent:\n", "consent:\n  panel: { kk: few, ru: few, en: few }\n")}`;
    expect(described(panel).join()).toContain(
      "access: must not be `open` for a panel, which is a closed group: give codes",
    );
  });
});
