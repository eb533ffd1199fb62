import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wrong } from "../../server/survey/finding.ts";
import { readDefinition } from "../../server/survey/reading.ts";
import { everyKindDefinition, smallDefinition, yamlOf } from "../support/definitions.ts";
import { described, expectFault, faultsOf, spoiled } from "./spoiling.ts";
import { describedFault } from "./telling.ts";

describe("a good file", () => {
  test("is read as the definition it holds", () => {
    expect(readDefinition("db/surveys/tea-survey.yaml", yamlOf(smallDefinition()))).toEqual({
      definition: smallDefinition(),
    });
    expect(readDefinition("every-kind.yaml", yamlOf(everyKindDefinition()))).toEqual({
      definition: everyKindDefinition(),
    });
  });

  test("may leave `whole` and `eligibility` out", () => {
    const short = spoiled("        whole: true\n", "").replace(/^eligibility:\n( .*\n)+/m, "");
    const result = readDefinition("tea-survey.yaml", short);
    expect(result).toMatchObject({ definition: { eligibility: {} } });
    expect(result).toMatchObject({ definition: { pages: [{}, {}, { questions: [{ whole: true }, {}] }] } });
  });

  test("may be written with Windows line ends, comments and a byte order mark", () => {
    const yaml = `\ufeff# Tea\r\n${yamlOf(smallDefinition()).replaceAll("\n", "\r\n")}`;
    expect(readDefinition("tea-survey.yaml", yaml)).toEqual({ definition: smallDefinition() });
  });
});

describe("a text that is no YAML", () => {
  test("is refused with the line of the slip", () => {
    expect(described("id: tea\ntitle: one: two\n", "f.yaml")).toEqual([
      "f.yaml:2:8: YAML: cannot be read: “Nested mappings are not allowed in compact mappings”: put a text that holds `: ` in quotes",
    ]);
  });

  test("is told of every slip", () => {
    expect(faultsOf("a: @b\nc: 1\nd: @e\n").map((fault) => fault.line)).toEqual([1, 3]);
  });

  test("may not be indented with tabs", () => {
    expect(described("id: tea\ntitle:\n\tkk: Шай\n", "f.yaml")[0]).toBe(
      "f.yaml:3:1: YAML: indent with spaces, not with tabs",
    );
  });

  test("holds one document only", () => {
    const two = `${yamlOf(smallDefinition())}---\nid: other\n`;
    const line = two.split("\n").indexOf("---") + 1;
    expect(described(two)).toEqual([
      `tea-survey.yaml:${line}:1: YAML: a file holds one definition: take the second document (after \`---\`) out`,
    ]);
  });

  test("is refused when it is empty or no map", () => {
    expect(described("", "f.yaml")).toEqual(["f.yaml:1:1: definition: is empty: begin with `id`"]);
    expect(described("# nothing\n", "f.yaml")).toEqual(["f.yaml:1:1: definition: is empty: begin with `id`"]);
    expect(described("- id: tea\n", "f.yaml")).toEqual(["f.yaml:1:1: definition: must be a map of keys and values"]);
  });
});

