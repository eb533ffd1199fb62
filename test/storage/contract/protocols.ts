import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { SignedProtocol } from "../../../server/records/protocol.ts";
import { versionOf } from "../../../server/survey/version.ts";
import { batch, definition, type Fresh, hex, listOf, publish, released, sending } from "../given.ts";

function signed(survey: string, madeOn = "2024-10-05"): SignedProtocol {
  const counts = { participations: 5, released: 4, imported: 0, withdrawn: 1 };
  const hash = "a".repeat(64);
  return {
    protocol: {
      ...{ kind: "Pikir closing protocol 1", survey, simulated: false, closedOn: "2024-10-05", madeOn },
      ...{
        software: "pikir 0.1.0",
        versions: [hash],
        counts,
        responses: hash,
        keys: { participation: hash, urn: null },
      },
    },
    publicKey: "MCow",
    signature: "c2ln",
  };
}

export function protocolsContract(fresh: Fresh): void {
  describe("closing protocols", () => {
    test("come back as they were signed, in the order of the surveys' ids", async () => {
      const { storage, reopen } = await fresh();
      const [roads, bridges] = [signed(await publish(storage, "roads")), signed(await publish(storage, "bridges"))];
      expect(await storage.surveys.protocols()).toEqual([]);
      expect(await storage.surveys.keepProtocol(roads)).toBe("kept");
      expect(await storage.surveys.keepProtocol(bridges)).toBe("kept");
      expect(await (await reopen()).surveys.protocols()).toEqual([bridges, roads]);
    });

    test("are one a survey: the first", async () => {
      const { storage } = await fresh();
      const first = signed(await publish(storage, "roads"));
      await storage.surveys.keepProtocol(first);
      expect(await storage.surveys.keepProtocol(signed("roads", "2024-12-01"))).toBe("known");
      expect(await storage.surveys.protocols()).toEqual([first]);
    });
  });

  describe("a closed panel's report", () => {
    test("is one: the first, whatever comes later", async () => {
      const { storage, reopen } = await fresh();
      const survey = await publish(storage, "roads");
      expect(await storage.surveys.panelReport(survey)).toBeUndefined();
      expect(await storage.surveys.keepPanelReport(survey, '{"valid":5}')).toBe("kept");
      const other = await reopen();
      expect(await other.surveys.keepPanelReport(survey, '{"valid":4}')).toBe("known");
      expect(JSON.parse((await other.surveys.panelReport(survey)) ?? "")).toEqual({ valid: 5 });
    });
  });

  describe("a closed survey", () => {
    test("takes no further version, and knows those it has", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage, "roads");
      await storage.surveys.close(survey, "2024-10-05");
      const again = (title?: string) => {
        const content = definition("roads", title);
        const version = versionOf(content);
        return storage.surveys.publish({ definition: content, version, simulated: false, day: "2024-10-06" });
      };
      expect([await again(), await again("Bridges")]).toEqual(["known", "closed"]);
      expect((await storage.surveys.all())[0]?.versions).toHaveLength(1);
    });
  });

  describe("responses with their keys", () => {
    test("come in the order of their keys", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage, "roads");
      const rows = Array.from({ length: 20 }, () => released({ key: randomBytes(16) }));
      await storage.responses.importAll(survey, "a".repeat(64), rows);
      const read = await listOf(storage.responses.rows(survey));
      expect(read.map(({ key }) => hex(key))).toEqual(rows.map(({ key }) => hex(key)).sort());
      expect(read.map(({ key: _key, ...response }) => response)).toEqual(await listOf(storage.responses.each(survey)));
    });
  });

  describe("compacting", () => {
    test("changes nothing that is kept, while another process has the files open and goes on", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      const survey = await publish(storage, "roads");
      const sent = Array.from({ length: 30 }, () => sending(survey));
      for (const each of sent) await storage.participations.send(each);
      const taken = sent.slice(0, 20).map(({ urnKey }) => urnKey);
      await storage.urn.release(
        batch(
          survey,
          taken,
          taken.map(() => released()),
        ),
      );
      const before = await listOf(storage.responses.rows(survey));
      await Promise.all([storage.compact(), other.participations.send(sending(survey)), other.compact()]);
      expect(await listOf(other.responses.rows(survey))).toEqual(before);
      expect([await other.urn.count(survey), await storage.participations.count(survey)]).toEqual([11, 31]);
    });
  });
}
