import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Fresh, hex } from "../given.ts";

function draft(sealed = "first", id: Uint8Array = randomBytes(32), day = "2024-10-05") {
  return { id, sealed: Buffer.from(sealed), day };
}

export function draftsContract(fresh: Fresh): void {
  describe("drafts", () => {
    test("have one key a day: the first that was made, for every process", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      const [mine, theirs] = [randomBytes(72), randomBytes(72)];
      expect(hex(await storage.drafts.dayKey("2024-10-05", mine))).toBe(hex(mine));
      expect(hex(await other.drafts.dayKey("2024-10-05", theirs))).toBe(hex(mine));
      expect(hex(await other.drafts.dayKey("2024-10-06", theirs))).toBe(hex(theirs));
    });

    test("list the days' keys, the newest first", async () => {
      const { storage } = await fresh();
      for (const day of ["2024-10-05", "2024-10-07", "2024-10-06"]) await storage.drafts.dayKey(day, Buffer.from(day));
      const { days: keys } = await storage.drafts.find([]);
      expect(keys.map(({ day }) => day)).toEqual(["2024-10-07", "2024-10-06", "2024-10-05"]);
      expect(keys.map(({ sealed }) => Buffer.from(sealed).toString())).toEqual(keys.map(({ day }) => day));
    });

    test("are found by the first of the ids that has a row", async () => {
      const { storage } = await fresh();
      const [older, newer] = [draft("older"), draft("newer")];
      await storage.drafts.save(older, undefined);
      await storage.drafts.save(newer, undefined);
      const { draft: found } = await storage.drafts.find([randomBytes(32), newer.id, older.id]);
      expect([hex(found?.id), hex(found?.sealed ?? undefined)]).toEqual([hex(newer.id), hex(newer.sealed)]);
      expect((await storage.drafts.find([randomBytes(32)])).draft).toBeUndefined();
      expect(await storage.drafts.find([])).toEqual({ draft: undefined, days: [] });
    });

    test("are not brought again to whoever holds them: how they begin tells", async () => {
      const { storage } = await fresh();
      const [mine, theirs] = [draft("mine, and more"), draft("theirs")];
      await storage.drafts.save(mine, undefined);
      await storage.drafts.save(theirs, undefined);
      const begins = Buffer.from("mine");
      expect((await storage.drafts.find([mine.id], begins)).draft).toEqual({ id: mine.id, sealed: null });
      for (const [id, held] of [
        [theirs.id, begins],
        [mine.id, Buffer.from("mime")],
        [mine.id, undefined],
        [mine.id, new Uint8Array()],
      ] as const)
        expect((await storage.drafts.find([id], held)).draft?.sealed).not.toBeNull();
      expect(await storage.drafts.save({ ...mine, sealed: Buffer.from("changed") }, begins)).toBe("saved");
      expect(await storage.drafts.save({ ...mine, sealed: Buffer.from("late") }, begins)).toBe("stale");
      expect(hex((await storage.drafts.find([mine.id], begins)).draft?.sealed ?? undefined)).toBe(
        hex(Buffer.from("changed")),
      );
    });

    test("are saved only over what the writer had read", async () => {
      const { storage } = await fresh();
      const first = draft("first");
      expect(await storage.drafts.save(first, undefined)).toBe("saved");
      expect(await storage.drafts.save({ ...first, sealed: Buffer.from("second") }, first.sealed)).toBe("saved");
      expect(await storage.drafts.save({ ...first, sealed: Buffer.from("late") }, first.sealed)).toBe("stale");
      expect(Buffer.from((await storage.drafts.find([first.id])).draft?.sealed ?? []).toString()).toBe("second");
    });

    test("are not begun over one that is there, nor continued where none is", async () => {
      const { storage } = await fresh();
      const first = draft("first");
      await storage.drafts.save(first, undefined);
      expect(await storage.drafts.save({ ...first, sealed: Buffer.from("again") }, undefined)).toBe("stale");
      expect(await storage.drafts.save(draft("no row"), Buffer.from("no row"))).toBe("stale");
      expect(await storage.drafts.save({ ...first, sealed: Buffer.from("over") }, new Uint8Array())).toBe("stale");
      expect(hex((await storage.drafts.find([first.id])).draft?.sealed ?? undefined)).toBe(hex(first.sealed));
    });

    test("let one of many writers through that had all read the same", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      const first = draft("first");
      await storage.drafts.save(first, undefined);
      const outcomes = await Promise.all(
        Array.from({ length: 40 }, (_none, at) =>
          (at % 2 ? storage : other).drafts.save({ ...first, sealed: Buffer.from(`writer ${at}`) }, first.sealed),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === "saved")).toHaveLength(1);
    });

    test("are gone once removed, and removing twice is no fault", async () => {
      const { storage } = await fresh();
      const [mine, theirs] = [draft(), draft()];
      await storage.drafts.save(mine, undefined);
      await storage.drafts.save(theirs, undefined);
      await storage.drafts.remove(mine.id);
      await storage.drafts.remove(mine.id);
      expect((await storage.drafts.find([mine.id])).draft).toBeUndefined();
      expect((await storage.drafts.find([theirs.id])).draft).toBeDefined();
    });

    test("of days before the sweep's day go, with their keys; those of the day itself stay", async () => {
      const { storage } = await fresh();
      const days = ["2024-10-04", "2024-10-05", "2024-10-06"];
      const drafts = days.map((day) => draft(day, randomBytes(32), day));
      for (const day of days) await storage.drafts.dayKey(day, randomBytes(72));
      for (const each of drafts) await storage.drafts.save(each, undefined);
      await storage.drafts.sweep("2024-10-05");
      const left = await Promise.all(
        drafts.map(async ({ id }) => (await storage.drafts.find([id])).draft !== undefined),
      );
      expect(left).toEqual([false, true, true]);
      expect((await storage.drafts.find([])).days.map(({ day }) => day)).toEqual(["2024-10-06", "2024-10-05"]);
    });
  });
}
