import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dissimilarity, dissimilarityByChance } from "../../server/statistics/dissimilarity.ts";

describe("by hand", () => {
  test("98.43% and 1.57% beside 62% and 38% are 36.43 points apart", () => {
    const groups = [
      { sample: 0.9843, population: 0.62 },
      { sample: 0.0157, population: 0.38 },
    ];
    expect(dissimilarity(groups)).toBeCloseTo(0.3643, 12);
  });

  test("of 100 people and halves, each half is off by 0.0399 on average", () => {
    expect(dissimilarityByChance([0.5, 0.5], 100)).toBeCloseTo(0.039_894_228, 8);
  });
});

describe("by R 4.2.2", () => {
  const population = [0.25, 0.25, 0.25, 0.25];

  test("sum(abs(p - q)) / 2", () => {
    const sample = [0.2, 0.3, 0.4, 0.1];
    const groups = sample.map((share, at) => ({ sample: share, population: population[at] ?? 0 }));
    expect(dissimilarity(groups)).toBeCloseTo(0.2, 12);
  });

  test("set.seed(1); mean(colSums(abs(rmultinom(1e6, 500, q) / 500 - q)) / 2): within half a percent", () => {
    expect(dissimilarityByChance(population, 500) / 0.03088466).toBeCloseTo(1, 2);
    expect(dissimilarityByChance([0.62, 0.38], 100) / 0.03859624).toBeCloseTo(1, 2);
  });
});

describe("by property", () => {
  const parts = fc.array(fc.tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 })), { minLength: 2 });
  const groupsOf = (pairs: readonly (readonly [number, number])[]) => {
    const [a, b] = [0, 1].map((side) => pairs.reduce((sum, pair) => sum + (pair[side] ?? 0), 0));
    return pairs.map(([x, y]) => ({ sample: x / (a ?? 1), population: y / (b ?? 1) }));
  };

  test("it is between 0 and 1, the same from either side, and 0 of a population beside itself", () => {
    fc.assert(
      fc.property(parts, (pairs) => {
        const groups = groupsOf(pairs);
        const turned = groups.map(({ sample, population }) => ({ sample: population, population: sample }));
        expect(dissimilarity(groups)).toBeGreaterThanOrEqual(0);
        expect(dissimilarity(groups)).toBeLessThanOrEqual(1 + 1e-9);
        expect(dissimilarity(turned)).toBeCloseTo(dissimilarity(groups), 12);
        expect(dissimilarity(groups.map(({ sample }) => ({ sample, population: sample })))).toBe(0);
      }),
    );
  });
});

describe("with too little data", () => {
  test("no groups, no people, and shares that are none are refused", () => {
    expect(() => dissimilarity([])).toThrow(RangeError);
    expect(() => dissimilarity([{ sample: 0.4, population: 1 }])).toThrow(RangeError);
    expect(() => dissimilarity([{ sample: -1, population: 1 }])).toThrow(RangeError);
    expect(() => dissimilarityByChance([0.5, 0.5], 0)).toThrow(RangeError);
  });
});
