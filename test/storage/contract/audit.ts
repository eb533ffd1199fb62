import { describe, expect, test } from "vitest";
import { type AuditSearch, type Entry, firstBroken } from "../../../server/records/audit.ts";
import type { Fresh } from "../given.ts";

export function auditContract(fresh: Fresh): void {
  describe("the audit log", () => {
    test("is one chain, though two add to it at once", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      await Promise.all(
        Array.from({ length: 20 }, (_none, at) =>
          (at % 2 ? storage : other).audit.add({ at, who: "Айжан", act: "signed-in", about: `${at}` }),
        ),
      );
      const entries: Entry[] = [];
      for await (const entry of storage.audit.each()) entries.push(entry);
      expect(entries.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_none, at) => at + 1));
      expect(await firstBroken(storage.audit.each())).toBeUndefined();
    });

    test("is found by words of any case, newest first, a page at a time", async () => {
      const { storage } = await fresh();
      const deeds = [
        ["Айжан", "published", "egov-2024"],
        ["operator", "published", "pest-experts"],
        ["Айжан", "closed", "egov-2024"],
      ] as const;
      for (const [who, act, about] of deeds) await storage.audit.add({ at: 1, who, act, about });
      const found = async (words: readonly string[], before?: number, most = 10) =>
        (await storage.audit.page(words, before, most)).map(({ number }) => number);
      expect(await found([])).toEqual([3, 2, 1]);
      expect(await found(["АЙЖАН"])).toEqual([3, 1]);
      expect(await found(["айжан", "publish"])).toEqual([1]);
      expect(await found(["%"])).toEqual([]);
      expect(await found([], 3, 1)).toEqual([2]);
    });

    test("is searched by who, act and time, alone and together", async () => {
      const { storage } = await fresh();
      const deeds = [
        ["Айжан", "published", "egov-2024"],
        ["operator", "published", "pest-experts"],
        ["Айжан", "closed", "egov-2024"],
      ] as const;
      for (const [at, [who, act, about]] of deeds.entries())
        await storage.audit.add({ at: 1000 * at, who, act, about });
      const found = async (search: AuditSearch, words: readonly string[] = []) =>
        (await storage.audit.page(words, undefined, 10, search)).map(({ number }) => number);
      expect(await found({})).toEqual([3, 2, 1]);
      expect(await found({ who: "айж" })).toEqual([3, 1]);
      expect(await found({ act: "published" })).toEqual([2, 1]);
      expect(await found({ act: "published", who: "Айжан" })).toEqual([1]);
      expect(await found({ from: 1000 })).toEqual([3, 2]);
      expect(await found({ until: 2000 })).toEqual([2, 1]);
      expect(await found({ from: 1000, until: 2000, who: "OPERATOR" }, ["pest"])).toEqual([2]);
      expect(await found({ who: "%" })).toEqual([]);
    });
  });
}
