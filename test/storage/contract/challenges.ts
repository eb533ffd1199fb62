import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Fresh } from "../given.ts";

const HOUR = 3_600_000;

export function challengesContract(fresh: Fresh): void {
  describe("challenges", () => {
    test("are spent once, each by itself, however many try at once", async () => {
      const { storage } = await fresh();
      const [one, other] = [randomBytes(32), randomBytes(32)];
      const tries = await Promise.all(Array.from({ length: 20 }, () => storage.challenges.spend(one, HOUR)));
      expect(tries.filter((outcome) => outcome === "spent")).toHaveLength(1);
      expect(await storage.challenges.spend(other, HOUR)).toBe("spent");
      expect(await storage.challenges.spend(other, 2 * HOUR)).toBe("spent-before");
    });

    test("stay spent over a restart, and are forgotten when their time is over", async () => {
      const { storage, reopen } = await fresh();
      const [over, open] = [randomBytes(32), randomBytes(32)];
      await storage.challenges.spend(over, HOUR);
      await storage.challenges.spend(open, 2 * HOUR);
      await storage.close();
      const later = await reopen();
      await later.challenges.sweep(HOUR);
      expect(await later.challenges.spend(open, 2 * HOUR)).toBe("spent-before");
      expect(await later.challenges.spend(over, 2 * HOUR)).toBe("spent");
    });

    test("are kept with no time closer than the hour", async () => {
      const { storage } = await fresh();
      await expect(storage.challenges.spend(randomBytes(32), HOUR + 1)).rejects.toThrow();
    });
  });
}
