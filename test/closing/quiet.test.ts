import { expect, test } from "vitest";
import { compactingAtQuietTimes } from "../../server/urn/quiet.ts";
import { folderOfTest } from "../storage/folder.ts";
import { publish, sending } from "../storage/given.ts";

/** A storage that counts its compactions, and a clock in hand. */
async function house() {
  const storage = await folderOfTest().open();
  await publish(storage);
  let compactions = 0;
  let now = Date.parse("2024-10-05T20:00:00Z");
  const counted = {
    ...storage,
    compact: async () => {
      compactions += 1;
      return storage.compact();
    },
  };
  const look = compactingAtQuietTimes(counted, () => new Date(now));
  return {
    storage,
    compactions: () => compactions,
    /** Looks once a minute, for so many minutes. */
    async pass(minutes: number, each: () => Promise<unknown> = async () => undefined) {
      for (let minute = 0; minute < minutes; minute += 1) {
        await each();
        now += 60_000;
        await look();
      }
    },
  };
}

test("the files are written anew after ten quiet minutes, once a day", async () => {
  const { pass, compactions } = await house();
  await pass(9);
  expect(compactions()).toBe(0);
  await pass(1);
  expect(compactions()).toBe(1);
  await pass(229);
  expect(compactions()).toBe(1);
  await pass(1);
  expect(compactions()).toBe(2);
});

test("while people send they are left alone", async () => {
  const { storage, pass, compactions } = await house();
  await pass(60, () => storage.participations.send(sending("roads")));
  expect(compactions()).toBe(0);
  await pass(11);
  expect(compactions()).toBe(1);
});

test("a compaction that fails is tried again at the next look", async () => {
  const storage = await folderOfTest().open();
  let tries = 0;
  const compact = async () => {
    tries += 1;
    if (tries === 1) throw new Error("busy");
    return [];
  };
  let now = 0;
  const look = compactingAtQuietTimes({ ...storage, compact }, () => new Date(now));
  now += 600_000;
  await expect(look()).rejects.toThrow("busy");
  now += 60_000;
  expect(await look()).toBe(true);
});
