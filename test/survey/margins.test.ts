import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { definitionIn } from "../../server/publishing.ts";
import { type Margins, targetsOf } from "../../server/survey/margins.ts";
import { readMargins } from "../../server/survey/margins-reading.ts";
import { describedFault } from "./telling.ts";

const DB = join(import.meta.dirname, "../../db");
const NATIONAL = definitionIn(join(DB, "surveys", "egov-2024.yaml"));
const SHIPPED = readFileSync(join(DB, "margins", "egov-2024.yaml"), "utf8");
const FILES = readdirSync(join(DB, "margins"));

function read(yaml: string, file = "egov-2024.yaml"): Margins | readonly string[] {
  const found = readMargins(file, yaml, NATIONAL);
  return "margins" in found ? found.margins : found.faults.map(describedFault);
}

/** The shipped file with one place broken: its single fault, without file and column, and the line it should be on. */
function faultOf(found: string, replacement: string): string {
  expect(SHIPPED).toContain(found);
  const broken = SHIPPED.replace(found, `${replacement} # here`);
  const faults = read(broken);
  if (!Array.isArray(faults)) throw new Error("no fault");
  expect(faults).toHaveLength(1);
  const line = broken.split("\n").findIndex((text) => text.includes("# here")) + 1;
  const [, at, , ...words] = String(faults[0]).split(":");
  expect(Number(at)).toBe(line);
  return words.join(":").trim();
}

test.each(FILES)("%s fits its survey", (file) => {
  const definition = definitionIn(join(DB, "surveys", file));
  const found = readMargins(file, readFileSync(join(DB, "margins", file), "utf8"), definition);
  expect("faults" in found ? found.faults.map(describedFault) : []).toEqual([]);
});

test("the national margins are the published ones: 37.63% rural, 48.16% men, 13 regions as one", () => {
  const margins = read(SHIPPED);
  if (!("margins" in margins)) throw new Error("faulty");
  expect(margins.margins.map(({ question }) => question)).toEqual(["region", "settlement", "sex"]);
  const [region, settlement, sex] = margins.margins.map(targetsOf);
  expect(region?.at(-1)).toBeCloseTo(9_135_652 / 20_159_707, 12);
  expect(settlement?.[1]).toBeCloseTo(7_586_070 / 20_159_707, 12);
  expect(sex?.[0]).toBeCloseTo((3_640_063 + 1_511_832 + 870_738) / (6_022_633 + 6_482_528), 12);
  for (const targets of [region, settlement, sex])
    expect(targets?.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
  expect(margins["left-out"].map(({ what }) => what["en"])).toContain("Age");
});

test.each([
  [
    "- question: sex",
    "- question: sexx",
    "margin sexx, question: `sexx` is no question of this survey: did you mean `sex`?",
  ],
  [
    "- question: sex",
    "- question: timeliness",
    "margin timeliness, question: must be a question of kind `one`, and is of kind `scale`",
  ],
  ["options: [shymkent]", "options: [shimkent]", undefined],
  [
    "total: 12505161",
    "total: 12505162",
    "margin sex, total: is 12505162, and the counts of the groups add up to 12505161: 1 are missing",
  ],
  [
    "{ id: female, options: [female], count: 6482528 }",
    "{ id: male, options: [female], count: 6482528 }",
    "margin sex, group male, id: `male` is the id of a group above",
  ],
  [
    "{ id: female, options: [female], count: 6482528 }",
    "{ id: female, options: [female], count: 6482528, into: men }",
    "margin sex, group female, into: must be the id of another group of this margin: `male`",
  ],
])("%s for %s is refused in its place", (found, replacement, fault) => {
  if (fault !== undefined) expect(faultOf(found, replacement)).toBe(fault);
  else {
    const faults = read(SHIPPED.replace(found, replacement));
    expect(faults).toEqual([
      expect.stringMatching(/margin region, groups: leave out `shymkent`: put each into a group, or into `outside`/),
      expect.stringMatching(
        /group shymkent, option no. 1: `shimkent` is no option of `region`: did you mean `shymkent`\?/,
      ),
    ]);
  }
});

test("an option in two groups, a text in a language too few and a wrong name are all told at once", () => {
  const broken = SHIPPED.replace("options: [female]", "options: [female, male]")
    .replace('en: "adults aged 18 to 74"', "de: Erwachsene")
    .replace("survey: egov-2024", "survey: egov-2025");
  const faults = read(broken);
  if (!Array.isArray(faults)) throw new Error("no fault");
  const text = faults.join("\n");
  expect(text).toContain("survey: must be the file's name: call the file `egov-2025.yaml`");
  expect(text).toContain("`male` has a place above already");
  expect(text).toContain("universe, en: is missing: add the text in `en`");
  expect(text).toContain("universe, de: is no language of this survey");
  expect(text).toContain("several options as one need a name of their own");
});

test("counts and shares are not mixed in a margin", () => {
  expect(read(SHIPPED.replace("options: [female], count: 6482528", "options: [female], share: 0.5"))).toEqual([
    "egov-2024.yaml:61:5: margin sex, groups: need a `count` each, or a `share` each, and not both",
  ]);
});

test("shares add up to 1, rounded ones nearly", () => {
  const shared = (male: number, female: number) =>
    `survey: egov-2024
margins:
  - question: sex
    universe: { kk: a, ru: a, en: a }
    source: { kk: a, ru: a, en: a }
    date: "2024-07-01"
    groups:
      - { id: male, options: [male], share: ${male} }
      - { id: female, options: [female], share: ${female} }
`;
  const margins = read(shared(0.482, 0.517));
  if (!("margins" in margins)) throw new Error(String(margins));
  expect(margins.margins.map(targetsOf)[0]?.[0]).toBeCloseTo(0.482 / 0.999, 12);
  expect(read(shared(0.48, 0.5))).toEqual([
    expect.stringContaining("have shares that add up to 0.98, and must add up to 1"),
  ]);
});

test("what is no YAML, or of another shape, is told like a definition's faults", () => {
  expect(read("margins: [")).toEqual([expect.stringMatching(/^egov-2024.yaml:\d+:\d+: YAML: /)]);
  expect(read("survey: egov-2024\nmargins: []\n")).toEqual(["egov-2024.yaml:2:10: margins: needs a margin at least"]);
  expect(read("survey: egov-2024\nmargin: []\n")).toContainEqual(expect.stringMatching(/did you mean `margins`/));
});
