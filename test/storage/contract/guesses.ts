import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Fresh } from "../given.ts";

export function guessesContract(fresh: Fresh): void {
  describe("guesses", () => {
    test("are counted, each network by itself, until their window is over", async () => {
      const { storage } = await fresh();
      const [mine, theirs] = [randomBytes(32), randomBytes(32)];
      expect(await storage.guesses.count(mine, 1000, 1900)).toBe(1);
      expect(await storage.guesses.count(mine, 1500, 2400)).toBe(2);
      expect(await storage.guesses.count(theirs, 1500, 2400)).toBe(1);
      expect(await storage.guesses.count(mine, 1900, 2800)).toBe(1);
    });

    test("are looked at without counting", async () => {
      const { storage } = await fresh();
      const key = randomBytes(32);
      expect(await storage.guesses.look(key, 1000)).toBe(0);
      await storage.guesses.count(key, 1000, 1900);
      await storage.guesses.count(key, 1000, 1900);
      expect([await storage.guesses.look(key, 1899), await storage.guesses.look(key, 1899)]).toEqual([2, 2]);
      expect(await storage.guesses.look(key, 1900)).toBe(0);
    });

    test("at once are each counted", async () => {
      const { storage } = await fresh();
      const key = randomBytes(32);
      const counted = await Promise.all(Array.from({ length: 30 }, () => storage.guesses.count(key, 1000, 1900)));
      expect([...counted].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_none, at) => at + 1));
    });

    test("that were right are taken back, and of none nothing is kept", async () => {
      const { storage } = await fresh();
      const key = randomBytes(32);
      await storage.guesses.count(key, 1000, 1900);
      await storage.guesses.count(key, 1000, 1900);
      await storage.guesses.takeBack(key);
      expect(await storage.guesses.count(key, 1000, 1900)).toBe(2);
      for (const _each of [1, 2, 3]) await storage.guesses.takeBack(key);
      expect(await storage.guesses.count(key, 1200, 2100)).toBe(1);
    });

    test("are forgotten when they are told to be, and when they are swept after their window", async () => {
      const { storage } = await fresh();
      const [forgotten, over, open] = [randomBytes(32), randomBytes(32), randomBytes(32)];
      await storage.guesses.count(forgotten, 1000, 9000);
      await storage.guesses.count(over, 1000, 2000);
      await storage.guesses.count(open, 1000, 2001);
      await storage.guesses.forget(forgotten);
      await storage.guesses.sweep(2000);
      // Counted at a moment at which none of the windows was over.
      const counts = await Promise.all([forgotten, over, open].map((key) => storage.guesses.count(key, 1000, 3000)));
      expect(counts).toEqual([1, 1, 2]);
    });
  });
}
