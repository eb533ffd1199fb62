import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Fresh, member } from "../given.ts";

export function staffFactorsContract(fresh: Fresh): void {
  describe("second factors of the staff", () => {
    test("are set up with their recovery codes, and take each step of time once and never an earlier one", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      await storage.staff.add(member("askar"));
      expect(await storage.staff.factor("askar")).toBeUndefined();
      const [secret, codes] = [randomBytes(60), [randomBytes(32), randomBytes(32)]];
      await storage.staff.enrol("askar", { secret, step: 100 }, codes);
      const kept = await storage.staff.factor("askar");
      expect([Buffer.from(kept?.secret ?? []).equals(secret), kept?.step]).toEqual([true, 100]);
      expect(await storage.staff.useStep("askar", 100)).toBe("used-before");
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_none, at) => (at % 2 ? storage : other).staff.useStep("askar", 101)),
      );
      expect(outcomes.filter((outcome) => outcome === "used")).toHaveLength(1);
      expect(await storage.staff.useStep("askar", 99)).toBe("used-before");
      expect(await storage.staff.useStep("nobody", 200)).toBe("used-before");
      expect(await storage.staff.countRecovery("askar")).toBe(2);
    });

    test("are stood in for by each recovery code once, until they are set up anew", async () => {
      const { storage } = await fresh();
      await storage.staff.add(member("askar"));
      await storage.staff.add(member("botagoz"));
      const [one, two, three] = [randomBytes(32), randomBytes(32), randomBytes(32)];
      await storage.staff.enrol("askar", { secret: randomBytes(60), step: 1 }, [one, two]);
      expect(await storage.staff.useRecovery("botagoz", one)).toBe("unknown");
      expect(await storage.staff.useRecovery("askar", one)).toBe("used");
      expect(await storage.staff.useRecovery("askar", one)).toBe("unknown");
      await storage.staff.enrol("askar", { secret: randomBytes(60), step: 5 }, [three]);
      expect(await storage.staff.useRecovery("askar", two)).toBe("unknown");
      expect(await storage.staff.countRecovery("askar")).toBe(1);
      expect((await storage.staff.factor("askar"))?.step).toBe(5);
    });
  });

  describe("invitations of the staff", () => {
    test("are used up by one who joins, though two open them at once, and not by a name that is taken", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      await storage.staff.add(member("askar"));
      const hash = randomBytes(32);
      const invitation = { name: null, role: "analyst", until: 5000 } as const;
      await storage.staff.invite(hash, invitation);
      expect(await storage.staff.invited(hash)).toEqual(invitation);
      expect(await storage.staff.join(hash, member("askar"))).toBe("name-taken");
      expect(await storage.staff.invited(hash)).toEqual(invitation);
      const outcomes = await Promise.all([
        storage.staff.join(hash, member("botagoz")),
        other.staff.join(hash, member("dana")),
      ]);
      expect([...outcomes].sort()).toEqual(["added", "not-invited"]);
      expect(await storage.staff.invited(hash)).toBeUndefined();
      expect(await storage.staff.join(randomBytes(32), member("erlan"))).toBe("not-invited");
      expect(await storage.staff.count()).toBe(2);
    });
  });

  describe("rights of the staff", () => {
    test("change with all sessions ended, and the last administrator stays", async () => {
      const { storage } = await fresh();
      await storage.staff.add(member("askar", { role: "administrator" }));
      await storage.staff.add(member("botagoz", { role: "analyst" }));
      const [id, another] = [randomBytes(32), randomBytes(32)];
      await storage.staff.openSession(id, { name: "botagoz", startedAt: 1, seenAt: 1 });
      await storage.staff.openSession(another, { name: "botagoz", startedAt: 2, seenAt: 3 });
      const sessions = await storage.staff.sessionsOf("botagoz");
      expect(sessions.map(({ seenAt }) => seenAt)).toEqual([3, 1]);
      expect(Buffer.from(sessions[1]?.id ?? []).equals(id)).toBe(true);
      const link = randomBytes(32);
      const made = () => storage.staff.invite(link, { name: null, role: "administrator", until: 5000 });
      await made();
      for (const act of [storage.staff.disable("askar"), storage.staff.setRole("askar", "auditor")])
        expect(await act).toBe("last-administrator");
      expect(await storage.staff.invited(link)).toBeDefined();
      expect(await storage.staff.setRole("botagoz", "administrator")).toBe("changed");
      // It may have been made by whoever had the right to until now.
      expect(await storage.staff.invited(link)).toBeUndefined();
      await made();
      expect(await storage.staff.sessionsOf("botagoz")).toEqual([]);
      const ends = await Promise.all([storage.staff.disable("askar"), storage.staff.disable("botagoz")]);
      expect([...ends].sort()).toEqual(["disabled", "last-administrator"]);
      expect(await storage.staff.invited(link)).toBeUndefined();
      expect(await storage.staff.setRole("nobody", "analyst")).toBe("unknown");
    });
  });
}
