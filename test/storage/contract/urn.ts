import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Storage } from "../../../server/storage/storage.ts";
import { batch, type Fresh, hex, hexes, listOf, publish, released, sending } from "../given.ts";

async function sendMany(storage: Storage, survey: string, many: number) {
  const sent = Array.from({ length: many }, () => sending(survey));
  for (const each of sent) await storage.participations.send(each);
  return sent;
}

export function urnContract(fresh: Fresh): void {
  describe("the urn", () => {
    test("lists the keys that wait, survey by survey, and gives the rows asked for", async () => {
      const { storage } = await fresh();
      const [roads, bridges] = [await publish(storage, "roads"), await publish(storage, "bridges")];
      const sent = await sendMany(storage, roads, 5);
      await sendMany(storage, bridges, 2);
      expect(hexes(await storage.urn.keys(roads))).toEqual(hexes(sent.map(({ urnKey }) => urnKey)));
      expect([await storage.urn.count(roads), await storage.urn.count(bridges)]).toEqual([5, 2]);
      const wanted = sent.slice(1, 3);
      const rows = await storage.urn.rows(roads, [...wanted.map(({ urnKey }) => urnKey), randomBytes(16)]);
      expect(rows.map(({ key, sealed }) => [hex(key), hex(sealed)])).toEqual(
        wanted.map(({ urnKey, sealed }) => [hex(urnKey), hex(sealed)]),
      );
      expect(await storage.urn.rows(bridges, [sent[0]?.urnKey ?? new Uint8Array()])).toEqual([]);
    });

    test("gives its keys in an order that is not that of the sends", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const sent = await sendMany(storage, survey, 30);
      const order = (await storage.urn.keys(survey)).map(hex);
      expect(order).toHaveLength(30);
      expect(order).not.toEqual(sent.map(({ urnKey }) => hex(urnKey)));
    });

    test("releases a batch: the taken rows go, the released come, the others wait on", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const sent = await sendMany(storage, survey, 6);
      const taken = sent.slice(0, 4).map(({ urnKey }) => urnKey);
      const rows = taken.map((_key, at) => released({ answers: { roads: `answer ${at}` } }));
      await storage.urn.release(batch(survey, taken, rows));
      expect(hexes(await storage.urn.keys(survey))).toEqual(hexes(sent.slice(4).map(({ urnKey }) => urnKey)));
      expect(await storage.responses.count(survey)).toBe(4);
      expect(await storage.participations.count(survey)).toBe(6);
    });

    test("releases in the order of the fresh keys, which says nothing of the order of the batch", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const sent = await sendMany(storage, survey, 5);
      const rows = [3, 1, 4, 0, 2].map((at) =>
        released({ key: Buffer.alloc(16, at), answers: { roads: `key ${at}` } }),
      );
      await storage.urn.release(
        batch(
          survey,
          sent.map(({ urnKey }) => urnKey),
          rows,
        ),
      );
      const read = await listOf(storage.responses.each(survey));
      expect(read.map(({ answers }) => answers["roads"])).toEqual([0, 1, 2, 3, 4].map((at) => `key ${at}`));
    });

    test.each<[string, (mine: Uint8Array, elsewhere: Uint8Array) => readonly Uint8Array[]]>([
      ["is not in it", (mine) => [mine, randomBytes(16)]],
      ["is named twice", (mine) => [mine, mine]],
      ["is another survey's", (mine, elsewhere) => [mine, elsewhere]],
    ])("changes nothing when one of the rows to be taken %s", async (_why, taken) => {
      const { storage } = await fresh();
      const [roads, bridges] = [await publish(storage, "roads"), await publish(storage, "bridges")];
      const [[mine], [elsewhere]] = [await sendMany(storage, roads, 1), await sendMany(storage, bridges, 1)];
      if (!mine || !elsewhere) throw new Error("nothing was sent");
      await expect(
        storage.urn.release(batch(roads, taken(mine.urnKey, elsewhere.urnKey), [released(), released()])),
      ).rejects.toThrow(/not in the urn/);
      expect([await storage.urn.count(roads), await storage.urn.count(bridges)]).toEqual([1, 1]);
      expect(await storage.responses.count(roads)).toBe(0);
    });

    test("changes nothing when one of the released rows cannot be kept", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const taken = (await sendMany(storage, survey, 2)).map(({ urnKey }) => urnKey);
      const one = released();
      await expect(storage.urn.release(batch(survey, taken, [one, { ...released(), key: one.key }]))).rejects.toThrow();
      await expect(
        storage.urn.release(batch(survey, taken, [one, released({ month: "2024-10-05" })])),
      ).rejects.toThrow();
      expect([await storage.urn.count(survey), await storage.responses.count(survey)]).toEqual([2, 0]);
    });

    test("is emptied once by two mixers that take the same batch", async () => {
      const { storage, reopen } = await fresh();
      const other = await reopen();
      const survey = await publish(storage);
      const taken = (await sendMany(storage, survey, 4)).map(({ urnKey }) => urnKey);
      const outcomes = await Promise.allSettled(
        [storage, other].map(({ urn }) =>
          urn.release(
            batch(
              survey,
              taken,
              taken.map(() => released()),
            ),
          ),
        ),
      );
      expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect([await storage.urn.count(survey), await storage.responses.count(survey)]).toEqual([0, 4]);
    });

    test("removes withdrawn responses with a batch, counts them, and is done with their requests", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      const [waiting, other] = await sendMany(storage, survey, 2);
      if (!waiting || !other) throw new Error("nothing was sent");
      const mark = randomBytes(32);
      const withdrawn = released({ withdrawal: mark.toString("hex") });
      await storage.urn.release(batch(survey, [other.urnKey], [withdrawn, released()].slice(0, 1)));
      const request = { key: randomBytes(16), sealed: randomBytes(82) };
      const mistaken = { key: randomBytes(16), sealed: randomBytes(82) };
      await storage.withdrawals.request(request);
      await storage.withdrawals.request(mistaken);
      expect(await storage.withdrawals.released(survey, [mark, randomBytes(32)])).toEqual([mark]);
      const release = {
        ...batch(survey, [waiting.urnKey], []),
        withdrawn: [mark],
        withdrawnWaiting: 1,
        requests: [request.key],
      };
      await storage.urn.release(release);
      expect(await storage.responses.count(survey)).toBe(0);
      expect(await storage.withdrawals.count(survey)).toBe(2);
      expect((await storage.withdrawals.pending()).map(({ key }) => hex(key))).toEqual([hex(mistaken.key)]);
      await storage.withdrawals.forget([mistaken.key]);
      expect(await storage.withdrawals.pending()).toEqual([]);
    });

    test("takes nothing in while it cannot be opened", async () => {
      const { storage } = await fresh();
      const survey = await publish(storage);
      await storage.urn.setTrouble(survey, "the key is gone");
      expect(await storage.urn.trouble(survey)).toBe("the key is gone");
      await expect(storage.participations.send(sending(survey))).rejects.toMatchObject({
        fault: { kind: "unavailable" },
      });
      expect([await storage.urn.count(survey), await storage.participations.count(survey)]).toEqual([0, 0]);
      await storage.urn.setTrouble(survey, undefined);
      expect(await storage.participations.send(sending(survey))).toBe("kept");
    });
  });
}
