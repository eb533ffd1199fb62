import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Fresh, hex } from "../given.ts";

export function heldCountsContract(fresh: Fresh): void {
  describe("counts that are held back", () => {
    test("are one row a survey, saved only over what the writer had read, for every process", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      const [first, second, third] = [randomBytes(99), randomBytes(99), randomBytes(99)];
      expect(await storage.heldCounts.find("roads")).toBeUndefined();
      expect(await storage.heldCounts.save("roads", first, undefined)).toBe("saved");
      expect(await other.heldCounts.save("roads", second, undefined)).toBe("stale");
      expect(await other.heldCounts.save("roads", second, first)).toBe("saved");
      expect(await storage.heldCounts.save("roads", third, first)).toBe("stale");
      expect(hex(await storage.heldCounts.find("roads"))).toBe(hex(second));
      expect(await storage.heldCounts.find("bridges")).toBeUndefined();
      await storage.heldCounts.remove("roads");
      await storage.heldCounts.remove("roads");
      expect(await other.heldCounts.find("roads")).toBeUndefined();
    });
  });
}
