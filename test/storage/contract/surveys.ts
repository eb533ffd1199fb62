import { describe, expect, test } from "vitest";
import { versionOf } from "../../../server/survey/version.ts";
import { definition, type Fresh } from "../given.ts";

function edition(title: string, simulated = false) {
  const content = definition("roads", title);
  return { definition: content, version: versionOf(content), simulated, day: "2024-10-05" };
}

export function surveysContract(fresh: Fresh): void {
  describe("surveys", () => {
    test("come back as published, with their versions, the oldest first", async () => {
      const { storage } = await fresh();
      const editions = ["Roads", "Roads and paths", "Bridges"].map((title) => edition(title));
      for (const each of editions) expect(await storage.surveys.publish(each)).toBe("published");
      expect(await storage.surveys.all()).toEqual([
        {
          id: "roads",
          simulated: false,
          versions: editions.map(({ version, definition }) => ({ version, definition })),
        },
      ]);
    });

    test("stay as they are when a version is published again", async () => {
      const { storage } = await fresh();
      await storage.surveys.publish(edition("Roads"));
      await storage.surveys.publish(edition("Bridges"));
      const before = [await storage.surveys.all(), await storage.surveys.revision()];
      expect(await storage.surveys.publish({ ...edition("Roads"), day: "2025-01-01" })).toBe("known");
      expect([await storage.surveys.all(), await storage.surveys.revision()]).toEqual(before);
    });

    test("stay simulated, or real, for ever", async () => {
      const { storage } = await fresh();
      await storage.surveys.publish(edition("Roads", true));
      await expect(storage.surveys.publish(edition("Bridges", false))).rejects.toThrow(/simulated/);
      const [survey] = await storage.surveys.all();
      expect(survey).toMatchObject({ simulated: true });
      expect(survey?.versions).toHaveLength(1);
    });

    test("close once, on the first day given", async () => {
      const { storage } = await fresh();
      await storage.surveys.publish(edition("Roads"));
      expect(await storage.surveys.close("roads", "2024-11-01")).toBe("closed");
      expect(await storage.surveys.close("roads", "2024-12-01")).toBe("was-closed");
      expect(await storage.surveys.close("bridges", "2024-12-01")).toBe("unknown");
      expect(await storage.surveys.all()).toMatchObject([{ id: "roads", closedOn: "2024-11-01" }]);
    });

    test("say by their revision that another process has published or closed", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      const seen = [await storage.surveys.revision()];
      await other.surveys.publish(edition("Roads"));
      seen.push(await storage.surveys.revision());
      await other.surveys.publish(edition("Bridges"));
      seen.push(await storage.surveys.revision());
      await other.surveys.close("roads", "2024-11-01");
      seen.push(await storage.surveys.revision());
      expect(new Set(seen).size).toBe(4);
      expect(await storage.surveys.revision()).toBe(seen.at(-1));
    });
  });
}
