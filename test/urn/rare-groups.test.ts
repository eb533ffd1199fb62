import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Response } from "../../server/records/response.ts";
import { withoutRareGroups } from "../../server/urn/batch.ts";

const response = (given: Partial<Response>): Response => ({
  version: "a".repeat(64),
  language: "kk",
  channel: "web",
  month: "2024-10",
  duration: 100,
  flags: [],
  answers: {},
  withdrawal: null,
  ...given,
});

const many = (count: number, given: Partial<Response>) => Array.from({ length: count }, () => response(given));

/** How many are told apart in each way. */
function told(batch: readonly Response[], pool: number): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { language, version, channel, month } of withoutRareGroups(batch, pool)) {
    const way = [language, version.slice(0, 5), channel, month].join(" ");
    sizes.set(way, (sizes.get(way) ?? 0) + 1);
  }
  return sizes;
}

describe("whom a batch tells apart", () => {
  test("who alone would be other takes the smallest named language along", () => {
    const [kazakh, other] = ["kk aaaaa web 2024-10", "other aaaaa web 2024-10"];
    const batch = [...many(20, {}), ...many(12, { language: "ru" }), response({ language: "en" })];
    expect(told(batch, 10)).toEqual(
      new Map([
        [kazakh, 20],
        [other, 13],
      ]),
    );
    expect(told([...many(19, {}), response({ language: "en" })], 10)).toEqual(new Map([[other, 20]]));
  });

  test("at the turn of a month the first of the new month is not told apart", () => {
    const batch = [...many(9, { month: "2024-09" }), response({ month: "2024-10" })];
    expect(told(batch, 10)).toEqual(new Map([["kk aaaaa web 2024-10", 10]]));
  });

  test("nobody by language, version, channel and month with fewer than K, nor is anybody lost", () => {
    const any = fc.record({
      language: fc.constantFrom("kk", "kk", "kk", "ru", "en"),
      version: fc.constantFrom("a".repeat(64), "a".repeat(64), "b".repeat(64)),
      channel: fc.constantFrom("web", "web", "paper"),
      month: fc.constantFrom("2024-09", "2024-10"),
    });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 80 }), fc.integer({ min: 2, max: 12 }), (given, pool) => {
        const sizes = [...told(given.map(response), pool).values()];
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(Math.min(pool, given.length));
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(given.length);
      }),
    );
  });
});

describe("flags that others can know of", () => {
  const flagsAfter = (batch: readonly Response[], pool: number) =>
    withoutRareGroups(batch, pool)
      .map(({ flags }) => flags.join(" "))
      .filter((flags) => flags !== "")
      .sort();

  test("are not told of one in a batch: on a family's tablet it would be known whose it is", () => {
    const shared = response({ flags: ["too_fast", "seen_device", "network_burst"] });
    expect(flagsAfter([...many(49, {}), shared], 50)).toEqual(["too_fast"]);
    expect(flagsAfter([...many(46, {}), ...many(4, { flags: ["seen_device"] })], 50)).toEqual([]);
  });

  test("are told of a farm, each flag by its own number", () => {
    const farm = [...many(5, { flags: ["seen_device"] }), response({ flags: ["seen_device", "network_burst"] })];
    expect(flagsAfter([...many(44, {}), ...farm], 50)).toEqual(Array(6).fill("seen_device"));
  });

  test("are all told where nothing is pooled", () => {
    expect(flagsAfter([response({ flags: ["seen_device"] })], 1)).toEqual(["seen_device"]);
  });

  test("what only the one who answered can know stays: too fast, straight-lined, in the trap", () => {
    const flags = ["too_fast", "below_reading_floor", "straight_lined", "challenge_failed", "trap_filled"] as const;
    expect(flagsAfter([...many(49, {}), response({ flags })], 50)).toEqual([flags.join(" ")]);
  });
});
