/**
 * Two attacks by somebody who reads all that a page tells: the weighted shares are solved for whole numbers of people, and the adjusted
 * p values for those of ranges that are not shown.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guardedCleaning } from "../../server/admin/report/guarded-cleaning.ts";
import { guardedReport } from "../../server/admin/report/guarded-report.ts";
import { guardedSegments } from "../../server/admin/report/guarded-segments.ts";
import { toldAmong, toldSize } from "../../server/admin/report/weighted-digits.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { type Report, reportOn } from "../../server/reports/report.ts";
import type { Segmentation } from "../../server/reports/segments.ts";
import { shareBounds } from "../../server/reports/told-bounds.ts";
import { holm } from "../../server/statistics/holm.ts";
import { wilsonOfShare } from "../../server/statistics/proportion.ts";
import { aResponse, published, reading, times } from "../reports/made.ts";
import { aDefinition, words } from "../support/definitions.ts";

const one = (id: string, options: readonly string[]) => ({
  ...{ kind: "one" as const, id, text: words(id) },
  options: options.map((option) => ({ id: option, label: words(option) })),
});
const scale = {
  kind: "scale" as const,
  id: "warmth",
  text: words("warmth"),
  from: 1,
  to: 3,
  labels: { 1: words("1"), 3: words("3") },
};
const DEFINITION = aDefinition({
  pages: [
    {
      id: "all",
      title: words("All"),
      questions: [one("sex", ["male", "female"]), one("drink", ["tea", "kumis", "shubat"]), scale],
    },
  ],
});
const SURVEY = published(DEFINITION);
const MARGINS = {
  margins: {
    survey: DEFINITION.id,
    ...{ least: 1, watched: [], "left-out": [] },
    margins: [
      {
        ...{ question: "sex", universe: words("adults"), source: words("a census"), date: "2024-01-01", outside: [] },
        groups: [
          { id: "male", options: ["male"], share: 0.48 },
          { id: "female", options: ["female"], share: 0.52 },
        ],
      },
    ],
  },
};

/** 600 men and 400 women; so many of each drink shubat, half of the others tea. */
async function drinkers(shubat: { readonly men: number; readonly women: number }): Promise<Report> {
  const of = (sex: string, all: number, few: number) =>
    times(all, sex).map((_, at) =>
      aResponse(DEFINITION, {
        sex,
        drink: at < few ? "shubat" : at % 2 === 0 ? "tea" : "kumis",
      }),
    );
  const all = [...of("male", 600, shubat.men), ...of("female", 400, shubat.women)];
  return reportOn(reading(all), SURVEY, { rule: STUDY, now: new Date(0), margins: MARGINS });
}

const SIXTY = drinkers({ men: 60, women: 40 });

const PLACES = aDefinition({
  pages: [
    {
      id: "all",
      title: words("All"),
      questions: [one("sex", ["male", "female"]), one("place", ["town", "village"]), one("drink", ["tea", "shubat"])],
    },
  ],
});
const PLACED = published(PLACES);
const BY_PLACE = {
  ...{ question: "place", universe: words("adults"), source: words("a census"), date: "2024-01-01", outside: [] },
  groups: [
    { id: "town", options: ["town"], share: 0.4 },
    { id: "village", options: ["village"], share: 0.6 },
  ],
};
const TWO = { margins: { ...MARGINS.margins, margins: [...MARGINS.margins.margins, BY_PLACE] } };
const SHUBAT: Readonly<Record<string, number>> = { town: 33, village: 34 };

/** 150 men and 350 women of either place; 33 of the town and 34 of the village drink shubat, so many of them men. */
function placed(men: { readonly town: number; readonly village: number }, margins = MARGINS): Promise<Report> {
  const of = (place: string, sex: string, all: number, few: number) =>
    times(all, sex).map((_, at) => aResponse(PLACES, { sex, place, drink: at < few ? "shubat" : "tea" }));
  const all = Object.entries(men).flatMap(([place, few]) => [
    ...of(place, "male", 150, few),
    ...of(place, "female", 350, (SHUBAT[place] ?? 0) - few),
  ]);
  return reportOn(reading(all), PLACED, { rule: STUDY, now: new Date(0), margins });
}

