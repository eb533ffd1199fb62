import { describe, expect, test } from "vitest";
import type { BacklogItem, BacklogStatus } from "../../../server/records/backlog.ts";
import { type Fresh, publish } from "../given.ts";

const change = (status: BacklogStatus, on = "2026-11-27") => ({ status, unit: "Цифрлық қызмет", on, who: "Айжан" });

const item = (survey: string, id: string, given: Partial<BacklogItem> = {}): BacklogItem => ({
  survey,
  id: id.repeat(16),
  category: "technical-errors",
  service: "passport",
  days: 10,
  reportedOn: "2026-11-27",
  dueOn: "2026-12-11",
  changes: [change("reported")],
  ...given,
});

export function backlogContract(fresh: Fresh): void {
  describe("the feedback loop", () => {
    test("has an agreement that is replaced whole", async () => {
      const { storage, reopen } = await fresh();
      const survey = await publish(storage);
      expect(await storage.backlog.agreement(survey)).toEqual({});
      await storage.backlog.agree(survey, { legislation: 60, bureaucracy: 20 });
      await storage.backlog.agree(survey, { legislation: 90 });
      expect(await (await reopen()).backlog.agreement(survey)).toEqual({ legislation: 90 });
    });

    test("has one item at a time for a category of a service, until it is over", async () => {
      const { storage, reopen } = await fresh();
      const survey = await publish(storage);
      const { backlog } = storage;
      const both = await Promise.all([backlog.add(item(survey, "a")), (await reopen()).backlog.add(item(survey, "b"))]);
      expect(both.toSorted()).toEqual(["added", "there-already"]);
      const [first] = await backlog.of(survey);
      expect(await backlog.add(item(survey, "c", { service: "licence", dueOn: "2026-12-01" }))).toBe("added");
      expect(await backlog.change(survey, first?.id ?? "", change("fixed", "2026-12-01"), 1)).toBe("changed");
      expect(await backlog.add(item(survey, "d"))).toBe("added");
      expect((await backlog.of(survey)).map(({ service }) => service)).toEqual(["licence", "passport", "passport"]);
      expect(await backlog.of("bridges")).toEqual([]);
    });

    test("keeps every change in its order, each decided on what was there", async () => {
      const { storage } = await fresh();
      const [survey, elsewhere] = [await publish(storage), await publish(storage, "bridges")];
      const { backlog } = storage;
      await backlog.add(item(survey, "a"));
      const id = "a".repeat(16);
      expect(await backlog.change(survey, id, change("accepted"), 1)).toBe("changed");
      expect(await backlog.change(survey, id, change("declined"), 1)).toBe("stale");
      expect(await backlog.change(elsewhere, id, change("declined"), 1)).toBe("unknown");
      expect((await backlog.of(survey))[0]).toEqual(
        item(survey, "a", { changes: [change("reported"), change("accepted")] }),
      );
    });

    test("has notes that citizens read once they are published, and that then stay as they are", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const { notes } = storage;
      await storage.backlog.add(item(survey, "a"));
      const words = (text: string) => ({ kk: text, ru: text, en: text });
      const note = { survey, id: "1".repeat(16), item: "a".repeat(16), said: words("slow"), done: words("faster") };
      const other = { ...note, id: "2".repeat(16), item: null };
      expect(await notes.keep(note)).toBe("kept");
      expect(await notes.keep({ ...note, said: words("too slow") })).toBe("kept");
      expect(await notes.published(survey)).toEqual([]);
      expect(await notes.publish(survey, note.id, "2026-11-26")).toBe("done");
      expect(await notes.keep(note)).toBe("published");
      expect(await notes.keep(other)).toBe("kept");
      expect(await notes.publish(survey, other.id, "2026-11-27")).toBe("done");
      expect(await notes.publish("bridges", other.id, null)).toBe("unknown");
      expect((await notes.published(survey)).map(({ id, said }) => [id, said.en])).toEqual([
        [other.id, "slow"],
        [note.id, "too slow"],
      ]);
      expect(await notes.publish(survey, other.id, null)).toBe("done");
      expect((await notes.of(survey)).map(({ publishedOn }) => publishedOn)).toEqual(["2026-11-26", null]);
    });
  });
}
