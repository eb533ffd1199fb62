import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Proposal, proposalHash } from "../../../server/records/proposal.ts";
import { type Fresh, member } from "../given.ts";

const ADMINISTRATOR = { role: "administrator" } as const;

function proposal(proposedBy: string, given: Partial<Proposal> = {}): Proposal {
  const said = { kind: "close-survey", survey: "roads", payload: '{ "b": 1, "a": 2 }', state: "a".repeat(64) } as const;
  const id = randomBytes(16).toString("hex");
  return { ...said, id, hash: proposalHash(said), proposedBy, proposedAt: 1000, ...given };
}

export function proposalsContract(fresh: Fresh): void {
  describe("proposals", () => {
    test("are found and listed as they were made, the undecided ones first", async () => {
      const { storage } = await fresh();
      for (const name of ["askar", "botagoz"]) await storage.staff.add(member(name, ADMINISTRATOR));
      const [old, young, decided] = [
        proposal("askar"),
        proposal("botagoz", { proposedAt: 2000 }),
        proposal("askar", { proposedAt: 3000 }),
      ];
      for (const each of [old, young, decided]) await storage.proposals.propose(each);
      const decision = { by: "botagoz", at: 4000, outcome: "declined" } as const;
      expect(await storage.proposals.decide(decided.id, decision)).toBe("decided");
      expect(await storage.proposals.find(old.id)).toEqual({ ...old, decision: null, result: null });
      expect(await storage.proposals.find("f".repeat(32))).toBeUndefined();
      const listed = await storage.proposals.list(10, 0);
      expect(listed.map(({ id }) => id)).toEqual([young.id, old.id, decided.id]);
      expect(listed.at(-1)).toEqual({ ...decided, decision, result: null });
      expect((await storage.proposals.list(1, 1500)).map(({ id }) => id)).toEqual([young.id]);
      expect((await storage.proposals.list(2, 2500)).map(({ id }) => id)).toEqual([decided.id, young.id]);
    });

    test("are decided once, though two decide at once", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      for (const name of ["askar", "botagoz", "dana"]) await storage.staff.add(member(name, ADMINISTRATOR));
      const one = proposal("askar");
      await storage.proposals.propose(one);
      const outcomes = await Promise.all([
        storage.proposals.decide(one.id, { by: "botagoz", at: 2000, outcome: "confirmed" }),
        other.proposals.decide(one.id, { by: "dana", at: 2000, outcome: "declined" }),
      ]);
      expect([...outcomes].sort()).toEqual(["decided", "decided-before"]);
    });

    test("are not confirmed by their author, whatever role they have by then, nor after their author is gone", async () => {
      const { storage } = await fresh();
      for (const name of ["askar", "botagoz", "dana"]) await storage.staff.add(member(name, ADMINISTRATOR));
      const one = proposal("askar");
      await storage.proposals.propose(one);
      const confirm = (by: string) => storage.proposals.decide(one.id, { by, at: 2000, outcome: "confirmed" });
      expect(await confirm("askar")).toBe("own");
      await storage.staff.setRole("askar", "analyst");
      expect(await confirm("askar")).toBe("not-permitted");
      await storage.staff.setRole("askar", "administrator");
      expect(await confirm("askar")).toBe("own");
      await storage.staff.disable("askar");
      expect(await confirm("botagoz")).toBe("proposer-gone");
      expect(await confirm("nobody")).toBe("not-permitted");
      expect(await storage.proposals.find(one.id)).toMatchObject({ decision: null });
    });

    test("say what came of them, and a fault gives way to what came later", async () => {
      const { storage } = await fresh();
      for (const name of ["askar", "botagoz"]) await storage.staff.add(member(name, ADMINISTRATOR));
      const one = proposal("askar");
      await storage.proposals.propose(one);
      await storage.proposals.decide(one.id, { by: "botagoz", at: 2000, outcome: "confirmed" });
      await storage.proposals.finish(one.id, { at: 3000, fault: "the urn is locked" });
      expect((await storage.proposals.find(one.id))?.result).toEqual({ at: 3000, fault: "the urn is locked" });
      await storage.proposals.finish(one.id, { at: 4000, fault: null });
      await storage.proposals.finish(one.id, { at: 5000, fault: "too late" });
      expect((await storage.proposals.find(one.id))?.result).toEqual({ at: 4000, fault: null });
    });

    test("have an author who is staff, and nothing comes of one that nobody confirmed", async () => {
      const { storage } = await fresh();
      await expect(storage.proposals.propose(proposal("nobody"))).rejects.toThrow();
      await storage.staff.add(member("askar", ADMINISTRATOR));
      const one = proposal("askar");
      await storage.proposals.propose(one);
      await expect(storage.proposals.finish(one.id, { at: 3000, fault: null })).rejects.toThrow();
    });
  });
}
