import { describe, expect, test } from "vitest";
import { FLAGS, flagBits } from "../../../server/records/flag.ts";
import { responseIn } from "../../../server/records/lines.ts";
import type { StaffStorage } from "../../../server/storage/storage.ts";
import { batch, type Fresh, listOf, publish, released, sending } from "../given.ts";

const FILE = "a".repeat(64);

async function countedIn({ responses }: Pick<StaffStorage, "responses">, survey: string) {
  const pages = await listOf(responses.pages(survey));
  const read = pages.map(({ text }) => new TextDecoder().decode(text).split("\n").map(responseIn));
  expect(read.map(({ length }) => length)).toEqual(pages.map(({ count }) => count));
  return read.flat();
}

export function responsesContract(fresh: Fresh): void {
  describe("responses", () => {
    test("come back as they were kept, whatever the kind of answer", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const full = released({
        flags: FLAGS,
        duration: 0,
        answers: {
          one: "good",
          several: ["a", "b"],
          scale: -2,
          number: 1.5,
          grid: { first: 3 },
          text: "жол — 'жаман'\n🛣",
        },
      });
      const empty = released({
        version: "other",
        language: "other",
        channel: "paper",
        duration: null,
        answers: {},
        withdrawal: null,
      });
      await storage.responses.importAll(survey, FILE, [full, empty]);
      const read = await listOf(storage.responses.each(survey));
      const kept = [full, empty].map(({ key: _key, ...response }) => response);
      expect(read).toHaveLength(2);
      expect(read).toEqual(expect.arrayContaining(kept));
      const counted = kept.map(({ flags, withdrawal: _withdrawal, ...told }) => ({ ...told, flags: flagBits(flags) }));
      expect(await countedIn(storage, survey)).toEqual(expect.arrayContaining(counted));
    });

    test("are read to the last over many pages, each once, in the order of their keys", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      await publish(storage, "bridges");
      await storage.responses.importAll("bridges", FILE, [released()]);
      const rows = Array.from({ length: 4000 }, (_none, at) => {
        const key = Buffer.alloc(16, 7);
        key.writeUInt32BE((at * 2_654_435_761) % 2 ** 32);
        return released({ key, answers: { key: key.readUInt32BE() } });
      });
      await storage.responses.importAll(survey, FILE, rows);
      const keys = (await listOf(storage.responses.each(survey))).map(({ answers }) => answers["key"]);
      expect(keys).toEqual(rows.map(({ answers }) => Number(answers["key"])).sort((a, b) => a - b));
      const paged = (await countedIn(storage, survey)).map(({ answers }) => Number(answers["key"]));
      expect(paged.sort((a, b) => a - b)).toEqual(keys);
      expect(await storage.responses.count(survey)).toBe(4000);
    });

    test("tell how many took so many seconds, and nothing of those of whom it is not known", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      await publish(storage, "bridges");
      await storage.responses.importAll("bridges", FILE, [released({ duration: 60 })]);
      const rows = [60, null, 240, 60, 0].map((duration) => released({ duration }));
      await storage.responses.importAll(survey, FILE, rows);
      const durations = await storage.responses.durations(survey);
      expect(new Map(durations)).toEqual(
        new Map([
          [60, 2],
          [240, 1],
          [0, 1],
        ]),
      );
      expect((await storage.responses.durations("nowhere")).size).toBe(0);
    });

    test("of a survey without any are none", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      expect(await listOf(storage.responses.each(survey))).toEqual([]);
      expect([await storage.responses.count(survey), await storage.responses.countImported(survey)]).toEqual([0, 0]);
    });

    test("leave other work its turn while many of them are read", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      await storage.responses.importAll(
        survey,
        FILE,
        Array.from({ length: 4001 }, () => released()),
      );
      let turns = 0;
      const clock = setInterval(() => (turns += 1), 0);
      await listOf(storage.responses.each(survey));
      clearInterval(clock);
      expect(turns).toBeGreaterThan(0);
    });

    test("imported from a file come once from it, in each survey", async () => {
      const { storage } = await fresh();
      const [roads, bridges] = [await publish(storage, "roads"), await publish(storage, "bridges")];
      expect(await storage.responses.importAll(roads, FILE, [released(), released()])).toBe("imported");
      expect(await storage.responses.importAll(roads, FILE, [released()])).toBe("known-file");
      expect(await storage.responses.count(roads)).toBe(2);
      expect(await storage.responses.importAll(bridges, FILE, [released()])).toBe("imported");
    });

    test("are all imported or none, and a file that failed may come again", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const twin = released();
      await expect(
        storage.responses.importAll(survey, FILE, [released(), twin, { ...released(), key: twin.key }]),
      ).rejects.toThrow();
      expect(await storage.responses.count(survey)).toBe(0);
      expect(await storage.responses.importAll(survey, FILE, [twin])).toBe("imported");
    });

    test("count as imported where they came in a file, whatever their channel is called", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const file = (digit: string, channels: readonly string[]) =>
        storage.responses.importAll(
          survey,
          digit.repeat(64),
          channels.map((channel) => released({ channel })),
        );
      await file("a", ["paper", "paper", "phone"]);
      await file("b", ["other"]);
      await file("a", ["paper"]);
      const sent = sending(survey);
      await storage.participations.send(sent);
      await storage.urn.release(batch(survey, [sent.urnKey], [released({ channel: "other" })]));
      expect([await storage.responses.count(survey), await storage.responses.countImported(survey)]).toEqual([5, 4]);
      expect(await storage.responses.countImported("bridges")).toBe(0);
    });

    test("are not imported into a closed survey", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      const survey = await publish(storage);
      await other.surveys.close(survey, "2024-11-01");
      expect(await storage.responses.importAll(survey, FILE, [released()])).toBe("closed");
      expect([await storage.responses.count(survey), await storage.responses.countImported(survey)]).toEqual([0, 0]);
    });

    test("with a time finer than a month, or a withdrawal that is no HMAC, are refused", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      for (const wrong of [{ month: "2024-10-05" }, { withdrawal: "abc" }, { version: "newest" }])
        await expect(storage.responses.importAll(survey, FILE, [released(wrong)])).rejects.toThrow();
      expect(await storage.responses.count(survey)).toBe(0);
    });
  });
}
