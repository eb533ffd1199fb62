import fc from "fast-check";
import { expect, test } from "vitest";
import { coarseDuration } from "../../server/records/duration.ts";

test.each([
  [0, 0],
  [59.9, 55],
  [288, 285],
  [599.99, 595],
  [600, 600],
  [659, 600],
  [7199, 7140],
  [7200, 7200],
  [8099, 7200],
  [8100, 8100],
  [1e9, 86_400],
  [-5, 0],
  [Number.NaN, 0],
])("%d seconds are kept as %d", (exact, kept) => {
  expect(coarseDuration(exact)).toBe(kept);
});

test("coarsening never adds time, never changes the order, and leaves few different durations", () => {
  fc.assert(
    fc.property(fc.nat(90_000), fc.nat(90_000), (one, other) => {
      expect(coarseDuration(one)).toBeLessThanOrEqual(one);
      if (one <= other) expect(coarseDuration(one)).toBeLessThanOrEqual(coarseDuration(other));
    }),
  );
  const different = new Set(Array.from({ length: 90_000 }, (_, seconds) => coarseDuration(seconds)));
  expect(different.size).toBe(120 + 110 + 89);
});
