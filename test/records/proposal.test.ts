import { describe, expect, test } from "vitest";
import {
  type Decision,
  isWaiting,
  PROPOSAL_LIFE,
  type ProposedAct,
  proposalHash,
  whyUndecidable,
} from "../../server/records/proposal.ts";
import type { Role } from "../../server/records/staff.ts";

const said = { kind: "close-survey", survey: "roads", payload: "{}", state: "a".repeat(64) } as const;
const ACT: ProposedAct = {
  ...said,
  id: "0".repeat(32),
  hash: proposalHash(said),
  proposedBy: "Aizhan",
  proposedAt: 1000,
  decision: null,
  result: null,
};
const account = (role: Role = "administrator", disabled = false) => ({ role, disabled });
const both = { proposer: account(), decider: account() };
const by = (name: string, outcome: Decision["outcome"] = "confirmed", at = 2000): Decision => ({
  by: name,
  at,
  outcome,
});

describe("what one administrator proposed", () => {
  test("another confirms or declines, and its author takes back", () => {
    expect(whyUndecidable(ACT, by("Botagoz"), both)).toBeUndefined();
    expect(whyUndecidable(ACT, by("Botagoz", "declined"), both)).toBeUndefined();
    expect(whyUndecidable(ACT, by("Aizhan", "withdrawn"), both)).toBeUndefined();
  });

  test.each([
    ["own", ACT, by("Aizhan"), both],
    ["own", ACT, by("Aizhan", "declined"), both],
    ["not-own", ACT, by("Botagoz", "withdrawn"), both],
    ["unknown", undefined, by("Botagoz"), both],
    ["not-permitted", ACT, by("Botagoz"), { ...both, decider: account("analyst") }],
    ["not-permitted", ACT, by("Botagoz"), { ...both, decider: account("administrator", true) }],
    ["not-permitted", ACT, by("Botagoz"), { ...both, decider: undefined }],
    ["proposer-gone", ACT, by("Botagoz"), { ...both, proposer: account("administrator", true) }],
    ["proposer-gone", ACT, by("Botagoz"), { ...both, proposer: account("auditor") }],
    ["expired", ACT, by("Botagoz", "confirmed", 1001 + PROPOSAL_LIFE), both],
    ["altered", { ...ACT, payload: '{"a":1}' }, by("Botagoz"), both],
    ["altered", { ...ACT, survey: "bridges" }, by("Botagoz"), both],
    ["altered", { ...ACT, state: "b".repeat(64) }, by("Botagoz"), both],
    ["decided-before", { ...ACT, decision: by("Dana", "declined") }, by("Botagoz"), both],
  ] as const)("is not decided: %s", (why, act, decision, accounts) => {
    expect(whyUndecidable(act, decision, accounts)).toBe(why);
  });

  test("is taken back by its author in whichever role may propose it, and by nobody whose account is gone", () => {
    const release: ProposedAct = { ...ACT, kind: "release-data" };
    const back = (act: ProposedAct, decider: ReturnType<typeof account> | undefined, name = "Aizhan") =>
      whyUndecidable(act, by(name, "withdrawn"), { proposer: decider, decider });
    expect(back(release, account("analyst"))).toBeUndefined();
    expect(back(release, account("auditor"))).toBe("not-permitted");
    expect(back(ACT, account("analyst"))).toBe("not-permitted");
    expect(back(release, account("analyst", true))).toBe("not-permitted");
    expect(back(release, undefined)).toBe("not-permitted");
    expect(back(release, account("analyst"), "Botagoz")).toBe("not-permitted");
    for (const outcome of ["confirmed", "declined"] as const)
      expect(
        whyUndecidable(release, by("Aizhan", outcome), { proposer: account("analyst"), decider: account("analyst") }),
      ).toBe("not-permitted");
  });

  test("waits for seven days, while its author administers", () => {
    expect(isWaiting(ACT, account(), 1000 + PROPOSAL_LIFE)).toBe(true);
    expect(isWaiting(ACT, account(), 1001 + PROPOSAL_LIFE)).toBe(false);
    expect(isWaiting(ACT, account("analyst"), 2000)).toBe(false);
    expect(isWaiting(ACT, account("administrator", true), 2000)).toBe(false);
    expect(isWaiting({ ...ACT, decision: by("Botagoz") }, account(), 2000)).toBe(false);
  });

  test("has a hash in which no part can be moved into the next", () => {
    const moved = { ...said, survey: "road", payload: "s{}" } as const;
    expect(proposalHash(moved)).not.toBe(proposalHash(said));
  });
});
