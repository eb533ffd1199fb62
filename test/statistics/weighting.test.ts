/** The weighted figures of one sample from end to end, beside R's: raking, shares, means, segments and tests. */
import { describe, expect, test } from "vitest";
import { designEffect, kishSize } from "../../server/statistics/effective-size.ts";
import { tableTest } from "../../server/statistics/pearson.ts";
import { wilsonOfShare } from "../../server/statistics/proportion.ts";
import { rake } from "../../server/statistics/raking.ts";
import { rangeOf } from "../../server/statistics/range.ts";
import { raoScott } from "../../server/statistics/rao-scott.ts";
import { trim } from "../../server/statistics/trimming.ts";
import { together, type Weighed, weighed } from "../../server/statistics/weighed.ts";
import { weightedMean } from "../../server/statistics/weighted-mean.ts";
import { weightedShare } from "../../server/statistics/weighted-share.ts";
import { golden, numberIn, textIn } from "./golden.ts";
import { crossed, groupsOf, MARGINS, type Person, people, type Variable, weighedOf } from "./sample.ts";

const PEOPLE = people();
const ALL = weighedOf(PEOPLE);
const OBSTACLES = golden("weighted-obstacles");

function near(ours: number | null | undefined, theirs: number, what: string, relative = 1e-6): void {
  expect(Math.abs((ours ?? Number.NaN) - theirs), what).toBeLessThanOrEqual(relative * Math.abs(theirs));
}

function raked() {
  const groups = MARGINS.map((margin) => PEOPLE.map(({ codes }) => codes[margin]));
  const targets = MARGINS.map((margin) => groupsOf(margin).map(({ share }) => share));
  const found = rake({ counts: PEOPLE.map(() => 1), groups }, targets);
  if (found.outcome !== "raked") throw new Error("a group is empty");
  return found;
}

describe("weights, by R 4.2.2, survey 4.1-1: rake()", () => {
  const found = raked();

  test("are the same, after the same number of sweeps", () => {
    expect(found.sweeps).toBe(15);
    expect(found.converged).toBe(true);
    for (const [at, { weight }] of PEOPLE.entries()) near(found.weights[at], weight, `weight of person ${at}`);
  });

  test("cost what Kish says", () => {
    const all = weighed(found.weights);
    near(designEffect(all), 3.89788386922177, "design effect");
    near(kishSize(all), 769.648378621131, "effective size");
    near(Math.max(...found.weights), 25.5022537147518, "largest weight");
    near(Math.min(...found.weights), 0.165647414857854, "smallest weight");
  });

  test("trimmed at five times their mean are those of trimWeights(upper = 5, strict = TRUE)", () => {
    const trimmed = trim(
      PEOPLE.map(() => 1),
      found.weights,
      5,
    );
    // 104 weights were above the cap; what was cut off lifts 5 more to it.
    expect(trimmed?.atCap).toBe(109);
    near(designEffect(weighed(trimmed?.weights ?? [])), 2.0502657301384, "design effect");
    near(kishSize(weighed(trimmed?.weights ?? [])), 1463.22496440376, "effective size");
  });
});

describe("the published study's sample, had its places been weighted to the population's 62 to 38", () => {
  // 98.43% of 27,336 answers are urban and 1.57% rural: each side gets its part of the population over its part of the sample.
  const side = (part: number, of: number): Weighed => {
    const n = 27_336 * of;
    return { n, sum: n * (part / of), squares: n * (part / of) ** 2 };
  };
  const all = together([side(0.62, 0.9843), side(0.38, 0.0157)]);

  test("is worth 2,851 equal answers, for a design effect of 0.62²/0.9843 + 0.38²/0.0157", () => {
    near(designEffect(all), 0.62 ** 2 / 0.9843 + 0.38 ** 2 / 0.0157, "design effect", 1e-12);
    expect(designEffect(all)).toBeCloseTo(9.59, 2);
    expect(Math.round(kishSize(all))).toBe(2851);
  });

  test("has the technical errors between 21.78 and 24.88, and not 22.79 and 23.80", () => {
    const bounds = ({ low, high }: ReturnType<typeof wilsonOfShare>) =>
      [low, high].map((bound) => ((bound ?? 0) * 100).toFixed(2));
    expect(bounds(wilsonOfShare(6367 / 27_336, kishSize(all)))).toEqual(["21.78", "24.88"]);
    expect(bounds(wilsonOfShare(6367 / 27_336, 27_336))).toEqual(["22.79", "23.80"]);
  });
});

