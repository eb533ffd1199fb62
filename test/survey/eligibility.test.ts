import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Eligibility, type Facts, hasRules, rulesName, unmetRules } from "../../server/survey/eligibility.ts";

const NOON = new Date("2024-10-05T07:00:00Z");

function unmet(rules: Eligibility, facts: Facts, now: Date = NOON) {
  return unmetRules(rules, facts, now);
}

describe("age", () => {
  test.each([
    ["2006-10-04", []],
    ["2006-10-05", []],
    ["2006-10-06", ["age"]],
    ["2007-10-05", ["age"]],
    ["1924-01-01", []],
    // The year alone: told where it decides.
    ["2005", []],
    ["2007", ["age"]],
    ["2006", ["age-unknown"]],
  ])("of whoever was born on %s: %j", (birthdate, expected) => {
    expect(unmet({ age: 18 }, { birthdate })).toEqual(expected);
  });

  test.each([
    undefined,
    "",
    "0000-05-01",
    "0000",
    "2006-13-01",
    "2006-02-30",
    "2023-02-29",
    "05.10.1990",
    "1990-5-1",
    "2050-01-01",
    "abc",
  ])("is not known from %j, and not said to be too low", (birthdate) =>
    expect(unmet({ age: 18 }, { birthdate })).toEqual(["age-unknown"]),
  );

  test("of who was born on 29 February is reached on that day, and on 1 March where there is none", () => {
    const at = (day: string) => unmet({ age: 18 }, { birthdate: "2004-02-29" }, new Date(`${day}T07:00:00Z`));
    expect([at("2022-02-28"), at("2022-03-01")]).toEqual([["age"], []]);
    const leap = (day: string) => unmet({ age: 20 }, { birthdate: "2004-02-29" }, new Date(`${day}T07:00:00Z`));
    expect([leap("2024-02-28"), leap("2024-02-29")]).toEqual([["age"], []]);
  });

  test("is reached when the day begins in Kazakhstan, five hours before it does in Greenwich", () => {
    const facts = { birthdate: "2006-10-05" };
    expect(unmet({ age: 18 }, facts, new Date("2024-10-04T18:59:59Z"))).toEqual(["age"]);
    expect(unmet({ age: 18 }, facts, new Date("2024-10-04T19:00:00Z"))).toEqual([]);
  });

  test("once reached stays reached", () => {
    const day = fc.date({ min: new Date("1920-01-01"), max: new Date("2024-01-01"), noInvalidDate: true });
    const later = fc.integer({ min: 0, max: 40_000 });
    fc.assert(
      fc.property(day, later, later, (born, one, more) => {
        const facts = { birthdate: born.toISOString().slice(0, 10) };
        const at = (days: number) => unmet({ age: 18 }, facts, new Date(born.getTime() + days * 86_400_000)).length;
        expect(at(one + more)).toBeLessThanOrEqual(at(one));
      }),
    );
  });
});

describe("residence", () => {
  test.each(["KZ", "kz", "Kazakhstan", "Казахстан", "Қазақстан", " KZ ", true])("%j is in Kazakhstan", (residence) =>
    expect(unmet({ residence: ["KZ"] }, { residence })).toEqual([]),
  );
  test.each(["DE", "KG", "Kazakh", "KZ, DE", false])("%j is not", (residence) =>
    expect(unmet({ residence: ["KZ"] }, { residence })).toEqual(["residence"]),
  );
  test("may be in any of several countries, and is not known where nothing is said", () => {
    expect(unmet({ residence: ["KZ", "KG"] }, { residence: "Kyrgyzstan" })).toEqual([]);
    expect(unmet({ residence: ["KZ"] }, {})).toEqual(["residence-unknown"]);
    expect(unmet({ residence: ["KZ"] }, { residence: " " })).toEqual(["residence-unknown"]);
  });
});

describe("the last sign-in", () => {
  const at = (day: string) => unmet({ active: 12 }, { lastSignIn: new Date(day) });
  test("counts for twelve months to the day, as the day is in Kazakhstan", () => {
    // Almaty was six hours ahead until March 2024.
    expect([at("2023-10-05"), at("2023-10-04T18:00:00Z"), at("2023-10-04T17:59:59Z")]).toEqual([[], [], ["active"]]);
  });
  test("months before the end of a month end with the month they come to", () => {
    const march = new Date("2024-03-31T07:00:00Z");
    const facts = (day: string) => ({ lastSignIn: new Date(`${day}T07:00:00Z`) });
    expect(unmet({ active: 1 }, facts("2024-02-29"), march)).toEqual([]);
    expect(unmet({ active: 1 }, facts("2024-02-28"), march)).toEqual(["active"]);
    expect(unmet({ active: 13 }, facts("2023-02-28"), march)).toEqual([]);
  });
  test("is not known where nothing is said, or no time", () => {
    expect(unmet({ active: 12 }, {})).toEqual(["active-unknown"]);
    expect(unmet({ active: 12 }, { lastSignIn: new Date("never") })).toEqual(["active-unknown"]);
  });
});

describe("groups and rules together", () => {
  test("one common group is enough", () => {
    expect(unmet({ groups: ["staff", "tea"] }, { groups: ["tea", "x"] })).toEqual([]);
    expect(unmet({ groups: ["staff"] }, { groups: [] })).toEqual(["groups"]);
    expect(unmet({ groups: ["staff"] }, {})).toEqual(["groups-unknown"]);
  });
  test("every rule is told that is not met, and without rules everybody may take part", () => {
    const rules = { age: 18, residence: ["KZ"], active: 12, groups: ["a"] };
    expect(unmet(rules, { birthdate: "2020-01-01", residence: "DE", groups: [] })).toEqual([
      "age",
      "residence",
      "active-unknown",
      "groups",
    ]);
    expect([unmet({}, {}), hasRules({}), hasRules(rules)]).toEqual([[], false, true]);
  });
  test("other rules have another name, the same rules the same", () => {
    expect(rulesName({ age: 18, residence: ["KZ"] })).toBe(rulesName({ residence: ["KZ"], age: 18 }));
    expect(rulesName({ age: 18 })).not.toBe(rulesName({ age: 19 }));
  });
});
