import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Fresh, hex, member } from "../given.ts";

export function staffContract(fresh: Fresh): void {
  describe("staff", () => {
    test("are found by name, listed by name and counted", async () => {
      const { storage } = await fresh();
      const [botagoz, askar] = [member("botagoz", { role: "auditor" }), member("askar", { role: "administrator" })];
      expect(await storage.staff.add(botagoz)).toBe("added");
      expect(await storage.staff.add(askar)).toBe("added");
      expect(await storage.staff.find("askar")).toEqual(askar);
      expect(await storage.staff.find("nobody")).toBeUndefined();
      expect(await storage.staff.list()).toEqual([askar, botagoz]);
      expect(await storage.staff.count()).toBe(2);
    });

    test("keep their name and password when somebody is added under the same name", async () => {
      const { storage } = await fresh();
      const askar = member("askar");
      await storage.staff.add(askar);
      expect(await storage.staff.add(member("askar", { role: "administrator", passwordHash: "another" }))).toBe(
        "name-taken",
      );
      expect(await storage.staff.find("askar")).toEqual(askar);
    });

    test("have one first member, though many links are opened at once", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_none, at) => (at % 2 ? storage : other).staff.addFirst(member(`first-${at}`))),
      );
      expect(outcomes.filter((outcome) => outcome === "added")).toHaveLength(1);
      expect(await storage.staff.count()).toBe(1);
    });

    test("that are disabled stay listed, and all their sessions end", async () => {
      const { storage } = await fresh();
      await storage.staff.add(member("askar"));
      const sessions = { askar: [randomBytes(32), randomBytes(32)], botagoz: [randomBytes(32)] };
      for (const [name, ids] of Object.entries(sessions))
        for (const id of ids) await storage.staff.openSession(id, { name, startedAt: 1, seenAt: 1 });
      expect(await storage.staff.disable("askar")).toBe("disabled");
      expect(await storage.staff.disable("nobody")).toBe("unknown");
      expect(await storage.staff.list()).toEqual([member("askar", { disabled: true })]);
      for (const id of sessions.askar) expect(await storage.staff.findSession(id)).toBeUndefined();
      for (const id of sessions.botagoz) expect(await storage.staff.findSession(id)).toBeDefined();
    });

    test("have sessions that are opened, touched and closed", async () => {
      const { storage } = await fresh();
      const id = randomBytes(32);
      const startedAt = Date.parse("2024-10-05T08:00:00Z");
      await storage.staff.openSession(id, { name: "askar", startedAt, seenAt: startedAt });
      await storage.staff.touchSession(id, startedAt + 60_000);
      expect(await storage.staff.findSession(id)).toEqual({ name: "askar", startedAt, seenAt: startedAt + 60_000 });
      await storage.staff.closeSession(id);
      expect(await storage.staff.findSession(id)).toBeUndefined();
      await storage.staff.touchSession(id, startedAt);
      expect(await storage.staff.findSession(id)).toBeUndefined();
    });

    test("lose sessions that were long not seen, or begun long ago", async () => {
      const { storage } = await fresh();
      const [idle, old, live] = [randomBytes(32), randomBytes(32), randomBytes(32)];
      await storage.staff.openSession(idle, { name: "askar", startedAt: 500, seenAt: 899 });
      await storage.staff.openSession(old, { name: "askar", startedAt: 99, seenAt: 950 });
      await storage.staff.openSession(live, { name: "askar", startedAt: 100, seenAt: 900 });
      await storage.staff.sweepSessions(900, 100);
      const left = await Promise.all(
        [idle, old, live].map(async (id) => (await storage.staff.findSession(id)) !== undefined),
      );
      expect(left).toEqual([false, false, true]);
    });

    test("have one invitation, the last that was made", async () => {
      const { storage } = await fresh();
      expect(await storage.staff.invitation()).toBeUndefined();
      await storage.staff.setInvitation(randomBytes(32));
      const last = randomBytes(32);
      await storage.staff.setInvitation(last);
      expect(hex(await storage.staff.invitation())).toBe(hex(last));
    });
  });
}
