import { describe, expect, test } from "vitest";
import { type Fresh, member, publish } from "../given.ts";

export function definitionDraftsContract(fresh: Fresh): void {
  describe("drafts of definitions", () => {
    test("are one for each survey, the last that was saved, and can be removed", async () => {
      const { storage } = await fresh();
      await storage.staff.add(member("askar"));
      const draft = { survey: "roads", source: "id: roads\n", savedBy: "askar", savedAt: 1000 };
      const later = { ...draft, source: "id: roads # жолдар\n", savedAt: 2000 };
      for (const each of [draft, { ...draft, survey: "bridges" }, later]) await storage.definitionDrafts.save(each);
      expect((await storage.definitionDrafts.list()).map(({ survey }) => survey)).toEqual(["bridges", "roads"]);
      expect(await storage.definitionDrafts.find("roads")).toEqual(later);
      await storage.definitionDrafts.remove("roads");
      expect(await storage.definitionDrafts.find("roads")).toBeUndefined();
    });
  });

  describe("a survey's life", () => {
    test("is paused, resumed and extended, which other processes see, and not after it is closed", async () => {
      const { storage, reopen } = await fresh();
      const id = await publish(storage);
      const other = await reopen();
      const before = await other.surveys.revision();
      expect(await storage.surveys.pause(id, "2024-10-06")).toBe("changed");
      expect(await storage.surveys.pause(id, "2024-10-07")).toBe("unchanged");
      expect(await storage.surveys.extend(id, "2024-12-01")).toBe("changed");
      expect(await storage.surveys.extend(id, "2024-11-01")).toBe("unchanged");
      expect(await other.surveys.revision()).toBe(before + 2);
      expect(await other.surveys.all()).toMatchObject([{ pausedOn: "2024-10-06", extendedTo: "2024-12-01" }]);
      expect(await storage.surveys.pause(id, undefined)).toBe("changed");
      expect(await storage.surveys.pause(id, undefined)).toBe("unchanged");
      expect((await other.surveys.all())[0]).not.toHaveProperty("pausedOn");
      await storage.surveys.close(id, "2024-12-02");
      expect(await storage.surveys.pause(id, "2024-12-03")).toBe("unchanged");
      expect(await storage.surveys.extend(id, "2025-01-01")).toBe("unchanged");
      expect(await storage.surveys.pause("nowhere", "2024-12-03")).toBe("unchanged");
    });
  });
}
