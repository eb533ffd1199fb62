import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Fresh, member, publish } from "../given.ts";

export function apiTokensContract(fresh: Fresh): void {
  describe("tokens of scripts", () => {
    test("are found by their hash with the account as it is, listed by their ends, revoked by their owner alone", async () => {
      const { storage, reopen } = await fresh();
      const survey = await publish(storage);
      for (const name of ["askar", "botagoz"]) await storage.staff.add(member(name, { role: "analyst" }));
      const [hash, other] = [randomBytes(32), randomBytes(32)];
      const late = { id: "a".repeat(12), name: "askar", label: "nightly", survey: null, until: 2 ** 41 };
      const soon = { ...late, id: "b".repeat(12), survey, until: 1000 };
      const [first, second] = [
        { ...late, kinds: ["scientific", "public"] as const },
        { ...soon, kinds: ["public"] as const },
      ];
      await storage.apiTokens.make(hash, first);
      await storage.apiTokens.make(other, second);
      const later = await reopen();
      expect(await later.apiTokens.find(hash)).toEqual({ ...first, role: "analyst", disabled: false });
      expect(await later.apiTokens.find(randomBytes(32))).toBeUndefined();
      expect(await later.apiTokens.of("askar")).toEqual([second, first]);
      expect(await later.apiTokens.revoke("botagoz", first.id)).toBe(false);
      expect(await later.apiTokens.revoke("askar", first.id)).toBe(true);
      expect(await later.apiTokens.find(hash)).toBeUndefined();
      await later.staff.disable("askar");
      expect((await later.apiTokens.find(other))?.disabled).toBe(true);
      expect([await later.apiTokens.revokeAll(), await later.apiTokens.revokeAll()]).toEqual([1, 0]);
      expect(await later.apiTokens.find(other)).toBeUndefined();
    });
  });
}
