import { describe, expect, test } from "vitest";
import { seededChance } from "../../scripts/simulation/chance.ts";
import { castOf } from "../../scripts/simulation/citizens.ts";
import { counts, dealt } from "../../scripts/simulation/dealing.ts";
import { arrivalsInFieldTime, durations } from "../../scripts/simulation/pace.ts";
import { profileNamed } from "../../scripts/simulation/profiles.ts";
import { everyKindDefinition } from "../support/definitions.ts";

const study = () => {
  const profile = profileNamed("study");
  if (!profile) throw new Error("no profile study");
  return profile;
};

describe("dealing", () => {
  test("gives whole numbers by the largest remainders, and they add up", () => {
    expect([...counts({ a: 1, b: 1, c: 1 }, 10).values()].sort()).toEqual([3, 3, 4]);
    expect(counts({ few: 0.02, some: 0.38, most: 0.6 }, 60)).toEqual(
      new Map([
        ["few", 1],
        ["some", 23],
        ["most", 36],
      ]),
    );
  });

  test("gives the study its published counts", () => {
    const obstacles = counts(study().answers.obstacle ?? {}, 27_336);
    expect(obstacles.get("technical-errors")).toBe(6367);
    expect([...obstacles.values()].reduce((sum, count) => sum + count, 0)).toBe(27_336);
  });

  test("shuffles without losing a card", () => {
    const hand = dealt({ a: 3, b: 7 }, 10, seededChance("cards"), true);
    expect([...hand].sort().join("")).toBe("aaabbbbbbb");
    expect(hand.join("")).not.toBe("aaabbbbbbb");
  });
});

describe("chance", () => {
  test("repeats itself with the same seed, and not with another", () => {
    const numbers = (seed: string) => {
      const chance = seededChance(seed);
      return Array.from({ length: 5 }, () => chance.integer(1_000_000));
    };
    expect(numbers("1")).toEqual(numbers("1"));
    expect(numbers("1")).not.toEqual(numbers("2"));
  });

  test("spreads evenly", () => {
    const chance = seededChance("even");
    const tens = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 10_000; draw += 1) {
      const ten = chance.integer(10);
      tens[ten] = (tens[ten] ?? 0) + 1;
    }
    expect(Math.min(...tens)).toBeGreaterThan(850);
    expect(Math.max(...tens)).toBeLessThan(1150);
  });
});

describe("the pace", () => {
  test("has the study's median, and nobody honest is near the limits of the cleaning rule", () => {
    const found = [...durations(2000, study().pace, seededChance("pace"))].sort((a, b) => a - b);
    const mean = found.reduce((sum, each) => sum + each, 0) / found.length;
    const sd = Math.sqrt(found.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (found.length - 1));
    expect(found[1000]).toBeCloseTo(288, -0.5);
    expect(found[0]).toBeGreaterThanOrEqual(75);
    expect(found.at(-1)).toBeLessThan(288 + 5 * sd);
  });

  test("brings citizens in order, by day more than by night, in both months", () => {
    const arrivals = arrivalsInFieldTime(3000, seededChance("arrivals"));
    expect([...arrivals].sort((a, b) => a - b)).toEqual(arrivals);
    const hours = arrivals.map((at) => (new Date(at).getUTCHours() + 5) % 24);
    expect(hours.filter((hour) => hour >= 9 && hour < 18).length).toBeGreaterThan(1500);
    expect(hours.filter((hour) => hour < 6).length).toBeLessThan(150);
    const days = arrivals.map((at) => new Date(at).toISOString().slice(0, 10));
    expect([days[0]?.slice(0, 7), days.at(-1)?.slice(0, 7)]).toEqual(["2024-09", "2024-10"]);
  });
});

describe("a cast", () => {
  test("has nobody in it twice, and in another run other people", () => {
    const identifiers = (seed: string) =>
      castOf(everyKindDefinition(), 200, study(), seed, seededChance(seed)).map(({ identifier }) => identifier);
    const [first, second] = [identifiers("1, run 0"), identifiers("1, run 200")];
    expect(new Set([...first, ...second]).size).toBe(first.length + second.length);
    expect(first.every((identifier) => /^\d{12}$/.test(identifier))).toBe(true);
    expect(identifiers("1, run 0")).toEqual(first);
  });
});
