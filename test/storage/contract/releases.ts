import { describe, expect, test } from "vitest";
import { type Fresh, publish } from "../given.ts";

export function releasesContract(fresh: Fresh): void {
  describe("releases", () => {
    const aRelease = (survey: string, name: string) => ({
      id: `${survey}-${name}`,
      survey,
      request: name.padStart(64, "0"),
      json: '{"records":3,"k":5}',
    });

    test("are kept as they were, one for a request, each with its survey, beside as many as were looked at", async () => {
      const { storage, reopen } = await fresh();
      const [roads, bridges] = [await publish(storage), await publish(storage, "bridges")];
      const [first, second] = [aRelease(roads, "a"), aRelease(roads, "b")];
      expect(await storage.releases.keep(second, 0)).toBe("kept");
      expect(await storage.releases.keep(first, 0)).toBe("known");
      expect(await storage.releases.keep(first, 1)).toBe("kept");
      expect(await storage.releases.keep({ ...first, id: "another" }, 2)).toBe("known");
      expect(await storage.releases.keep(first, 2)).toBe("known");
      const later = await reopen();
      expect(await later.releases.of(roads)).toEqual([first, second]);
      expect(await later.releases.of(bridges)).toEqual([]);
    });

    test("belong to a survey that is there", async () => {
      const { storage } = await fresh();
      await expect(storage.releases.keep(aRelease("nowhere", "a"), 0)).rejects.toThrow();
      expect(await storage.releases.of("nowhere")).toEqual([]);
    });
  });
}
