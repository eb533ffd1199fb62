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

  test("are as the last of them left them, though each has them in hand", async () => {
    const { drafts } = await folderOfTest().open();
    const wrappingKey = randomBytes(32);
    const person = { issuer: "a provider", subject: "Aigerim" };
    const server = () => {
      const box = openDraftBox(drafts, wrappingKey, { bytes: randomBytes, integer: randomInt });
      return { box, owner: { person: { ...person }, survey: "roads", size: 512 } };
    };
    const servers = [server(), server()] as const;
    await servers[0].box.begin(servers[0].owner, DRAFT, NOW);
    for (let page = 0; page < 10; page += 1) {
      const { box, owner } = servers[page % 3 === 0 ? 0 : 1];
      const held = await box.find(owner);
      expect(held?.draft.passed).toHaveLength(page);
      if (held) await box.change(held, (draft) => ({ ...draft, passed: [...draft.passed, `page ${page}`] }));
    }
    // One that holds more than any page asks for is found as well.
    const much = await servers[0].box.find(servers[0].owner);
    const typed = { page: "p", fields: { roads: ["x".repeat(2000)] } };
    if (much) await servers[0].box.change(much, (draft) => ({ ...draft, typed }));
    for (const { box, owner } of servers) expect((await box.find(owner))?.draft.typed).toEqual(typed);
    // What is no longer there is in nobody's hand, and a draft of another survey is another one.
    const [{ box, owner }, other] = servers;
    expect(await box.find({ ...owner, survey: "bridges" })).toBeUndefined();
    const last = await box.find(owner);
    if (last) await box.remove(last);
    expect([await box.find(owner), await other.box.find(other.owner)]).toEqual([undefined, undefined]);
  });

  test("of an earlier program are completed at each look, in hand or not", async () => {
    const { drafts } = await folderOfTest().open();
    const wrappingKey = randomBytes(32);
    const server = () => openDraftBox(drafts, wrappingKey, { bytes: randomBytes, integer: randomInt });
    const owner = { person: { issuer: "a provider", subject: "Dana" }, survey: "roads", size: 512 };
    const { flags: _later, ...earlier } = DRAFT;
    await server().begin(owner, JSON.parse(JSON.stringify(earlier)), NOW);
    const later = server();
    for (let look = 0; look < 3; look += 1) expect((await later.find(owner))?.draft).toEqual(DRAFT);
  });

  test("are changed by whoever comes second over what the first has changed", async () => {
    const { drafts } = await folderOfTest().open();
    const box = openDraftBox(drafts, randomBytes(32), { bytes: randomBytes, integer: randomInt });
    const owner = { person: { issuer: "a provider", subject: "Bolat" }, survey: "roads", size: 512 };
    await box.begin(owner, DRAFT, NOW);
    const both = [await box.find(owner), await box.find(owner)];
    for (const [at, held] of both.entries())
      if (held) await box.change(held, (draft) => ({ ...draft, passed: [...draft.passed, `tab ${at}`] }));
    expect((await box.find(owner))?.draft.passed).toEqual(["tab 0", "tab 1"]);
  });
});
