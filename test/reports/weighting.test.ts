import { describe, expect, test } from "vitest";
import type { Response } from "../../server/records/response.ts";
import { shuffled } from "../../server/records/world.ts";
import { cleaningRule, STUDY } from "../../server/reports/cleaning.ts";
import { type Report, reportOn } from "../../server/reports/report.ts";
import type { Answers } from "../../server/survey/answer.ts";
import { wrong } from "../../server/survey/finding.ts";
import type { Margins } from "../../server/survey/margins.ts";
import type { MarginsRead } from "../../server/survey/margins-reading.ts";
import { seededRandom } from "../attack/seeded-random.ts";
import { aDefinition, words } from "../support/definitions.ts";
import { aResponse, published, reading, times } from "./made.ts";

const one = (id: string, options: readonly string[]) => ({
  kind: "one" as const,
  id,
  text: words(id),
  options: options.map((option) => ({ id: option, label: words(option) })),
});

const definition = aDefinition({
  pages: [
    {
      id: "all",
      title: words("All"),
      questions: [
        one("place", ["city", "town", "village"]),
        one("sex", ["male", "female"]),
        one("drink", ["tea", "kumis", "water"]),
        { ...one("with", ["milk", "sugar"]), kind: "several" },
        {
          kind: "scale",
          id: "liking",
          text: words("liking"),
          from: 1,
          to: 5,
          labels: { 1: words("low"), 5: words("high") },
        },
        { kind: "number", id: "cups", text: words("cups"), min: 0, max: 50, whole: true },
      ],
    },
  ],
});

function margins(rest: Partial<Margins> = {}): MarginsRead {
  const told = { universe: words("adults"), source: words("a census"), date: "2024-01-01", outside: [] };
  const of = (question: string, groups: readonly (readonly [string, readonly string[], number, string?])[]) => ({
    ...told,
    question,
    groups: groups.map(([id, options, share, into]) => ({
      id,
      options: [...options],
      share,
      ...(into ? { into } : {}),
    })),
  });
  return {
    margins: {
      survey: definition.id,
      least: 1,
      margins: [
        of("place", [
          ["urban", ["city", "town"], 0.6],
          ["rural", ["village"], 0.4, "urban"],
        ]),
        of("sex", [
          ["male", ["male"], 0.48],
          ["female", ["female"], 0.52],
        ]),
      ],
      watched: [],
      "left-out": [],
      ...rest,
    },
  };
}

/** 400 people with an urban bias, some of whom skip something. */
const PEOPLE: readonly Answers[] = Array.from({ length: 400 }, (_, i) => ({
  ...(i % 37 === 0 ? {} : { place: i % 10 === 0 ? "village" : i % 3 === 0 ? "town" : "city" }),
  sex: (i * 7) % 10 < 6 ? "male" : "female",
  drink: i % 10 === 0 ? (i % 20 === 0 ? "kumis" : "tea") : i % 4 === 0 ? "kumis" : "tea",
  ...(i % 5 === 0 ? {} : { with: i % 2 === 0 ? ["milk"] : ["milk", "sugar"], liking: 1 + ((i * i) % 5), cups: i % 7 }),
}));

function report(
  people: readonly Answers[],
  read: MarginsRead | undefined,
  rule = STUDY,
  more: readonly Response[] = [],
) {
  const responses = [...people.map((answers) => aResponse(definition, answers)), ...more];
  return reportOn(reading(responses), published(definition), { rule, now: new Date(0), margins: read });
}