describe("YAML that a definition does without", () => {
  test("aliases and anchors, a few lines of which can unfold to gigabytes", () => {
    const laughs = [
      "a: &a [ha, ha]",
      ...["b", "c", "d", "e", "f", "g", "h", "i", "j"].map(
        (key, at) => `${key}: &${key} [${`*${"abcdefghi"[at]},`.repeat(9)}]`,
      ),
    ];
    const faults = faultsOf(laughs.join("\n"), "f.yaml");
    expect(faults[0]).toMatchObject({
      line: 1,
      place: "a",
      reason: "carries the anchor `&a`: take it out, anchors are not allowed",
    });
    expect(faults).toContainEqual(
      expect.objectContaining({
        line: 2,
        place: "b, entry no. 1",
        reason: "refers to `*a`: write it out, aliases are not allowed",
      }),
    );
  });

  test.each(["constructor", "toString", "__proto__"])("under a key that every object knows: %s", (key) => {
    expect(faultsOf(`${key}: [&a x]`, "f.yaml").map(({ place }) => place)).toContain(`${key}, entry no. 1`);
  });

  test("what the parser says of a long word is cut short", () => {
    const [fault] = faultsOf(`minutes: |${"y".repeat(3000)}`, "f.yaml");
    expect(fault?.reason).toContain("y".repeat(50));
    expect(fault?.reason.length).toBeLessThan(400);
  });

  test("an anchor alone", () => {
    expectFault(
      "minutes: 3",
      "minutes: &m 3 # here",
      "minutes: carries the anchor `&m`: take it out, anchors are not allowed",
    );
  });

  test("tags", () => {
    expectFault(
      "minutes: 3",
      "minutes: !!int 3 # here",
      "minutes: carries the tag `tag:yaml.org,2002:int`: take it out, tags are not allowed",
    );
    expectFault(
      "access: sign-in",
      "access: !env sign-in # here",
      "access: carries the tag `!env`: take it out, tags are not allowed",
    );
  });

  test("keys that are no words", () => {
    expect(described("? [a, b]\n: c\n", "f.yaml")).toEqual(["f.yaml:1:1: definition: holds a key that is no word"]);
  });

  test("the same key twice, even where one is in quotes", () => {
    expectFault("minutes: 3", "minutes: 3\nminutes: 4 # here", "minutes: is given twice in the same map: keep one");
    const fifth = spoiled(
      '          "5":\n',
      '          5:\n            kk: a\n            ru: b\n            en: c\n          "5": # here\n',
    );
    expect(described(fifth)).toEqual([
      expect.stringContaining("page habits, question strength, labels, 5: is given twice"),
    ]);
  });

  test("YAML 1.1, in which `no` is not a word", () => {
    expect(readDefinition("tea-survey.yaml", `%YAML 1.1\n---\n${yamlOf(smallDefinition())}`)).toEqual({
      definition: smallDefinition(),
    });
  });

  test.each(["[", "{a: ", "- ", "? "])("depth without end: %s", (opening) => {
    expect(described(opening.repeat(20_000), "f.yaml")).toEqual(["f.yaml:1:1: YAML: is nested deeper than 64 levels"]);
  });

  test("length without end", () => {
    expect(described(`a: ${"b".repeat(2_000_000)}`, "f.yaml")).toEqual([
      "f.yaml:1:1: YAML: is longer than 2000000 characters",
    ]);
  });
});

