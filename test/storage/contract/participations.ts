import { describe, expect, test } from "vitest";
import { type Fresh, publish, sending } from "../given.ts";

export function participationsContract(fresh: Fresh): void {
  describe("acknowledgements", () => {
    test("live through one ageing and go with the second", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const sent = sending(survey);
      await storage.participations.send(sent);
      await storage.participations.ageAcknowledgements();
      expect(await storage.participations.wasAcknowledged(sent.acknowledgement)).toBe(true);
      await storage.participations.ageAcknowledgements();
      expect(await storage.participations.wasAcknowledged(sent.acknowledgement)).toBe(false);
    });

    test("that came between two ageings live through the second", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      await storage.participations.ageAcknowledgements();
      const sent = sending(survey);
      await storage.participations.send(sent);
      await storage.participations.ageAcknowledgements();
      expect(await storage.participations.wasAcknowledged(sent.acknowledgement)).toBe(true);
    });

    test("once forgotten leave the participation, and the session's retry hears that the person has taken part", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const sent = sending(survey);
      await storage.participations.send(sent);
      await storage.participations.ageAcknowledgements();
      await storage.participations.ageAcknowledgements();
      expect(await storage.participations.send(sent)).toBe("already-taken-part");
    });
  });
}
