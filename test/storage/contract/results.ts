import { describe, expect, test } from "vitest";
import { type Fresh, publish } from "../given.ts";

export function resultsContract(fresh: Fresh): void {
  describe("public results", () => {
    test("are kept one after another, the newest found, each survey's apart", async () => {
      const { storage, reopen } = await fresh();
      const [roads, bridges] = [await publish(storage), await publish(storage, "bridges")];
      expect(await storage.results.newest(roads)).toBeUndefined();
      expect(await storage.results.publish(roads, '{"n":  1}', Buffer.from([1, 2]))).toBe(1);
      expect(await storage.results.publish(roads, '{"n":2}', Buffer.from([3]))).toBe(2);
      const later = await reopen();
      const newest = await later.results.newest(roads);
      expect([newest?.number, newest?.json, [...(newest?.image ?? [])]]).toEqual([2, '{"n":2}', [3]]);
      expect(await later.results.surveys()).toEqual([roads]);
      expect(await later.results.newest(bridges)).toBeUndefined();
      await expect(later.results.publish("nowhere", "{}", Buffer.from([1]))).rejects.toThrow();
    });
  });
}