describe("a wrong shape is told in sentences that say what to do", () => {
  test.each([
    ["minutes: 3", "minutes: three # here", "minutes: must be a whole number"],
    ["minutes: 3", 'minutes: "3" # here', "minutes: must be a whole number: write it without quotes"],
    ["minutes: 3", "minutes: 2.5 # here", "minutes: must be a whole number"],
    ["minutes: 3", "minutes: 0 # here", "minutes: must be at least 1"],
    ["minutes: 3", "minutes: 500 # here", "minutes: must be at most 120"],
    ["minutes: 3", "minutes: # here", "minutes: is empty: must be a whole number"],
    ["number: 12-3", "number: 12 # here", 'ethics, number: must be a text: put it in quotes, "12"'],
    ["date: 2024-08-15", "date: 15.08.2024 # here", "ethics, date: must be a date like 2024-09-01"],
    ["email: tea@example.kz", "email: tea # here", "controller, email: must be an e-mail address like name@example.kz"],
    ["drafts: 7", "drafts: 30 # here", "retention, drafts: must be `7`"],
    ["access: sign-in", "access: anybody # here", "access: must be one of `sign-in`, `codes`, `open`"],
    ["    - KZ", "    - kz # here", "eligibility, residence, entry no. 1: must be a country code like KZ"],
    ["optional: true", "optional: false # here", "page about-you, optional: must be `true`, or leave `optional` out"],
    [
      "id: strength",
      "id: Strength # here",
      "page habits, question Strength, id: must be lower-case letters, digits and single hyphens",
    ],
    ["id: strength", "id: 5 # here", 'page habits, question no. 2, id: must be a text: put it in quotes, "5"'],
    [
      "id: strength",
      `id: ${"s".repeat(41)} # here`,
      `page habits, question ${"s".repeat(41)}, id: must be at most 40 characters long`,
    ],
    [
      "id: strength",
      "id: constructor # here",
      "page habits, question constructor, id: must not be `constructor`: choose another id",
    ],
    ["en: Cups a day?", 'en: " " # here', "page about-you, question cups, text, en: must not be empty"],
    ["max: 500", "max: 50000 # here", "page about-you, question comment, max: must be at most 5000"],
    ["whole: true", "whole: maybe # here", "page about-you, question cups, whole: must be `true` or `false`"],
    [
      "excludes: true",
      "excludes: yes # here",
      "page habits, question taken-with, option nothing, excludes: must be `true`, or leave `excludes` out",
    ],
  ])("%s -> %s", (found, replacement, fault) => expectFault(found, replacement, fault));

  test.each([
    [
      "- kind: number\n        id: cups\n",
      "- kind: number # here\n",
      "page about-you, question no. 1, id: is missing: add `id`",
    ],
    ["  - id: about-you\n    title:\n", "  - title: # here\n", "page no. 3, id: is missing: add `id`"],
    ["id: tea-survey\n", "", "id: is missing: add `id`"],
    [
      "        min: 0\n        max: 40\n        whole: true\n",
      "        max: 40\n",
      "page about-you, question cups, min: is missing: add `min`",
    ],
    ["access: sign-in\n", "", "access: is missing: add `access`"],
  ])("a missing key points at the map that lacks it: %j", (found, replacement, fault) => {
    const yaml = spoiled(found, replacement);
    const map = fault.startsWith("page about-you")
      ? "- kind: number"
      : fault.startsWith("page no. 3")
        ? "- title:"
        : "id: tea-survey";
    const line =
      Math.max(
        yaml.split("\n").findIndex((text) => text.includes(map)),
        0,
      ) + 1;
    expect(faultsOf(yaml).map((found) => `${found.line}: ${found.place}: ${found.reason}`)).toEqual([
      `${line}: ${fault}`,
    ]);
  });

  test.each([
    ["minutes: 3", "minuts: 3 # here", "minuts: is an unknown key: did you mean `minutes`?"],
    [
      "optional: true",
      "optionel: true # here",
      "page about-you, optionel: is an unknown key: did you mean `optional`?",
    ],
    ["drafts: 7", "drafts: 7\n  draft: 7 # here", "retention, draft: is an unknown key: did you mean `drafts`?"],
    [
      "excludes: true",
      "exclude: true # here",
      "page habits, question taken-with, option nothing, exclude: is an unknown key: did you mean `excludes`?",
    ],
    // `options` is known to other kinds, not to this one.
    [
      "whole: true",
      "options: [] # here",
      "page about-you, question cups, options: is an unknown key: known here are `kind`, `id`, `text`, `hint`, `when`, `min`, `max`, `whole`, `unit`",
    ],
    [
      "drafts: 7",
      "drafts: 7\n  zebra: 7 # here",
      "retention, zebra: is an unknown key: known here are `drafts`, `responses`",
    ],
  ])("an unknown key points at itself and names the nearest of that very map: %s", (found, replacement, fault) => {
    const [first] = faultsOf(spoiled(found, replacement)).filter(({ reason }) => reason.includes("unknown key"));
    const line =
      spoiled(found, replacement)
        .split("\n")
        .findIndex((text) => text.includes("# here")) + 1;
    expect(`${first?.line}: ${first?.place}: ${first?.reason}`).toBe(`${line}: ${fault}`);
  });

  test("several unknown keys of one map are told apart", () => {
    const faults = faultsOf(spoiled("drafts: 7", "drafts: 7\n  zebra: 7\n  respones: 5"));
    expect(faults.map((fault) => [fault.place, fault.reason.split(":")[1]?.trim()])).toEqual([
      ["retention, zebra", "known here are `drafts`, `responses`"],
      ["retention, respones", "did you mean `responses`?"],
    ]);
  });

  test("an unknown kind lists the kinds", () => {
    const kinds = "is an unknown kind, the kinds are `one`, `several`, `scale`, `grid`, `number`, `text`";
    expectFault(
      "kind: number",
      "kind: nummer # here",
      `page about-you, question cups, kind: ${kinds}: did you mean \`number\`?`,
    );
    expectFault("kind: number", "kind: slider # here", `page about-you, question cups, kind: ${kinds}`);
    const without = faultsOf(spoiled("- kind: number\n        id: cups", "- id: cups"));
    expect(without.map((fault) => fault.reason)).toEqual([
      `is missing: add \`kind\`, one of ${kinds.slice("is an unknown kind, the kinds are ".length)}`,
    ]);
  });

  test("what is no map where one belongs is said so", () => {
    expectFault(
      "  - id: about-you",
      "  - nothing # here\n  - id: about-you",
      "page no. 3: must be a map of keys and values",
    );
    expect(described(yamlOf(smallDefinition()).replace(/^title:\n( .*\n)+/m, "title: Tea\n"))).toEqual([
      "tea-survey.yaml:6:8: title: must be a text in each language, as in `{ kk: ..., ru: ... }`",
    ]);
  });

  test("lists that need entries say how many", () => {
    const emptied = yamlOf({ ...smallDefinition(), pages: [], consent: { sections: [] }, languages: [] });
    expect(faultsOf(emptied).map((fault) => `${fault.place}: ${fault.reason}`)).toEqual([
      "languages: needs at least 1",
      "consent, sections: needs at least 1",
      "headline: names no question of this survey",
      "pages: needs at least one page",
    ]);
  });
});

