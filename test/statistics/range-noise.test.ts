import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rangeNoise } from "../../server/statistics/range-noise.ts";

function repeated(base: number, segments: number): readonly number[] {
  return Array.from({ length: segments }, () => base);
}

describe("by hand", () => {
  test("two people who toss a coin differ by 1 half of the time", () => {
    expect(rangeNoise(0.5, [1, 1])).toBe(1);
    expect(rangeNoise(0.5, [1, 1], 0.51)).toBe(1);
    expect(rangeNoise(0.5, [1, 1], 0.49)).toBe(0);
  });

  test("of two pairs who toss coins, 6 cases of 16 differ by 0, 8 by a half, 2 by 1", () => {
    const at = (level: number): number => rangeNoise(0.5, [2, 2], level);
    expect([at(0.37), at(0.38), at(0.87), at(0.88)]).toEqual([0, 0.5, 0.5, 1]);
  });

  test("where nobody or everybody says yes there is no noise", () => {
    expect(rangeNoise(0, [30, 400, 5000])).toBe(0);
    expect(rangeNoise(1, [30, 400, 5000])).toBe(0);
  });

  test("an answer so rare that 19 times in 20 nobody gives it has none either", () => {
    expect(0.9995 ** 60).toBeGreaterThan(0.95);
    expect(rangeNoise(0.0005, [30, 30])).toBe(0);
    expect(0.999 ** 60).toBeLessThan(0.95);
    expect(rangeNoise(0.001, [30, 30])).toBeCloseTo(1 / 30, 3);
  });
});

describe("by R: qtukey(0.95, k, df = Inf) * sqrt(p * (1 - p) / n), for equal and large segments", () => {
  test.each([
    [20, 1367, 0.3, 5.01169, 0.062],
    [20, 300, 0.3, 5.01169, 0.132],
    [5, 5467, 0.3, 3.85766, 0.024],
    [2, 13_668, 0.3, 2.77181, 0.011],
    [20, 50_000, 0.05, 5.01169, 0.005],
  ])("%d segments of %d people with a share of %d", (segments, base, share, studentized, simulated) => {
    const noise = rangeNoise(share, repeated(base, segments));
    const expected = studentized * Math.sqrt((share * (1 - share)) / base);
    expect(Math.abs(noise / expected - 1)).toBeLessThan(0.01);
    // A simulation of 2,000 draws found as much, to a tenth of a point.
    expect(Math.abs(noise - simulated)).toBeLessThan(0.0015);
  });
});

describe("by simulation with numpy.random.default_rng(1).binomial, 1,000,000 draws (NumPy)", () => {
  test.each([
    [0.3, [40, 1200, 90], 0.175],
    [0.05, [30, 30, 30, 30, 30], 0.166667],
    [0.01, [31, 75, 300, 2500], 0.04],
    [0.85, [106, 134, 159, 495, 366, 99, 126, 138, 59, 237], 0.148236],
    [0.001, [30, 10000], 0.0017],
    [0.0002, [429, 26907], 0.00210801],
    [0.5, [14797, 12539], 0.0118916],
  ])("a share of %d in segments of %j", (share, bases, expected) => {
    expect(Math.abs(rangeNoise(share, bases) / expected - 1)).toBeLessThan(0.02);
  });
});

describe("by property", () => {
  const bases = fc.array(fc.integer({ min: 30, max: 5000 }), { minLength: 2, maxLength: 8 });
  const share = fc.double({ min: 0.02, max: 0.98, noNaN: true });

  test("it is the 95th percentile of every outcome there can be", () => {
    const small = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(small, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (sizes, p) => {
        const noise = rangeNoise(p, sizes);
        // A result is known to a cell of the line of shares, and that is at most 1 / 500 long.
        expect(probabilityOfAtMost(noise + 0.002, p, sizes)).toBeGreaterThan(0.95 - 1e-9);
        expect(probabilityOfAtMost(noise - 0.0021, p, sizes)).toBeLessThan(0.95 + 1e-9);
      }),
    );
  });

  test("who says no range as far apart as who say yes", () => {
    fc.assert(
      fc.property(bases, fc.integer({ min: 1, max: 63 }), (sizes, parts) => {
        expect(rangeNoise(1 - parts / 64, sizes)).toBe(rangeNoise(parts / 64, sizes));
      }),
    );
  });

  test("four times as many people halve it", () => {
    fc.assert(
      fc.property(bases, share, (sizes, p) => {
        const large = sizes.map((base) => base * 1000);
        const ratio =
          rangeNoise(p, large) /
          rangeNoise(
            p,
            large.map((base) => base * 4),
          );
        expect(Math.abs(ratio - 2)).toBeLessThan(0.05);
      }),
      { numRuns: 25 },
    );
  });

  test("a segment more never makes it smaller, and the order of segments does not matter", () => {
    fc.assert(
      fc.property(bases, fc.integer({ min: 30, max: 5000 }), share, (sizes, another, p) => {
        const [before, after] = [rangeNoise(p, sizes), rangeNoise(p, [...sizes, another])];
        expect(after).toBeGreaterThan(before * 0.98);
        expect(rangeNoise(p, [another, ...sizes])).toBeCloseTo(after, 12);
      }),
    );
  });
});

test("a report's 80 options by 12 breakdowns take about a second of work at most", () => {
  const breakdowns = [20, 3, 2, 4, 4, 6, 6, 2, 4, 4, 6, 4].map((segments) =>
    Array.from({ length: segments }, (_, i) => Math.round((27_336 / segments) * (0.5 + i / segments))),
  );
  const before = process.cpuUsage().user;
  for (let option = 1; option <= 80; option += 1)
    for (const bases of breakdowns) expect(rangeNoise(option / 100, bases)).toBeGreaterThan(0);
  // In microseconds of this process, whatever else the machine does; three times what is promised, for slow ones.
  expect(process.cpuUsage().user - before).toBeLessThan(3_000_000);
});

describe("with too little data", () => {
  test.each([[[]], [[400]]])("segments of %j have no range", (bases) => {
    expect(() => rangeNoise(0.3, bases)).toThrow("A range takes two segments or more.");
  });

  test("one person in each leaves everything open", () => {
    expect(rangeNoise(0.3, [1, 1, 1])).toBe(1);
  });
});

test.each([
  [-0.1, [30, 30], 0.95],
  [1.1, [30, 30], 0.95],
  [Number.NaN, [30, 30], 0.95],
  [0.3, [30, 0], 0.95],
  [0.3, [30, 30.5], 0.95],
  [0.3, [30, 30], 0],
  [0.3, [30, 30], 1],
])("a share of %d in segments of %j at level %d is refused", (share, bases, level) => {
  expect(() => rangeNoise(share, bases, level)).toThrow(RangeError);
});

/** Adds up every combination of counts: for a few small segments only. */
function probabilityOfAtMost(range: number, p: number, sizes: readonly number[]): number {
  const combinations = sizes.reduce<readonly { weight: number; shares: readonly number[] }[]>(
    (before, size) =>
      before.flatMap(({ weight, shares }) =>
        Array.from({ length: size + 1 }, (_, count) => ({
          weight: weight * choose(size, count) * p ** count * (1 - p) ** (size - count),
          shares: [...shares, count / size],
        })),
      ),
    [{ weight: 1, shares: [] }],
  );
  const within = combinations.filter(({ shares }) => Math.max(...shares) - Math.min(...shares) <= range);
  return within.reduce((sum, { weight }) => sum + weight, 0);
}

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
}
