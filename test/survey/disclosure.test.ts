import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { type disclosureShape, keysFor, type ReleaseKind } from "../../server/survey/disclosure.ts";
import { readDefinition } from "../../server/survey/reading.ts";
import { aDefinition, everyKindDefinition, words, yamlOf } from "../support/definitions.ts";
import { faultsOf } from "./spoiling.ts";

type Written = z.input<typeof disclosureShape>;

const group = (id: string, ...options: string[]) => ({ id, label: words(id), options });

/** Four ways of travelling, two of them without a fare. */
const TRAVEL = {
  question: "way",
  recodings: [
    { id: "three", groups: [group("on-foot", "foot"), group("two-wheels", "cycle"), group("by-motor", "bus", "car")] },
    { id: "two", groups: [group("by-oneself", "foot", "cycle"), group("by-motor", "bus", "car")] },
  ],
};

const pages = [
  {
    id: "all",
    title: words("All"),
    questions: [
      { kind: "one" as const, id: "way", text: words("How?"), options: optionsOf("foot", "cycle", "bus", "car") },
      { kind: "several" as const, id: "with", text: words("With?"), options: optionsOf("dog", "child") },
      { kind: "one" as const, id: "mood", text: words("Mood?"), options: optionsOf("good", "bad") },
      { kind: "text" as const, id: "why", text: words("Why?"), max: 100 },
      { kind: "number" as const, id: "age", text: words("Age?"), min: 0, max: 120 },
    ],
  },
];

function optionsOf(...ids: string[]) {
  return ids.map((id) => ({ id, label: words(id) }));
}

function said(disclosure: Written, rest: Parameters<typeof aDefinition>[0] = {}): readonly string[] {
  const yaml = yamlOf({ ...aDefinition({ pages, headline: "way", ...rest }), disclosure } as ReturnType<
    typeof aDefinition
  >);
  return faultsOf(yaml).map(({ place, reason }) => `${place}: ${reason}`);
}

describe("what a definition says of disclosure", () => {
  test("is read", () => {
    expect(
      said({ keys: [TRAVEL, { question: "with", kinds: ["public"] }], sensitive: ["mood"], "not-public": ["why"] }),
    ).toEqual([]);
    expect(said({ keys: [] })).toEqual([]);
  });

  test.each<readonly [string, Written, string]>([
    [
      "an unknown key",
      { keys: [{ question: "wy" }] },
      "disclosure, key wy, question: `wy` is no question of this survey: did you mean `way`?",
    ],
    [
      "a key twice",
      { keys: [{ question: "way" }, { question: "way" }] },
      "disclosure, key way, question: is a key already",
    ],
    [
      "open text as a key",
      { keys: [{ question: "why" }] },
      "disclosure, key why, question: is of kind `text` and cannot be a key: open text never leaves with a release anyhow",
    ],
    [
      "a number as a key",
      { keys: [{ question: "age" }] },
      "disclosure, key age, question: is of kind `number` and cannot be a key: ask in bands instead, or every number is a class of its own",
    ],
    [
      "a recoding of several answers",
      { keys: [{ question: "with", recodings: [{ id: "r", groups: [group("a", "dog"), group("b", "child")] }] }] },
      "disclosure, key with, recodings: needs a question of kind `one`",
    ],
    [
      "a key that is sensitive",
      { keys: [{ question: "mood" }], sensitive: ["mood"] },
      "disclosure, sensitive, entry no. 1: is a key, too: what others know of a person is no secret to keep",
    ],
    [
      "sensitive text",
      { keys: [], sensitive: ["why"] },
      "disclosure, sensitive, entry no. 1: is of kind `text`, whose answers cannot be counted against each other",
    ],
    [
      "an unknown question left out",
      { keys: [], "not-public": ["moood"] },
      "disclosure, not-public, entry no. 1: `moood` is no question of this survey: did you mean `mood`?",
    ],
    [
      "a question left out twice",
      { keys: [], "not-public": ["mood", "mood"] },
      "disclosure, not-public, entry no. 2: is named twice",
    ],
  ])("is not %s", (_what, disclosure, fault) => {
    expect(said(disclosure)).toEqual([fault]);
  });

  test.each([
    [
      "leaves nobody out",
      [group("slow", "foot", "cycle"), group("fast", "bus")],
      "leaves out `car`: every option has a group",
    ],
    [
      "has no option twice",
      [group("slow", "foot", "cycle", "bus"), group("fast", "bus", "car")],
      "`bus` is in a group already",
    ],
    [
      "knows its options",
      [group("slow", "foot", "cycle"), group("fast", "bus", "car", "aeroplane")],
      "`aeroplane` is no option of `way`",
    ],
    [
      "joins something",
      [group("a", "foot"), group("b", "cycle"), group("c", "bus"), group("d", "car")],
      "joins nothing: there are as many groups as options",
    ],
  ])("a recoding %s", (_what, groups, reason) => {
    expect(said({ keys: [{ question: "way", recodings: [{ id: "r", groups }] }] })).toEqual([
      expect.stringMatching(new RegExp(`^disclosure, key way, recoding r.*: ${reason}$`)),
    ]);
  });

  test("joins whole groups of a finer recoding", () => {
    const torn = { id: "torn", groups: [group("a", "foot", "bus"), group("b", "cycle", "car")] };
    expect(said({ keys: [{ ...TRAVEL, recodings: [...TRAVEL.recodings, torn] }] })).toHaveLength(2);
  });

  test("has no place in a panel", () => {
    const { sections } = aDefinition().consent;
    const panel = {
      panel: true as const,
      access: "codes" as const,
      eligibility: {},
      consent: { sections, panel: words("So few.") },
    };
    expect(said({ keys: [] }, panel)).toEqual([
      "disclosure: has no place in a panel: its answers never leave as data, so leave this out",
    ]);
  });

  test("says its groups in every language", () => {
    const yaml = yamlOf(
      aDefinition({ pages, headline: "way", disclosure: { keys: [TRAVEL], sensitive: [], "not-public": [] } }),
    ).replace(/ +kk: two-wheels \(kk\)\n/, "");
    expect(faultsOf(yaml).map(({ place }) => place)).toEqual([
      "disclosure, key way, recoding three, group two-wheels, label, kk",
    ]);
  });

  test("is nothing where a definition says nothing", () => {
    const bare = readDefinition("every-kind.yaml", yamlOf(everyKindDefinition()));
    expect("definition" in bare && bare.definition.disclosure).toBeUndefined();
  });
});

test("the keys of a kind of release", () => {
  const disclosure = {
    keys: [{ question: "a" }, { question: "b", kinds: ["scientific" as const] }, { question: "c" }],
    sensitive: [],
    "not-public": ["c"],
  };
  const named = (kind: ReleaseKind) => keysFor(disclosure, kind).map(({ question }) => question);
  expect([named("internal"), named("scientific"), named("public")]).toEqual([["a", "c"], ["a", "b", "c"], ["a"]]);
});