describe("all faults come at once", () => {
  const yaml = [
    ["id: tea-survey", "id: tea-survey\ntitel: {}"],
    ["en: Tea in Kazakhstan", "de: Tee in Kasachstan"],
    ["minutes: 3", "minutes: many"],
    ["headline: drinks-tea", "headline: drinks-te"],
    ["id: habits", "id: check"],
    ["      is: yes", "      is: yess"],
    ["id: strength", "id: cups"],
    ["        to: 5", "        to: 0"],
    ["max: 500", "max: 0"],
  ].reduce((text, [found = "", replacement = ""]) => spoiled(found, replacement, text), yamlOf(smallDefinition()));

  test("whatever their sort, in the order of the file", () => {
    expect(described(yaml).map((line) => line.replace(/^tea-survey\.yaml:\d+:\d+: /, ""))).toEqual([
      "titel: is an unknown key: did you mean `title`?",
      "title, en: is missing: add the text in `en`",
      "title, de: is no language of this survey: declared are `kk`, `ru`, `en`",
      "minutes: must be a whole number",
      "headline: names no question of this survey: did you mean `drinks-tea`?",
      "page check, id: is a name Pikir uses itself: choose another id",
      "page check, when, is: `yess` is no option of `drinks-tea`: did you mean `yes`?",
      "page check, question cups, to: must be greater than `from`, which is 1",
      "page about-you, question cups, id: is the id of an earlier question of the survey, too",
      "page about-you, question comment, max: must be at least 1",
    ]);
  });

  test("each on its own line", () => {
    const lines = faultsOf(yaml).map((fault) => fault.line);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
    expect(yaml.split("\n")[(lines[3] ?? 0) - 1]).toBe("minutes: many");
    expect(yaml.split("\n")[(lines.at(-1) ?? 0) - 1]).toBe("        max: 0");
  });
});

describe("a fault", () => {
  test("is described in one line", () => {
    const place = [{ what: "page", id: "tea" }, { word: "title" }];
    const fault = { file: "a.yaml", line: 3, column: 7, place, reason: wrong("missing", { key: "`a`,\n `b`" }) };
    expect(describedFault(fault)).toBe("a.yaml:3:7: page tea, title: is missing: add `a`, `b`");
  });

  test("stays in one line whatever the file calls its keys", () => {
    const lines = described(spoiled("minutes: 3", 'minutes: 3\n"a\\nb\\u001bc": 1'));
    expect(lines).toEqual([
      expect.stringMatching(/^tea-survey\.yaml:19:1: a b c: is an unknown key: known here are `id`,.*$/),
    ]);
  });
});

describe("whatever the text", () => {
  test("reading never throws, and refuses with at least one fault on a line of the file", () => {
    const words = fc.constantFrom(
      "id",
      ":",
      " ",
      "\n",
      "  ",
      "- ",
      "pages",
      "[",
      "]",
      "{",
      "}",
      ",",
      "&a",
      "*a",
      "!t",
      "'",
      '"',
      "|",
      ">",
      "?",
      "#",
      "%",
      "---",
      "...",
      "__proto__",
      "when",
      "1",
      "\t",
    );
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(words, { maxLength: 40 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const faults = faultsOf(text, "f.yaml");
        expect(faults.length).toBeGreaterThan(0);
        const last = text.split(/\n|\r\n?/).length;
        for (const fault of faults) {
          expect(fault.line).toBeGreaterThanOrEqual(1);
          expect(fault.line).toBeLessThanOrEqual(last);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("any one line taken out of a good file gives a definition or faults, never an exception", () => {
    const lines = yamlOf(smallDefinition()).split("\n");
    for (const at of lines.keys()) {
      const result = readDefinition("tea-survey.yaml", lines.filter((_, index) => index !== at).join("\n"));
      if ("faults" in result) expect(result.faults.length).toBeGreaterThan(0);
    }
  });
});
