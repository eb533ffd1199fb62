import fc from "fast-check";
import { expect, test } from "vitest";
import { isSeenTooOften } from "../../server/screening/device.ts";

test("so many of one signal pass on any day, the next is too often", () => {
  expect(isSeenTooOften(20, 20, 20)).toBe(false);
  expect(isSeenTooOften(21, 21, 20)).toBe(true);
  expect(isSeenTooOften(1, 1, 1)).toBe(false);
  expect(isSeenTooOften(2, 2, 1)).toBe(true);
});

test("on a crowded day a common phone has its two in a hundred", () => {
  expect(isSeenTooOften(200, 10_000, 20)).toBe(false);
  expect(isSeenTooOften(201, 10_000, 20)).toBe(true);
});

test("by property: who is not counted, and who is the first, is never too often; more of the others never harms", () => {
  const count = fc.integer({ min: 1, max: 1_000_000 });
  fc.assert(
    fc.property(count, count, count, (times, all, most) => {
      expect(isSeenTooOften(0, all, most) || isSeenTooOften(1, all, most)).toBe(false);
      if (isSeenTooOften(times, all + 1, most)) expect(isSeenTooOften(times, all, most)).toBe(true);
    }),
  );
});
