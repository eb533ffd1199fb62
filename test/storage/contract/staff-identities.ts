import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Fresh, member } from "../given.ts";

export function staffIdentitiesContract(fresh: Fresh): void {
  describe("staff who sign in at a provider", () => {
    test("are bound when they join, all or nothing, and one identity has one account", async () => {
      const { storage, reopen } = await fresh();
      const { staff, identities } = storage;
      const [hers, his] = [randomBytes(32), randomBytes(32)];
      expect(await staff.addFirst(member("askar", { role: "administrator" }), his)).toBe("added");
      expect(await identities.accountOf(his)).toBe("askar");
      const link = randomBytes(32);
      await staff.invite(link, { name: null, role: "analyst", until: 1 });
      expect(await staff.join(link, member("askar the second"), his)).toBe("identity-taken");
      expect(await staff.find("askar the second")).toBeUndefined();
      expect(await staff.join(link, member("askar"), hers)).toBe("name-taken");
      expect(await identities.accountOf(hers)).toBeUndefined();
      expect(await staff.join(link, member("botagoz"), hers)).toBe("added");
      expect(await (await reopen()).identities.accountOf(hers)).toBe("botagoz");
    });

    test("are bound and parted later, and the identity of a disabled account is free", async () => {
      const { storage } = await fresh();
      const { staff, identities } = storage;
      await staff.add(member("askar", { role: "administrator" }));
      await staff.add(member("botagoz"));
      const [one, two] = [randomBytes(32), randomBytes(32)];
      expect([await identities.has("askar"), await identities.bind("askar", one)]).toEqual([false, "bound"]);
      expect([await identities.bind("askar", one), await identities.bind("botagoz", one)]).toEqual(["bound", "taken"]);
      expect(await identities.bind("askar", two)).toBe("bound");
      expect([await identities.accountOf(one), await identities.has("askar")]).toEqual([undefined, true]);
      expect(await identities.bind("botagoz", one)).toBe("bound");
      await staff.disable("botagoz");
      expect(await identities.bind("askar", one)).toBe("bound");
      expect(await identities.accountOf(one)).toBe("askar");
      await identities.unbind("askar");
      expect(await identities.has("askar")).toBe(false);
    });

    test("are bound once, though two do it at once", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      const names = ["askar", "botagoz", "dana", "erlan"];
      for (const name of names) await storage.staff.add(member(name));
      const identity = randomBytes(32);
      const outcomes = await Promise.all(
        names.map((name, at) => (at % 2 ? storage : other).identities.bind(name, identity)),
      );
      expect(outcomes.filter((outcome) => outcome === "bound")).toHaveLength(1);
    });

    test("may have a password set", async () => {
      const { storage } = await fresh();
      await storage.staff.add(member("askar"));
      await storage.staff.setPassword("askar", "another hash");
      expect((await storage.staff.find("askar"))?.passwordHash).toBe("another hash");
    });
  });
}