describe("weighted shares, by svymean and by hand in R", () => {
  test("their standard errors, sizes and both intervals agree", () => {
    expect(OBSTACLES).toHaveLength(10);
    for (const [code, row] of OBSTACLES.entries()) {
      const name = textIn(row, "obstacle");
      const yes = weighedOf(PEOPLE.filter(({ codes }) => codes.obstacle === code));
      const ours = weightedShare(yes, ALL);
      for (const [figure, value] of [
        ["share", ours.share],
        ["se", ours.se],
        ["item_size", ours.effectiveN],
        ["item_low", ours.low],
        ["item_high", ours.high],
      ] as const)
        near(value, numberIn(row, figure), `${figure} of ${name}`);
      const kish = wilsonOfShare(ours.share ?? Number.NaN, kishSize(ALL));
      near(kish.low, numberIn(row, "kish_low"), `low by Kish of ${name}`);
      near(kish.high, numberIn(row, "kish_high"), `high by Kish of ${name}`);
    }
  });

  test("of several answers agree as well", () => {
    for (const [at, row] of golden("channels").entries()) {
      const chosen = PEOPLE.filter(({ channels }) => channels[at]);
      const ours = weightedShare(weighedOf(chosen), ALL);
      expect(chosen).toHaveLength(numberIn(row, "count"));
      near(ours.share, numberIn(row, "share"), textIn(row, "channel"));
      near(ours.se, numberIn(row, "se"), textIn(row, "channel"));
      const kish = wilsonOfShare(ours.share ?? Number.NaN, kishSize(ALL));
      near(kish.low, numberIn(row, "kish_low"), textIn(row, "channel"));
    }
  });

  test("inside every segment agree, 340 of them", () => {
    const rows = golden("weighted-segments");
    expect(rows).toHaveLength(340);
    for (const row of rows) {
      const inside = segmentOf(textIn(row, "by") as Variable, textIn(row, "segment"));
      const code = OBSTACLES.findIndex((obstacle) => textIn(obstacle, "obstacle") === textIn(row, "obstacle"));
      const chosen = inside.filter(({ codes }) => codes.obstacle === code);
      const ours = weightedShare(weighedOf(chosen), weighedOf(inside), PEOPLE.length);
      const what = Object.values(row).slice(0, 5).join(" ");
      expect([inside.length, chosen.length]).toEqual([numberIn(row, "n"), numberIn(row, "count")]);
      near(kishSize(weighedOf(inside)), numberIn(row, "kish_size"), `size of ${what}`);
      near(ours.share, numberIn(row, "share"), `share of ${what}`);
      near(ours.se, numberIn(row, "se"), `error of ${what}`);
    }
  });

  test("range as far as R's, between the same two segments of 30 answers or more", () => {
    const rows = golden("ranges");
    const names = OBSTACLES.map((obstacle) => textIn(obstacle, "obstacle"));
    for (const row of rows) {
      const by = textIn(row, "by") as Variable;
      const code = names.indexOf(textIn(row, "obstacle"));
      const found = rangeOf(
        namesOf(by).map((segment) => {
          const inside = segmentOf(by, segment);
          const chosen = inside.filter(({ codes }) => codes.obstacle === code);
          const weighted = weightedShare(weighedOf(chosen), weighedOf(inside)).share;
          const share = textIn(row, "kind") === "weighted" ? weighted : chosen.length / inside.length;
          return { segment, share, n: inside.length };
        }),
      );
      const what = Object.values(row).slice(0, 3).join(" ");
      near(100 * (found?.range ?? Number.NaN), numberIn(row, "points"), what);
      near(found?.highest.share, numberIn(row, "highest_share"), what);
      near(found?.lowest.share, numberIn(row, "lowest_share"), what);
      expect([found?.highest.segment, found?.lowest.segment], what).toEqual([
        textIn(row, "highest"),
        textIn(row, "lowest"),
      ]);
    }
  });
});

describe("weighted means of a grid, by svymean(na.rm = TRUE)", () => {
  test("agree, and so do their standard errors and top-two shares", () => {
    for (const [at, row] of golden("means").entries()) {
      const values = [1, 2, 3, 4, 5].map((value): readonly [number, Weighed] => [
        value,
        weighedOf(PEOPLE.filter(({ scales }) => scales[at] === value)),
      ]);
      const ours = weightedMean(values, PEOPLE.length);
      const answered = weighedOf(PEOPLE.filter(({ scales }) => scales[at] !== null));
      const top = weightedShare(weighedOf(PEOPLE.filter(({ scales }) => (scales[at] ?? 0) >= 4)), answered);
      expect(answered.n).toBe(numberIn(row, "n"));
      near(ours?.mean, numberIn(row, "weighted_mean"), textIn(row, "scale"));
      near(ours?.se, numberIn(row, "se"), textIn(row, "scale"));
      near(top.share, numberIn(row, "top_two"), textIn(row, "scale"));
    }
  });
});

describe("tests of association between obstacles and four breakdowns", () => {
  test.each(golden("association"))("by $by: chisq.test and svychisq(statistic = 'F')", (row) => {
    const table = crossed(PEOPLE, row["by"] as Variable, "obstacle");
    const plain = tableTest(table.map((cells) => cells.map(({ n }) => n)));
    near(plain?.statistic, numberIn(row, "x2"), "X²");
    expect(plain?.df).toBe(numberIn(row, "df"));
    near(plain?.p, numberIn(row, "p"), "p of X²");
    const weighted = raoScott(table);
    near(weighted?.statistic, numberIn(row, "f"), "F");
    near(weighted?.df1, numberIn(row, "df1"), "first degrees");
    near(weighted?.df2, numberIn(row, "df2"), "second degrees");
    near(weighted?.p, numberIn(row, "f_p"), "p of F");
  });
});

const NAMES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(MARGINS.map((margin) => [margin, groupsOf(margin).map(({ group }) => group)])),
  education: ["secondary", "vocational", "higher", "postgraduate"],
};

function namesOf(by: Variable): readonly string[] {
  return NAMES[by] ?? [];
}

const SEGMENTS = new Map<string, readonly Person[]>();

function segmentOf(by: Variable, segment: string): readonly Person[] {
  const name = `${by} ${segment}`;
  const code = namesOf(by).indexOf(segment);
  const found = SEGMENTS.get(name) ?? PEOPLE.filter(({ codes }) => codes[by] === code);
  SEGMENTS.set(name, found);
  return found;
}
