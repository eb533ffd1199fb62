import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Count } from "../../server/records/funnel.ts";
import { type Choice, chosenCounts, PERIODS } from "../../server/reports/chosen-counts.ts";
import { cubeOf } from "../../server/reports/counter-cube.ts";

const TODAY = "2024-10-30";
const EVERYTHING: Choice = { language: undefined, place: undefined, period: "all" };

const counted = (count: number, rest: Partial<Count> = {}): Count => ({
  ...{ survey: "bridges", day: "2024-10-29", stage: "started", page: "", language: "kk", place: "home", count },
  ...rest,
});

const told = (counts: readonly Count[], choice: Partial<Choice>) =>
  chosenCounts(cubeOf(counts), { ...EVERYTHING, ...choice }, TODAY).of("started");

describe("counts of a choice", () => {
  const COUNTS = [
    counted(44),
    counted(31, { language: "ru" }),
    counted(26, { place: "clinic" }),
    counted(58, { language: "ru", place: "clinic", day: "2024-10-10" }),
    counted(99, { day: "2024-08-01" }),
  ];

  test("are sums over all that was not chosen, rounded to tens", () => {
    expect(told(COUNTS, { language: "kk" })).toBe(170);
    expect(told(COUNTS, { place: "clinic" })).toBe(80);
    expect(told(COUNTS, { period: "7" })).toBe(100);
    expect(told(COUNTS, { period: "28" })).toBe(160);
    expect(told(COUNTS, { language: "ru", place: "clinic", period: "28" })).toBe(60);
  });

  test("of what was never counted are 0", () => {
    expect(told(COUNTS, { language: "ru", place: "clinic", period: "7" })).toBe(0);
    expect(chosenCounts(cubeOf(COUNTS), EVERYTHING, TODAY).of("reached", "first")).toBe(0);
    expect(told([], { language: "kk" })).toBe(0);
    expect(told(COUNTS, { language: "fr" })).toBe(0);
  });

  test("under ten are hidden, and with them what would give them back", () => {
    const few = [counted(500), counted(300, { language: "ru" }), counted(3, { language: "en" })];
    expect([told(few, { language: "en" }), told(few, { language: "ru" }), told(few, { language: "kk" })]).toEqual([
      null,
      null,
      500,
    ]);
  });

  test("are hidden where only a few lie between two periods", () => {
    const late = [counted(40), counted(4, { day: "2024-10-15" }), counted(60, { day: "2024-08-01" })];
    expect([told(late, { period: "7" }), told(late, { period: "28" })]).toEqual([null, 40]);
    const early = [counted(40), counted(4, { day: "2024-08-01" })];
    expect([told(early, { period: "28" }), told(early, { period: "7" })]).toEqual([null, null]);
  });

  test("of a word that is hidden over all time are hidden in every period: what came between is in the report", () => {
    const places = [
      counted(1, { day: "2024-10-15" }),
      counted(10, { place: "clinic" }),
      counted(90, { place: "post" }),
    ];
    expect(told(places, { place: "clinic", period: "7" })).toBeNull();
    expect(told(places, { place: "post", period: "7" })).toBe(90);
    const languages = places.map((count, at) => ({ ...count, place: "home", language: ["en", "kk", "ru"][at] ?? "" }));
    expect([told(languages, { language: "kk", period: "7" }), told(languages, { language: "ru" })]).toEqual([null, 90]);
  });

  test("of a place with codes are no more than the page of the codes tells: down to tens, never nearly all", () => {
    const batch = { id: "0".repeat(16), madeOn: "2024-10-01" };
    const batches = [
      { ...batch, place: "letter", count: 60 },
      { ...batch, place: "office", count: 40 },
    ];
    const counts = [
      counted(58, { place: "letter" }),
      counted(39, { place: "office" }),
      counted(37, { place: "direct" }),
    ];
    const cube = { ...cubeOf(counts), codes: { batches, all: 110 } };
    const of = (place: string) => chosenCounts(cube, { ...EVERYTHING, place }, TODAY).of("started");
    expect([of("letter"), of("office"), of("direct")]).toEqual([50, null, 30]);
    expect(told(counts, { place: "letter" })).toBe(60);
  });

  test("are none at all where nothing may be told", () => {
    const choice = { ...EVERYTHING, place: "clinic" };
    const few = [counted(500), counted(4, { place: "clinic" })];
    expect(chosenCounts(cubeOf(few), choice, TODAY).bare).toBe(true);
    expect(chosenCounts(cubeOf(COUNTS), choice, TODAY).bare).toBe(false);
    expect(chosenCounts(cubeOf([]), choice, TODAY).bare).toBe(false);
  });
});

test("no choice tells a number under ten, and none is told that all others in sight leave a small one of", () => {
  const count = fc.record({
    language: fc.constantFrom("kk", "ru", "en"),
    place: fc.constantFrom("home", "clinic"),
    day: fc.constantFrom("2024-10-29", "2024-10-10", "2024-08-01"),
    count: fc.integer({ min: 1, max: 60 }),
  });
  fc.assert(
    fc.property(fc.array(count, { maxLength: 12 }), fc.constantFrom(...PERIODS), (rows, period) => {
      const counts = rows.map((row) => counted(row.count, row));
      const whole = (language?: string) =>
        counts
          .filter((each) => language === undefined || each.language === language)
          .filter(({ day }) => period === "all" || day === "2024-10-29" || (period === "28" && day === "2024-10-10"))
          .reduce((sum, each) => sum + each.count, 0);
      const languages = ["kk", "ru", "en"];
      const hidden = languages.filter((language) => told(counts, { language, period }) === null);
      for (const language of languages) {
        const shown = told(counts, { language, period });
        if (shown !== null) expect(shown % 10).toBe(0);
        if (whole(language) > 0 && whole(language) < 10) expect(shown).toBeNull();
      }
      const left = hidden.reduce((sum, language) => sum + whole(language), 0);
      const isInSight = languages.some((language) => whole(language) > 0 && !hidden.includes(language));
      if (left > 0 && isInSight) expect(left).toBeGreaterThanOrEqual(10);
    }),
    { numRuns: 100 },
  );
});