/** The formulas written out once more, person by person. */
function byHand(people: readonly Answers[]) {
  const weights = people.map(() => 1);
  const targets: readonly (readonly [(answers: Answers) => boolean | undefined, number])[][] = [
    [
      [({ place }) => (place === undefined ? undefined : place !== "village"), 0.6],
      [({ place }) => (place === undefined ? undefined : place === "village"), 0.4],
    ],
    [
      [({ sex }) => sex === "male", 0.48],
      [({ sex }) => sex === "female", 0.52],
    ],
  ];
  const sum = (of: (answers: Answers, at: number) => boolean) =>
    people.reduce((all, answers, at) => all + (of(answers, at) ? (weights[at] ?? 0) : 0), 0);
  for (let sweep = 0; sweep < 200; sweep += 1)
    for (const groups of targets) {
      const known = sum((answers) => groups[0]?.[0](answers) !== undefined);
      for (const [isIn, share] of groups) {
        const factor = (share * known) / sum((answers) => isIn(answers) === true);
        for (const [at, answers] of people.entries())
          if (isIn(answers) === true) weights[at] = (weights[at] ?? 0) * factor;
      }
    }
  const mean = weights.reduce((all, weight) => all + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}

function option(made: Report, question: string, id: string) {
  const found = made.questions[question];
  if (!found || !("options" in found) || !found.options[id]) throw new Error(`no option ${id}`);
  return found.options[id];
}

const kinds = (made: Report) => made.weighting?.notes.map(({ kind }) => kind);

describe("weights", () => {
  test("are those of the formulas, and so are shares, errors and sizes", async () => {
    const made = await report(PEOPLE, margins());
    const weights = byHand(PEOPLE);
    const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
    expect(made.weights).toMatchObject({ method: "raking", converged: true, n: 400 });
    expect(made.weights?.n_effective).toBeCloseTo(400 ** 2 / squares, 5);
    expect(made.weights?.design_effect).toBeCloseTo(squares / 400, 6);
    expect(made.weights?.max).toBeCloseTo(Math.max(...weights), 6);
    expect(made.weights?.min).toBeCloseTo(Math.min(...weights), 6);

    const kumis = PEOPLE.map(({ drink }) => (drink === "kumis" ? 1 : 0));
    const p = kumis.reduce<number>((sum, y, at) => sum + y * (weights[at] ?? 0), 0) / 400;
    const se =
      Math.sqrt((400 / 399) * kumis.reduce<number>((sum, y, at) => sum + (weights[at] ?? 0) ** 2 * (y - p) ** 2, 0)) /
      400;
    const { weighted } = option(made, "drink", "kumis");
    expect(weighted?.share).toBeCloseTo(p, 7);
    expect(weighted?.se).toBeCloseTo(se, 7);
    const n = (p * (1 - p)) / se ** 2;
    const centre = (p + 1.959964 ** 2 / (2 * n)) / (1 + 1.959964 ** 2 / n);
    expect(((weighted?.low ?? 0) + (weighted?.high ?? 0)) / 2).toBeCloseTo(centre, 6);
  });

  test("keep the contract's keys, and the margins hold", async () => {
    const made = await report(PEOPLE, margins());
    expect(Object.keys(made.weights ?? {})).toEqual(
      "method margins iterations converged n n_effective design_effect min max".split(" "),
    );
    expect(Object.keys(option(made, "drink", "tea").weighted ?? {})).toEqual(["share", "low", "high", "se"]);
    expect(option(made, "place", "village").weighted?.share).toBeCloseTo(0.4, 7);
    expect(option(made, "sex", "male").weighted?.share).toBeCloseTo(0.48, 7);
    expect(made.weights?.margins[0]).toMatchObject({ question: "place", missing: 11 });
    expect(made.weights?.margins[0]?.groups.map(({ id, n }) => [id, n])).toEqual([
      ["urban", 351],
      ["rural", 38],
    ]);
  });

  test("leave counts and unweighted figures as they are without margins", async () => {
    const [without, withMargins] = [await report(PEOPLE, undefined), await report(PEOPLE, margins())];
    expect(without.weights).toBeNull();
    expect(without.weighting).toBeNull();
    expect(option(without, "drink", "tea").weighted).toBeNull();
    const { weighted: _, ...plain } = option(withMargins, "drink", "tea");
    expect(option(without, "drink", "tea")).toEqual({ ...plain, weighted: null });
    expect(without.segments.map(({ range }) => range)).toEqual(withMargins.segments.map(({ range }) => range));
  });

  test("reach several answers, scales, numbers and segments", async () => {
    const made = await report(PEOPLE, margins());
    expect(option(made, "with", "milk").weighted).toMatchObject({ share: 1, se: 0, high: 1 });
    const { liking, cups } = made.questions;
    expect(liking && "top_two" in liking && liking.top_two?.points).toEqual(["4", "5"]);
    expect(liking && "weighted" in liking && liking.weighted?.se).toBeGreaterThan(0);
    expect(cups && "weighted" in cups && cups.weighted?.mean).toBeGreaterThan(0);
    expect(liking?.weighted_base?.n_effective).toBeLessThan(320);
    const bySex = made.segments.find(({ by, option: id }) => by === "sex" && id === "kumis");
    expect(bySex?.weighted?.highest.n_effective).toBeLessThan(bySex?.weighted?.highest.n ?? 0);
    expect(bySex?.weighted?.test).toMatchObject({ method: "rao-scott" });
  });

  test("are of the responses that the cleaning rule keeps", async () => {
    const fast = times(50, aResponse(definition, { place: "village", sex: "female" }, { flags: ["too_fast"] }));
    expect((await report(PEOPLE, margins(), STUDY, fast)).weights?.n).toBe(400);
    const all = await report(PEOPLE, margins(), cleaningRule("none"), fast);
    expect(all.weights?.n).toBe(450);
    expect(all.weights?.margins[0]?.groups.map(({ n }) => n)).toEqual([351, 88]);
  });
});

describe("what stands in the way is told, and nothing is weighted", () => {
  const nothing = (made: Report) => {
    expect(made.weights).toBeNull();
    expect(option(made, "drink", "tea").weighted).toBeNull();
  };

  test("a group in which nobody answered", async () => {
    const men = PEOPLE.map((answers) => ({ ...answers, sex: "male" }));
    const made = await report(men, margins());
    nothing(made);
    expect(made.weighting?.notes).toContainEqual({
      kind: "empty",
      margin: "sex",
      groups: [{ group: "female" }],
    });
  });

  test("a file with a fault", async () => {
    const fault = { file: "tea.yaml", line: 3, column: 1, place: [], reason: wrong("no-total") };
    const made = await report(PEOPLE, { faults: [fault] });
    nothing(made);
    expect(made.weighting?.notes).toEqual([{ kind: "faulty", faults: [fault] }]);
  });

  test("no responses", async () => {
    const made = await report([], margins());
    expect(made.weights).toBeNull();
    expect(kinds(made)).toEqual(["nobody"]);
  });

  test("margins that cannot hold together: the raking is told, no share is weighted", async () => {
    const bound = PEOPLE.map((answers) => ({
      ...answers,
      sex: answers["place"] === "village" ? "female" : "male",
      place: answers["place"] ?? "city",
    }));
    const made = await report(bound, margins());
    expect(made.weights).toMatchObject({ converged: false, iterations: 1000 });
    expect(kinds(made)).toContain("not-converged");
    expect(option(made, "drink", "tea").weighted).toBeNull();
  });
});

describe("what makes weights doubtful is told", () => {
  test("large weights, a large design effect, and what trimming would do", async () => {
    const few = PEOPLE.map((answers, i) => ({ ...answers, place: i % 100 === 0 ? "village" : "city" }));
    const made = await report(few, margins());
    expect(kinds(made)).toEqual(["large-weight", "large-design-effect"]);
    expect(made.weighting?.trimmed).toMatchObject({ cap: 5, at_cap: 4 });
    expect(made.weighting?.trimmed?.design_effect).toBeLessThan(made.weights?.design_effect ?? 0);
    expect(made.weighting?.trimmed?.departure).toBeGreaterThan(0.1);
  });

  test("many who did not answer a margin's question", async () => {
    const silent = PEOPLE.map(({ sex, ...answers }, i) => (i % 4 === 0 ? answers : { ...answers, sex: sex ?? "male" }));
    expect((await report(silent, margins())).weighting?.notes).toContainEqual({
      kind: "missing",
      margin: "sex",
      n: 100,
      of: 400,
    });
  });

  test("a group too small is joined to the one it names, or told", async () => {
    const joined = await report(PEOPLE, margins({ least: 40 }));
    expect(joined.weighting?.notes).toContainEqual({
      kind: "joined",
      margin: "place",
      group: "rural",
      n: 38,
      into: "urban",
    });
    expect(joined.weights?.converged).toBe(true);
    const told = await report(PEOPLE, margins({ least: 390 }));
    expect(kinds(told)).toContain("few");
  });
});

test("a report is the same to the last digit in whatever order the rows lie: their keys are drawn anew at every release", async () => {
  const random = seededRandom("the order of the rows");
  const responses = PEOPLE.map((answers, at) => ({
    ...aResponse(definition, answers),
    language: ["kk", "ru", "en"][at % 3] ?? "kk",
    month: at % 5 === 0 ? "2024-09" : "2024-10",
    duration: at % 11 === 0 ? null : 100 + ((at * 37) % 291) + (at === 77 ? 4000.5 : 0.1),
    flags: at % 13 === 0 ? (["too_fast"] as const) : [],
  }));
  const made = async (rows: readonly Response[]) => {
    const request = { rule: STUDY, now: new Date(0), margins: margins(), by: "place" };
    return JSON.stringify(await reportOn(reading(rows), published(definition), request));
  };
  const first = await made(responses);
  expect(JSON.parse(first).weights.converged).toBe(true);
  // Not toBe: a difference would print two whole reports.
  for (let order = 0; order < 25; order += 1) expect((await made(shuffled(responses, random))) === first).toBe(true);
});
