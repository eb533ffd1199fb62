import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Code, type Frame, UNCODABLE } from "../../../server/records/coding.ts";
import { type Fresh, hex, publish } from "../given.ts";

const code = (id: string): Code => ({
  id,
  label: { kk: id, ru: id, en: id },
  definition: { kk: "Жол", ru: "Дорога", en: "Road" },
  keywords: ["жол"],
});

const frame = (survey: string, number: number, ids: readonly string[]): Frame => ({
  survey,
  question: "wish",
  number,
  codes: ids.map(code),
  coders: 2,
});

export function codingContract(fresh: Fresh): void {
  describe("codings of open answers", () => {
    const [one, other] = ["a", "b"].map((letter) => letter.repeat(64)) as [string, string];
    const by = (coder: string, mark: string, chosen = "c1") => ({ question: "wish", mark, coder, code: chosen });

    test("have frames that come one version after the other and never change", async () => {
      const { storage, reopen } = await fresh();
      const survey = await publish(storage);
      expect(await storage.codings.keepFrame(frame(survey, 1, ["c1"]))).toBe("kept");
      expect(await storage.codings.keepFrame(frame(survey, 1, ["c2"]))).toBe("stale");
      expect(await storage.codings.keepFrame(frame(survey, 3, ["c2"]))).toBe("stale");
      expect(await storage.codings.keepFrame(frame(survey, 2, ["c1", "c2"]))).toBe("kept");
      const later = await reopen();
      expect(await later.codings.frames(survey)).toEqual([frame(survey, 1, ["c1"]), frame(survey, 2, ["c1", "c2"])]);
      expect(await later.codings.frames("bridges")).toEqual([]);
    });

    test("lie under marks whose key is made once", async () => {
      const { storage, reopen } = await fresh();
      const survey = await publish(storage);
      const [first, second] = [randomBytes(32), randomBytes(32)];
      expect(await storage.codings.knownMarkKey(survey)).toBeUndefined();
      expect(hex(await storage.codings.markKey(survey, first))).toBe(hex(first));
      expect(hex(await (await reopen()).codings.markKey(survey, second))).toBe(hex(first));
      expect(hex(await storage.codings.knownMarkKey(survey))).toBe(hex(first));
    });

    test("are as many a text as are asked for, and stay once the other coder has coded", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const { codings } = storage;
      expect(await codings.code(survey, by("Айжан", one), 2)).toBe("kept");
      expect(await codings.code(survey, by("Айжан", one, "c2"), 2)).toBe("kept");
      expect(await codings.takeBack(survey, by("Айжан", one))).toBe("taken-back");
      expect(await codings.code(survey, by("Айжан", one), 2)).toBe("kept");
      expect(await codings.code(survey, by("Олжас", one, "c2"), 2)).toBe("kept");
      expect(await codings.code(survey, by("Айжан", one, "c2"), 2)).toBe("done");
      expect(await codings.takeBack(survey, by("Айжан", one))).toBe("done");
      expect(await codings.code(survey, by("Дана", one), 2)).toBe("done");
      expect(await codings.code(survey, by("Дана", other), 1)).toBe("kept");
      expect(await codings.code(survey, by("Олжас", other), 1)).toBe("done");
      expect(await codings.of(survey)).toEqual([by("Айжан", one), by("Олжас", one, "c2"), by("Дана", other)]);
    });

    test("of two who code at the same time let no third one in", async () => {
      const { storage, reopen } = await fresh();
      const survey = await publish(storage);
      const again = await reopen();
      const outcomes = await Promise.all(
        ["А", "Б", "В", "Г"].map((coder, at) => (at % 2 ? storage : again).codings.code(survey, by(coder, one), 2)),
      );
      expect(outcomes.filter((outcome) => outcome === "kept")).toHaveLength(2);
      expect(await storage.codings.of(survey)).toHaveLength(2);
    });

    test("are settled, and then nobody codes the text any more", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      await storage.codings.code(survey, by("Айжан", one), 2);
      await storage.codings.settle(survey, { question: "wish", mark: one, code: "c1" });
      await storage.codings.settle(survey, { question: "wish", mark: one, code: UNCODABLE });
      expect(await storage.codings.settled(survey)).toEqual([{ question: "wish", mark: one, code: UNCODABLE }]);
      expect(await storage.codings.code(survey, by("Олжас", one), 2)).toBe("done");
      expect(await storage.codings.takeBack(survey, by("Айжан", one))).toBe("done");
    });

    test("go with their code, and with their text; every change moves the revision on", async () => {
      const { storage } = await fresh();
      const [survey, elsewhere] = [await publish(storage), await publish(storage, "bridges")];
      const { codings } = storage;
      expect(await codings.revision(survey)).toBe(0);
      await codings.keepFrame(frame(survey, 1, ["c1", "c2"]));
      await codings.code(survey, by("Айжан", one, "c1"), 2);
      await codings.code(survey, by("Айжан", other, "c2"), 2);
      await codings.code(elsewhere, by("Айжан", one), 2);
      await codings.settle(survey, { question: "wish", mark: other, code: "c2" });
      await codings.settle(survey, { question: "wish", mark: one, code: UNCODABLE });
      const before = await codings.revision(survey);
      await codings.keepFrame(frame(survey, 2, ["c1"]));
      expect(await codings.revision(survey)).toBeGreaterThan(before);
      expect(await codings.of(survey)).toEqual([by("Айжан", one)]);
      expect((await codings.settled(survey)).map(({ mark }) => mark)).toEqual([one]);
      await codings.forget(survey, [one, other]);
      expect([await codings.of(survey), await codings.settled(survey)]).toEqual([[], []]);
      expect(await codings.of(elsewhere)).toHaveLength(1);
    });
  });
}
