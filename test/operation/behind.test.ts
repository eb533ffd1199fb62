import { describe, expect, test, vi } from "vitest";
import { howFar, latenessAfter, watchLateness } from "../../server/behind.ts";

const averageOf = (...late: readonly number[]) => late.reduce(latenessAfter, 0);

describe("how late a process is", () => {
  test("is what its looks were late, once they have been so for a second or two", () => {
    expect(averageOf(...Array<number>(40).fill(200))).toBeCloseTo(200, -0.5);
    expect(averageOf(...Array<number>(10).fill(200))).toBeGreaterThan(150);
  });

  test("one short pause is no lateness, a long one is, and passes", () => {
    // A collection of garbage.
    expect(averageOf(80)).toBeLessThan(20);
    const stood = averageOf(1500);
    expect(stood).toBeGreaterThan(1000);
    expect(averageOf(1500, ...Array<number>(30).fill(2))).toBeLessThan(150);
  });
});

test("a process is behind somewhat before it is far behind", () => {
  expect([0, 100, 200, 400, 600].map(howFar)).toEqual(["no", "no", "somewhat", "somewhat", "far"]);
});

test("a process that can go on is not behind; one that could not for two seconds is far behind", async () => {
  let now = 0;
  const lateness = watchLateness(() => now);
  expect(lateness.behind()).toBe("no");
  now = 2000;
  await vi.waitFor(() => expect(lateness.behind()).toBe("far"), 10_000);
  lateness.stop();
});
