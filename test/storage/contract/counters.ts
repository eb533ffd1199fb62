import { describe, expect, test } from "vitest";
import { DIRECT, MOST_PLACES } from "../../../server/records/funnel.ts";
import { count, type Fresh, publish } from "../given.ts";

export function countersContract(fresh: Fresh): void {
  describe("counters", () => {
    test("add up what is alike and keep apart what differs in anything", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      const survey = await publish(storage);
      await publish(storage, "bridges");
      const apart = [
        count(survey),
        count(survey, { day: "2024-10-06" }),
        count(survey, { stage: "reached", page: "roads" }),
        count(survey, { stage: "reached", page: "bridges" }),
        count(survey, { language: "ru" }),
        count(survey, { place: DIRECT }),
      ];
      await storage.counters.add([...apart, ...apart]);
      await other.counters.add([...apart, count("bridges")].map((each) => ({ ...each, count: 5 })));
      const sums = await storage.counters.of(survey);
      expect(sums).toHaveLength(apart.length);
      expect(sums).toEqual(expect.arrayContaining(apart.map((each) => ({ ...each, count: 7 }))));
    });

    test("tell apart so many places and no more; the rest are other, for every process", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      const survey = await publish(storage);
      const invented = Array.from({ length: MOST_PLACES + 20 }, (_none, at) => count(survey, { place: `place-${at}` }));
      await storage.counters.add([count(survey, { place: DIRECT }), ...invented.slice(0, 60)]);
      await other.counters.add(invented.slice(60));
      await storage.counters.add([
        count(survey, { place: "place-0" }),
        count(survey, { place: "late" }),
        count(survey, { place: DIRECT }),
      ]);
      const sums = new Map((await storage.counters.of(survey)).map(({ place, count }) => [place, count]));
      expect(sums.size).toBe(MOST_PLACES + 2);
      expect([sums.get(DIRECT), sums.get("place-0"), sums.get("other"), sums.get("late")]).toEqual([
        2,
        2,
        21,
        undefined,
      ]);
    });

    test("are added up by day, stage and page for whoever looks often", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      await storage.counters.add([
        count(survey, { day: "2024-10-06", count: 4 }),
        count(survey, { language: "ru", count: 2 }),
        count(survey, { place: "home", count: 5 }),
      ]);
      const [{ stage, page, day } = count(survey)] = [count(survey)];
      expect(await storage.counters.daily(survey)).toEqual([
        { day, stage, page, count: 7 },
        { day: "2024-10-06", stage, page, count: 4 },
      ]);
      expect(await storage.counters.daily("none")).toEqual([]);
      expect(await storage.counters.sumBefore(survey, "2024-10-06")).toBe(7);
      expect(await storage.counters.sumBefore(survey, "2024-10-07")).toBe(11);
      expect(await storage.counters.sumBefore("none", "2024-10-07")).toBe(0);
    });

    test("are added all or none", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      await expect(storage.counters.add([count(survey), count(survey, { day: "yesterday" })])).rejects.toThrow();
      expect(await storage.counters.of(survey)).toEqual([]);
      await storage.counters.add([]);
    });
  });
}