function rangeIn(segments: Report["segments"], question: string, option: string, by: string) {
  return segments.find((row) => row.question === question && row.option === option && row.by === by);
}

type Told = Record<"share" | "low" | "high" | "se", number>;
interface ToldReport {
  readonly questions: Readonly<Record<string, { readonly options: Readonly<Record<string, { weighted: Told }>> }>>;
}

function toldOf(report: Report): ToldReport {
  return guardedReport(report, SURVEY) as ToldReport;
}

function shubatOf(report: Report): Told | undefined {
  return toldOf(report).questions["drink"]?.options["shubat"]?.weighted;
}

describe("weighted figures on a page", () => {
  test("would tell how many women there are among twelve, and as told leave open that there are none or nine", async () => {
    // The table by sex holds a 2, and is hidden.
    const few = await drinkers({ men: 10, women: 2 });
    expect(guardedSegments(few, SURVEY).filter(({ question }) => question === "drink")).toEqual([]);
    const question = few.questions["drink"];
    const exact = question?.kind === "one" ? question.options["shubat"]?.weighted : null;
    const [men, women] = [0.48 / 0.6, 0.52 / 0.4];
    const fits = (told: number, step: number) =>
      times(13, 0).flatMap((_, women_) => {
        const share = ((12 - women_) * men + women_ * women) / 1000;
        return Math.abs(Math.round(share / step) * step - told) < 1e-9 ? [women_] : [];
      });
    expect(fits(exact?.share ?? 0, 1e-9)).toEqual([2]);
    expect(fits(Number(exact?.share?.toFixed(4)), 0.0001)).toEqual([2]);
    const told = await Promise.all(
      [0, 9].map((women_) => drinkers({ men: 12 - women_, women: women_ }).then(shubatOf)),
    );
    // All of it, for the interval and the error would single out four women beside the share.
    expect(told[0]).toEqual(told[1]);
    expect(fits(0.01, 0.01)).toEqual(expect.arrayContaining([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(shubatOf(few)).toEqual(told[0]);
    const ruled = guardedCleaning(few, SURVEY)?.shares.find(({ option }) => option === "shubat");
    expect(ruled?.weighted).toMatchObject({ low: 0.01, high: 0.01 });
    expect(told[0]).toEqual({ share: 0.01, low: 0.0021, high: 0.0249, se: 0.0032 });
  });

  test("have four digits where the tables with the margins' questions are told exactly, and are the population's own shares", async () => {
    const report = await SIXTY;
    expect(guardedSegments(report, SURVEY).some(({ question }) => question === "drink")).toBe(true);
    const { questions } = toldOf(report);
    expect(questions["drink"]?.options["shubat"]?.weighted.share).toBe(0.1);
    expect(shubatOf(await drinkers({ men: 61, women: 40 }))).toEqual({
      ...{ share: 0.1008, low: 0.0832, high: 0.1217, se: 0.0098 },
    });
    expect(questions["sex"]?.options["female"]?.weighted.share).toBe(0.52);
  });

  test("of places would tell how many men of either drink shubat, whose table by sex is hidden, and as told leave it open", async () => {
    const few = await placed({ town: 3, village: 4 });
    const segments = guardedSegments(few, PLACED);
    // All that it takes is there: how many of either place drink shubat, and how many are men.
    expect(rangeIn(segments, "drink", "shubat", "place")?.sight).toBe("exact");
    expect(rangeIn(segments, "sex", "male", "place")?.sight).toBe("exact");
    expect(rangeIn(segments, "drink", "shubat", "sex")).toBeUndefined();
    const [man, woman] = [0.48 / 0.3, 0.52 / 0.7];
    const fits = ({ segment, share }: { readonly segment: string; readonly share: number }, step: number) => {
      const all = SHUBAT[segment] ?? 0;
      return times(all + 1, 0).flatMap((_, men) => {
        const own = (men * man + (all - men) * woman) / 500;
        return Math.abs(Math.round(own / step) * step - share) < 1e-9 ? [men] : [];
      });
    };
    const exact = rangeIn(few.segments, "drink", "shubat", "place")?.weighted;
    const four = [exact?.highest, exact?.lowest].map((end) => Number(end?.share.toFixed(4)));
    expect(four).toEqual([0.0574, 0.0542]);
    expect(fits({ segment: "village", share: 0.0574 }, 0.0001)).toEqual([4]);
    expect(fits({ segment: "town", share: 0.0542 }, 0.0001)).toEqual([3]);
    const told = rangeIn(segments, "drink", "shubat", "place")?.weighted;
    const end = { share: 0.06, n: 500, n_effective: 430 };
    expect(told).toEqual({
      ...{ range: 0, noise: 0.032, test: null, beyond_noise: false },
      ...{ highest: { segment: "village", ...end }, lowest: { segment: "town", ...end } },
    });
    for (const segment of ["village", "town"])
      expect(fits({ segment, share: 0.06 }, 0.02)).toEqual(expect.arrayContaining([1, 2, 3, 4, 5, 6, 7, 8, 9]));
    const others = guardedSegments(await placed({ town: 2, village: 6 }), PLACED);
    expect(rangeIn(others, "drink", "shubat", "place")?.weighted).toEqual(told);
    // Of the margin's own question the exact table tells them.
    expect(rangeIn(segments, "sex", "male", "place")?.weighted).toMatchObject({ highest: { n_effective: 433 } });
  });

  test("have steps where two margins would tell of three questions at once, and four digits beside one", async () => {
    const told = async (margins: typeof MARGINS) => {
      const report = await placed({ town: 15, village: 20 }, margins);
      expect(guardedSegments(report, PLACED).map(({ sight }) => sight)).toEqual(times(12, "exact"));
      const { questions } = guardedReport(report, PLACED) as ToldReport;
      const shown = guardedSegments(report, PLACED);
      const sizes = ["drink", "sex"].map((question) =>
        shown.flatMap((row) =>
          row.question === question && row.by === "place" ? [row.weighted?.highest.n_effective] : [],
        ),
      );
      return { share: questions["drink"]?.options["shubat"]?.weighted.share, sizes };
    };
    expect(await told(MARGINS)).toMatchObject({
      share: 0.0798,
      sizes: [
        [430, 430],
        [433, 433],
      ],
    });
    expect(await told(TWO)).toMatchObject({
      share: 0.08,
      sizes: [
        [430, 430],
        [433, 433],
      ],
    });
  });

  test("of a scale that is not exactly told by the margin's question are in steps of its spread", async () => {
    const men = times(100, 0).map((_, at) => aResponse(DEFINITION, { sex: "male", warmth: 1 + (at % 3) }));
    const women = times(60, 0).map((_, at) => aResponse(DEFINITION, { sex: "female", warmth: at < 55 ? 3 : 1 }));
    const report = await reportOn(reading([...men, ...women]), SURVEY, {
      ...{ rule: STUDY, now: new Date(0), margins: MARGINS },
    });
    expect((guardedReport(report, SURVEY) as { questions: object }).questions).toMatchObject({
      warmth: { weighted: { mean: 2.45, low: 2.2872, high: 2.6128, se: 0.07 }, weighted_base: { n_effective: 145 } },
    });
  });

  test.each([
    [2851, 0.2342, 0.234],
    [943, 0.2342, 0.23],
    [100, 0.2342, 0.25],
    [30, 0.2342, 0.2],
    [1e6, 0.2342, 0.2342],
  ])("among %i equal answers are told in steps worth five of them", (people, share, told) => {
    expect(toldAmong(people, { share, low: 0, high: 1, se: 0.0123 })).toEqual({
      share: told,
      low: null,
      high: null,
      se: null,
    });
  });

  test("have an interval that holds Wilson's around every share that is rounded to theirs", () => {
    const any = [fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.integer({ min: 10, max: 5000 })] as const;
    fc.assert(
      fc.property(...any, (share, size) => {
        const step = 5 / size;
        const told = Math.round(share / step) * step;
        const { low, high } = shareBounds(told, { step, size, certain: false });
        const own = wilsonOfShare(share, size);
        expect(low).toBeLessThanOrEqual((own.low ?? 0) + 1e-4);
        expect(high).toBeGreaterThanOrEqual((own.high ?? 1) - 1e-4);
      }),
    );
  });

  test("are not told of fewer than ten people", () => {
    expect(toldAmong(9, { share: 0.5, low: 0, high: 1, se: 0.2 })).toBeNull();
    expect(toldAmong(900, null)).toBeNull();
  });

  test("have their effective size in fives, and the design effect of that", () => {
    expect(toldSize(27_336, 2851.4, true)).toEqual({ n_effective: 2850, design_effect: 9.59 });
    expect(toldSize(27_336, 2851.4, false)).toEqual({ n_effective: 2851, design_effect: 9.59 });
    expect(toldSize(40, 1.2, true)).toEqual({ n_effective: 5, design_effect: 8 });
  });
});

/** A report of ranges with these p values: told exactly, rounded or hidden. */
async function ranges(rows: readonly (readonly [sight: Segmentation["sight"], p: number])[]): Promise<Report> {
  const report = await SIXTY;
  const [any] = report.segments;
  if (!any?.test) throw new Error("no range to copy");
  const { test: found } = any;
  const segments = rows.map(([sight, p], at) => ({
    ...{ ...any, option: String(at), sight, range: 0.9 - at / 100, noise: 0.05, weighted: null },
    test: { ...found, p },
  }));
  return { ...report, segments };
}

describe("adjusted p values on a page", () => {
  const told = async (rows: Parameters<typeof ranges>[0]) =>
    guardedSegments(await ranges(rows), SURVEY).map(({ test: found, beyond_noise }) => [
      found?.p_adjusted ?? null,
      beyond_noise,
    ]);

  test("are the same whatever the p of hidden and rounded ranges", async () => {
    const some = await told([
      ["exact", 0.001],
      ["exact", 0.02],
      ["hidden", 0.0004],
      ["hidden", 0.015],
      ["rounded", 0.9],
    ]);
    const others = await told([
      ["exact", 0.001],
      ["exact", 0.02],
      ["hidden", 0.7],
      ["hidden", 1],
      ["rounded", 0.8],
    ]);
    expect(some).toEqual(others);
    expect(some).toEqual([
      [0.005, true],
      [0.08, false],
      [null, false],
    ]);
  });

  test("are Holm's where all is told", async () => {
    const exact = await told([
      ["exact", 0.01],
      ["exact", 0.02],
      ["exact", 0.03],
    ]);
    expect(exact.map(([p]) => p)).toEqual([0.03, 0.04, 0.04]);
  });

  test("are never less cautious than Holm's over all ranges, whatever is hidden", async () => {
    const any = fc.tuple(fc.constantFrom("exact", "rounded", "hidden"), fc.double({ min: 0, max: 1, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(fc.array(any, { minLength: 1, maxLength: 12 }), async (rows) => {
        const all = holm(rows.map(([, p]) => p));
        for (const { option, test: found, beyond_noise } of guardedSegments(await ranges(rows), SURVEY)) {
          const his = all[Number(option)] ?? 1;
          if (found) expect(found.p_adjusted).toBeGreaterThanOrEqual(his - 1e-12);
          if (beyond_noise) expect(his).toBeLessThan(0.05);
        }
      }),
    );
  });

  test("judge a weighted range of three questions by its own p times all, and no other by it", async () => {
    const report = await placed({ town: 3, village: 4 });
    const told = (p: number) => {
      const segments = report.segments.map((row) =>
        row.question === "drink" && row.by === "place" && row.weighted?.test
          ? { ...row, weighted: { ...row.weighted, range: 0.9, test: { ...row.weighted.test, p } } }
          : row,
      );
      return guardedSegments({ ...report, segments }, PLACED);
    };
    expect(report.segments).toHaveLength(12);
    const judged = [0.004, 0.0043].map((p) => rangeIn(told(p), "drink", "shubat", "place")?.weighted);
    expect(judged.map((row) => [row?.test, row?.beyond_noise])).toEqual([
      [null, true],
      [null, false],
    ]);
    const rest = (p: number) => told(p).filter(({ question }) => question !== "drink");
    expect(rest(0.0001)).toEqual(rest(0.9));
  });

  test("judge a rounded range by its own p times all ranges", async () => {
    expect(
      await told([
        ["rounded", 0.024],
        ["hidden", 0.5],
      ]),
    ).toEqual([[null, true]]);
    expect(
      await told([
        ["rounded", 0.026],
        ["hidden", 0.0001],
      ]),
    ).toEqual([[null, false]]);
  });
});
