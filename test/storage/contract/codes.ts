import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Fresh, publish } from "../given.ts";

export function codesContract(fresh: Fresh): void {
  describe("invitation codes", () => {
    test("are known to their survey, and to no other", async () => {
      const { storage, reopen } = await fresh();
      const [roads, bridges] = [await publish(storage), await publish(storage, "bridges")];
      const marks = Array.from({ length: 3 }, () => randomBytes(32));
      expect(await storage.codes.add(roads, marks)).toBe("added");
      const other = await reopen();
      expect(await Promise.all(marks.map((mark) => other.codes.has(roads, mark)))).toEqual([true, true, true]);
      expect(await Promise.all(marks.map((mark) => other.codes.has(bridges, mark)))).toEqual([false, false, false]);
      expect(await other.codes.has(roads, randomBytes(32))).toBe(false);
      expect([await other.codes.count(roads), await other.codes.count(bridges)]).toEqual([3, 0]);
    });

    test("come in lots, and one that is there already stays", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const [first, second] = [randomBytes(32), randomBytes(32)];
      await storage.codes.add(survey, [first]);
      await storage.codes.add(survey, [first, second]);
      expect(await storage.codes.count(survey)).toBe(2);
    });

    test("are added whole or not at all", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const good = randomBytes(32);
      await expect(storage.codes.add(survey, [good, randomBytes(31)])).rejects.toThrow();
      expect(await storage.codes.has(survey, good)).toBe(false);
    });

    test("are made in batches, of which is kept how many, when and for where", async () => {
      const { storage, reopen } = await fresh();
      const survey = await publish(storage);
      const [first, second] = [
        { id: "b".repeat(16), place: null, count: 2, madeOn: "2024-09-20" },
        { id: "a".repeat(16), place: "letter", count: 1, madeOn: "2024-09-21" },
      ];
      await storage.codes.add(survey, [randomBytes(32)], second);
      await storage.codes.add(survey, [randomBytes(32), randomBytes(32)], first);
      await expect(storage.codes.add(survey, [randomBytes(31)], { ...first, id: "c".repeat(16) })).rejects.toThrow();
      expect(await (await reopen()).codes.batches(survey)).toEqual([first, second]);
      expect(await storage.codes.batches("nowhere")).toEqual([]);
    });

    test("are not for a closed survey, nor for one that is not there", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      await storage.surveys.close(survey, "2024-11-01");
      expect(await storage.codes.add(survey, [randomBytes(32)])).toBe("closed");
      expect(await storage.codes.add("nowhere", [randomBytes(32)])).toBe("unknown");
      expect(await storage.codes.count(survey)).toBe(0);
    });
  });
}
