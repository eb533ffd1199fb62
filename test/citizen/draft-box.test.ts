import { randomBytes, randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openDraftBox } from "../../server/citizen/draft-box.ts";
import { folderOfTest } from "../storage/folder.ts";

const NOW = new Date("2024-10-05T08:00:00Z");
const DRAFT = {
  version: "v",
  consent: "c",
  place: "home",
  seed: "s",
  answers: { roads: "good" },
  passed: [],
  shown: {},
  flags: [],
};

describe("the drafts of a server", () => {
  test("are found again by every server after a crash has emptied their store and its keys", async () => {
    const { drafts } = await folderOfTest().open();
    const wrappingKey = randomBytes(32);
    const server = () => openDraftBox(drafts, wrappingKey, { bytes: randomBytes, integer: randomInt });
    const [one, other] = [server(), server()];
    const owner = { session: "a session" };
    await one.begin(owner, DRAFT, NOW);
    expect((await other.find(owner))?.draft).toEqual(DRAFT);

    // What PostgreSQL does to unlogged tables.
    await drafts.sweep("9999-12-31");
    expect([await one.find(owner), await other.find(owner)]).toEqual([undefined, undefined]);
    await other.begin(owner, DRAFT, NOW);
    expect((await one.find(owner))?.draft).toEqual(DRAFT);
    expect((await other.find(owner))?.draft).toEqual(DRAFT);
  });
});
