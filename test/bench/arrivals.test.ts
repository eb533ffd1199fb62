import { describe, expect, test } from "vitest";
import { arrivalsIn, phaseAt, ramp } from "../../scripts/bench/arrivals.ts";
import { seededChance } from "../../scripts/simulation/chance.ts";

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("arrivals", () => {
  test("come at their rate, with the gaps of a Poisson process", () => {
    const steady = [{ name: "steady", seconds: 1000, from: 20, to: 20 }];
    const arrivals = arrivalsIn(steady, seededChance("gaps"));
    // 20,000, give or take four standard deviations of a Poisson count.
    expect(Math.abs(arrivals.length - 20_000)).toBeLessThan(4 * Math.sqrt(20_000));
    const gaps = arrivals.map((at, index) => at - (arrivals[index - 1] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(0);
    // Exponential: the standard deviation is the mean, and one gap in e is longer than it.
    const average = mean(gaps);
    expect(average).toBeCloseTo(50, -0.5);
    expect(Math.sqrt(mean(gaps.map((gap) => (gap - average) ** 2))) / average).toBeCloseTo(1, 1);
    expect(gaps.filter((gap) => gap > average).length / gaps.length).toBeCloseTo(Math.exp(-1), 1);
    // Counts of seconds vary as a Poisson process's do: as much as their mean, neither smoothed nor in bursts.
    const counts = Array.from({ length: 1000 }, () => 0);
    for (const at of arrivals) counts[Math.floor(at / 1000)] = (counts[Math.floor(at / 1000)] ?? 0) + 1;
    const spread = mean(counts.map((count) => (count - mean(counts)) ** 2)) / mean(counts);
    expect(spread).toBeGreaterThan(0.8);
    expect(spread).toBeLessThan(1.2);
  });

  test("go up to twice the peak and back, phase by phase", () => {
    const phases = ramp(100, 500);
    const arrivals = arrivalsIn(phases, seededChance("ramp"));
    expect(phases.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(500);
    const counts = phases.map((_phase, at) => arrivals.filter((when) => phaseAt(phases, when) === at).length);
    for (const [at, expected] of [5000, 15_000, 20_000, 15_000, 5000].entries())
      expect(Math.abs((counts[at] ?? 0) - expected)).toBeLessThan(4 * Math.sqrt(expected));
    // Within a phase the rate goes along a line: three in four of the first come in its second half.
    const late = arrivals.filter((when) => when >= 50_000 && when < 100_000).length;
    expect(late / (counts[0] ?? 1)).toBeCloseTo(0.75, 1);
  });

  test("are the same from the same seed, in order, and none where the rate is nothing", () => {
    const phases = ramp(10, 60);
    const once = arrivalsIn(phases, seededChance("seed"));
    expect(arrivalsIn(phases, seededChance("seed"))).toEqual(once);
    expect(arrivalsIn(phases, seededChance("another"))).not.toEqual(once);
    expect(once.toSorted((one, other) => one - other)).toEqual(once);
    expect(arrivalsIn([{ name: "nothing", seconds: 100, from: 0, to: 0 }], seededChance("seed"))).toEqual([]);
  });

  test("after the last phase belong to none", () => {
    const phases = ramp(1, 5);
    expect([0, 999, 1000, 4999, 5000, 9e9].map((when) => phaseAt(phases, when))).toEqual([0, 0, 1, 4, 5, 5]);
  });
});
