import { describe, expect, test } from "vitest";
import { Refusal } from "../../server/records/fault.ts";
import type { Sending } from "../../server/records/sending.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { type Folder, folderOfTest } from "./folder.ts";
import { batch, count, listOf, member, publish, released, sending } from "./given.ts";

const UNAVAILABLE = { fault: { kind: "unavailable" } };

/** Sends until one is refused: what was kept, what was not, and why. */
async function sendUntilRefused(storage: Storage, survey: string) {
  const kept: Sending[] = [];
  while (kept.length < 1000) {
    const sent = sending(survey);
    try {
      expect(await storage.participations.send(sent)).toBe("kept");
      kept.push(sent);
    } catch (error) {
      return { kept, refused: sent, error };
    }
  }
  throw new Error("the disk never became full");
}

function pagesOf(folder: Folder): number {
  return Number(folder.raw().pragma("page_count", { simple: true }));
}

describe("a full disk", () => {
  test("refuses the send as unavailable, keeps nothing of it, and all that was acknowledged", async () => {
    const folder = folderOfTest();
    const survey = await publish(await folder.open());
    const full = await folder.open({ pragmas: [`max_page_count = ${pagesOf(folder) + 10}`] });
    const { kept, refused, error } = await sendUntilRefused(full, survey);
    expect(error).toMatchObject({ ...UNAVAILABLE, cause: { code: "SQLITE_FULL" } });
    expect(error).toBeInstanceOf(Refusal);
    expect(kept.length).toBeGreaterThan(5);
    await expect(full.proveWritable()).rejects.toMatchObject(UNAVAILABLE);

    const grown = await folder.open();
    expect(await grown.participations.count(survey)).toBe(kept.length);
    expect(await grown.urn.count(survey)).toBe(kept.length);
    expect(await grown.participations.has(survey, refused.participation)).toBe(false);
    expect(await grown.participations.wasAcknowledged(refused.acknowledgement)).toBe(false);
    expect(folder.raw().pragma("integrity_check", { simple: true })).toBe("ok");
    expect(await grown.participations.send(refused)).toBe("kept");
    await grown.proveWritable();
  });

  test("leaves a batch in the urn that it could not release", async () => {
    const folder = folderOfTest();
    const storage = await folder.open();
    const survey = await publish(storage);
    const sent = Array.from({ length: 3 }, () => sending(survey));
    for (const each of sent) await storage.participations.send(each);
    const full = await folder.open({ pragmas: [`max_page_count = ${pagesOf(folder)}`] });
    const taken = sent.map(({ urnKey }) => urnKey);
    const large = Array.from({ length: 3 }, () => released({ answers: { remark: "x".repeat(100_000) } }));
    await expect(full.urn.release(batch(survey, taken, large))).rejects.toMatchObject(UNAVAILABLE);
    expect([await storage.urn.count(survey), await storage.responses.count(survey)]).toEqual([3, 0]);
  });

  test("imports nothing of a file that does not fit", async () => {
    const folder = folderOfTest();
    const storage = await folder.open();
    const survey = await publish(storage);
    const full = await folder.open({ pragmas: [`max_page_count = ${pagesOf(folder) + 2}`] });
    const rows = Array.from({ length: 500 }, () => released({ answers: { remark: "x".repeat(500) } }));
    await expect(full.responses.importAll(survey, "a".repeat(64), rows)).rejects.toMatchObject(UNAVAILABLE);
    expect(await storage.responses.count(survey)).toBe(0);
    expect(await storage.responses.importAll(survey, "a".repeat(64), rows)).toBe("imported");
  });
});

describe("a database that can only be read", () => {
  test("refuses every writing verb as unavailable, keeps nothing, and still answers", async () => {
    const folder = folderOfTest();
    const storage = await folder.open();
    const survey = await publish(storage);
    const before = sending(survey);
    await storage.participations.send(before);
    const readOnly = await folder.open({ pragmas: ["query_only = ON"] });
    const late = sending(survey);
    const writing = [
      () => readOnly.participations.send(late),
      () => readOnly.participations.ageAcknowledgements(),
      () => readOnly.urn.release(batch(survey, [before.urnKey], [released()])),
      () => readOnly.responses.importAll(survey, "a".repeat(64), [released()]),
      () => readOnly.counters.add([count(survey)]),
      () => readOnly.surveys.close(survey, "2024-11-01"),
      () => readOnly.staff.add(member("askar")),
      () => readOnly.proveWritable(),
    ];
    for (const write of writing) await expect(write()).rejects.toMatchObject(UNAVAILABLE);
    expect(await readOnly.participations.has(survey, before.participation)).toBe(true);
    expect(await readOnly.participations.has(survey, late.participation)).toBe(false);
    expect([await readOnly.urn.count(survey), await listOf(readOnly.responses.each(survey))]).toEqual([1, []]);
  });
});

describe("a database that another process holds", () => {
  test("refuses a send as unavailable when the wait is over, and keeps it when asked again", async () => {
    const folder = folderOfTest();
    const storage = await folder.open({ pragmas: ["busy_timeout = 20"] });
    const survey = await publish(storage);
    const other = folder.raw();
    other.exec("BEGIN IMMEDIATE");
    const sent = sending(survey);
    await expect(storage.participations.send(sent)).rejects.toMatchObject(UNAVAILABLE);
    await expect(storage.proveWritable()).rejects.toMatchObject(UNAVAILABLE);
    other.exec("ROLLBACK");
    expect(await storage.participations.send(sent)).toBe("kept");
  });
});

describe("a fault of ours", () => {
  test("is not passed off as a full disk, and names no value", async () => {
    const folder = folderOfTest();
    const storage = await folder.open();
    const survey = await publish(storage);
    const sent = sending(survey);
    await storage.participations.send(sent);
    const clash = storage.participations.send(sending(survey, { urnKey: sent.urnKey }));
    await expect(clash).rejects.not.toBeInstanceOf(Refusal);
    await expect(clash).rejects.toThrow("UNIQUE constraint failed: urn.survey, urn.key");
  });
});
