import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Fresh, hex, publish, sending } from "../given.ts";

export function sendContract(fresh: Fresh): void {
  describe("a send", () => {
    test("keeps the participation, the sealed response and the acknowledgement", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const sent = sending(survey);
      expect(await storage.participations.send(sent)).toBe("kept");
      expect(await storage.participations.has(survey, sent.participation)).toBe(true);
      expect(await storage.participations.count(survey)).toBe(1);
      expect(await storage.participations.wasAcknowledged(sent.acknowledgement)).toBe(true);
      const [row] = await storage.urn.rows(survey, [sent.urnKey]);
      expect(hex(row?.sealed)).toBe(hex(sent.sealed));
    });

    test("repeated by its own session is known again and keeps nothing more", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const sent = sending(survey);
      await storage.participations.send(sent);
      expect(await storage.participations.send({ ...sent, urnKey: randomBytes(16) })).toBe("again");
      expect(await storage.participations.count(survey)).toBe(1);
      expect(await storage.urn.count(survey)).toBe(1);
    });

    test("from another session of the same person is refused, and that session is not acknowledged", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const sent = sending(survey);
      await storage.participations.send(sent);
      const second = sending(survey, { participation: sent.participation });
      expect(await storage.participations.send(second)).toBe("already-taken-part");
      expect(await storage.participations.wasAcknowledged(second.acknowledgement)).toBe(false);
      expect(await storage.urn.count(survey)).toBe(1);
    });

    test("of one person from 200 sessions at once, over two connections, is kept once", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      const survey = await publish(storage);
      const participation = randomBytes(32);
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, (_none, at) =>
          (at % 2 ? storage : other).participations.send(sending(survey, { participation })),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === "kept")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "already-taken-part")).toHaveLength(199);
      expect(await storage.participations.count(survey)).toBe(1);
      expect(await storage.urn.count(survey)).toBe(1);
    });

    test("in two surveys keeps two participations, each counted in its own", async () => {
      const { storage } = await fresh();
      const [roads, bridges] = [await publish(storage, "roads"), await publish(storage, "bridges")];
      const participation = randomBytes(32);
      expect(await storage.participations.send(sending(roads, { participation }))).toBe("kept");
      expect(await storage.participations.has(bridges, participation)).toBe(false);
      expect(await storage.participations.send(sending(bridges, { participation }))).toBe("kept");
      expect([await storage.participations.count(roads), await storage.urn.count(bridges)]).toEqual([1, 1]);
    });

    test("is refused from the closing on, and to a survey nobody knows", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      const survey = await publish(storage);
      await other.surveys.close(survey, "2024-11-01");
      const late = sending(survey);
      expect(await storage.participations.send(late)).toBe("closed");
      expect(await storage.participations.send(sending("unknown"))).toBe("closed");
      expect(await storage.participations.has(survey, late.participation)).toBe(false);
      expect(await storage.participations.wasAcknowledged(late.acknowledgement)).toBe(false);
      expect(await storage.urn.count(survey)).toBe(0);
    });

    test("kept before the closing is known again after it", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const sent = sending(survey);
      await storage.participations.send(sent);
      await storage.surveys.close(survey, "2024-11-01");
      expect(await storage.participations.send(sent)).toBe("again");
      expect(await storage.participations.send(sending(survey, { participation: sent.participation }))).toBe("closed");
    });

    test("keeps nothing of itself when a part of it cannot be kept", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const first = sending(survey);
      await storage.participations.send(first);
      const clash = sending(survey, { urnKey: first.urnKey });
      await expect(storage.participations.send(clash)).rejects.toThrow();
      expect(await storage.participations.has(survey, clash.participation)).toBe(false);
      expect(await storage.participations.wasAcknowledged(clash.acknowledgement)).toBe(false);
      expect(await storage.participations.send({ ...clash, urnKey: randomBytes(16) })).toBe("kept");
    });

    test("with a key of the wrong length is a fault", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      for (const wrong of [
        { participation: randomBytes(31) },
        { participation: new Uint8Array() },
        { urnKey: randomBytes(8) },
      ])
        await expect(storage.participations.send(sending(survey, wrong))).rejects.toThrow();
      expect(await storage.participations.count(survey)).toBe(0);
    });
  });
}
