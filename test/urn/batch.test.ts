import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Response } from "../../server/records/response.ts";
import { batchSize, withoutRareGroups } from "../../server/urn/batch.ts";

function responses(languages: readonly string[]): readonly Response[] {
  const common = { version: "0".repeat(64), channel: "web", month: "2024-10", duration: 300, flags: [], answers: {} };
  return languages.map((language) => ({ ...common, language, withdrawal: null }));
}

describe("how many are released", () => {
  test.each([
    [99, 50, 0],
    [100, 50, 50],
    [149, 50, 50],
    [150, 50, 100],
    [13, 5, 5],
    [7, 1, 7],
    [0, 1, 0],
  ])("of %i that wait with K = %i: %i", (waiting, pool, due) => {
    expect(batchSize(waiting, pool)).toBe(due);
  });

  test("ends where releasing K at a time would, never releases fewer than K, and always leaves K behind", () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 2, max: 100 }), (waiting, pool) => {
        let left = waiting;
        while (left >= 2 * pool) left -= pool;
        const due = batchSize(waiting, pool);
        expect(waiting - due).toBe(left);
        if (due > 0) expect([due >= pool, waiting - due >= pool]).toEqual([true, true]);
      }),
    );
  });
});

describe("rare groups", () => {
  test("a language of fewer than K in the batch becomes other, a common one stays", () => {
    const batch = withoutRareGroups(responses(["kk", "kk", "kk", "ru", "ru", "en"]), 3);
    expect(batch.map(({ language }) => language)).toEqual(["kk", "kk", "kk", "other", "other", "other"]);
  });

  test("a rare version and channel likewise, and everything else stays as it was", () => {
    const [one, ...rest] = responses(["kk", "kk", "kk"]);
    if (!one) throw new Error("no response");
    const odd = { ...one, version: "f".repeat(64), channel: "kiosk", answers: { ease: 3 } };
    const [changed] = withoutRareGroups([odd, ...rest], 2);
    expect(changed).toEqual({ ...odd, version: "other", channel: "other" });
  });

  test("nothing but other and values shared by at least K ever leaves", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("kk", "ru", "en", "ug")),
        fc.integer({ min: 1, max: 20 }),
        (languages, pool) => {
          const left = withoutRareGroups(responses(languages), pool).map(({ language }) => language);
          for (const language of new Set(left.filter((each) => each !== "other")))
            expect(left.filter((each) => each === language).length).toBeGreaterThanOrEqual(pool);
        },
      ),
    );
  });
});
