import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { firstBroken } from "../../../server/records/audit.ts";
import { makingNote, newBatch } from "../../../server/records/code-batch.ts";
import { type Fresh, publish } from "../given.ts";

const RANDOM = { bytes: randomBytes, integer: () => 0 };
const marks = (count: number) => Array.from({ length: count }, () => randomBytes(32));

/** What a member of staff makes alone. */
function aMaking(survey: string, count: number, who = "Aizhan") {
  const about = makingNote(survey, count, null);
  const deed = { at: 1_726_819_200_000, who, act: "codes-made", about } as const;
  return [survey, marks(count), newBatch(null, count, "2024-09-20", RANDOM), deed] as const;
}

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

    test("are made by one person alone up to what is left to them, whichever instances are asked at once", async () => {
      const { storage, reopen } = await fresh();
      const [roads, bridges] = [await publish(storage), await publish(storage, "bridges")];
      const other = await reopen();
      const outcomes = await Promise.all(
        [storage, other, storage, other].map(({ codes }) => codes.make(...aMaking(roads, 90))),
      );
      expect(outcomes.sort()).toEqual(["added", "added", "too-many", "too-many"]);
      expect(await other.codes.count(roads)).toBe(180);
      expect(await other.codes.batches(roads)).toHaveLength(2);
      // Of another survey, by somebody else, and the twenty that are left.
      expect(await storage.codes.make(...aMaking(bridges, 200))).toBe("added");
      expect(await storage.codes.make(...aMaking(roads, 21))).toBe("too-many");
      expect(await storage.codes.make(...aMaking(roads, 20))).toBe("added");
      expect(await storage.codes.make(...aMaking(roads, 200, "Aizhan S."))).toBe("added");
      const noted = await storage.audit.page([], undefined, 10);
      expect(noted.map(({ about }) => about)).toEqual([
        ...["roads: 200", "roads: 20", "bridges: 200", "roads: 90", "roads: 90"],
      ]);
      expect(await firstBroken(storage.audit.each())).toBeUndefined();
    });

    test("more may be made alone where the operator has made many: a tenth", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      await storage.codes.add(survey, marks(2100));
      expect(await storage.codes.make(...aMaking(survey, 211))).toBe("too-many");
      expect(await storage.codes.make(...aMaking(survey, 210))).toBe("added");
    });

    test("of which nothing is noted where none is made", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const [, , batch, deed] = aMaking(survey, 2);
      await expect(storage.codes.make(survey, [randomBytes(32), randomBytes(31)], batch, deed)).rejects.toThrow();
      await storage.surveys.close(survey, "2024-11-01");
      expect(await storage.codes.make(...aMaking(survey, 2))).toBe("closed");
      expect(await storage.codes.make(...aMaking("nowhere", 2))).toBe("unknown");
      expect(await storage.audit.page([], undefined, 10)).toEqual([]);
      expect(await storage.codes.count(survey)).toBe(0);
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
