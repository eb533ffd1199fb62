import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommandError } from "../../scripts/command.ts";
import { close } from "../../scripts/survey/close.ts";
import { type VerifyWorld, verify } from "../../scripts/survey/verify.ts";
import { openSigningKey, signingPublicKey } from "../../server/keys.ts";
import { messageOf, type Protocol, type SignedProtocol } from "../../server/records/protocol.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { folderOfTest } from "../storage/folder.ts";
import { startTown, TEA, type Town } from "./town.ts";

/** Closed once for all tests; those that meddle do so with a copy. */
let town: Town;
let signed: SignedProtocol;
let file: string;
let codes: readonly string[];
beforeAll(async () => {
  town = await startTown();
  codes = [await town.answers("Aliya"), await town.answers("Berik"), await town.answers("Dana")];
  ({ signed, file } = await town.close());
  await town.pikir.storage.compact();
});
afterAll(() => town.pikir.stop());

/** What verifying says; of a refusal all lines of it. */
async function said(path = file, world: Partial<VerifyWorld> = {}): Promise<string> {
  const own = { storage: town.pikir.storage, ownKey: signingPublicKey(town.keysDir) };
  const told = await verify(path, { ...own, ...world }).catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error;
    return [...error.details, error.message].join("\n");
  });
  return told.replaceAll(path, "FILE");
}

function written(content: unknown): string {
  const path = join(town.pikir.dataDir, "given.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** Somebody with write access to the database and knowledge of it, but without the signing key. */
async function meddledWith(sql: string): Promise<Storage> {
  const folder = folderOfTest();
  copyFileSync(join(town.pikir.dataDir, "pikir.db"), join(folder.path, "pikir.db"));
  folder.raw().exec(sql);
  return folder.open();
}

describe("verifying a closing protocol", () => {
  test("says that it is as it was signed, by whom, and that the database still holds it", async () => {
    expect(await said()).toBe(
      "FILE: the protocol of tea-survey, closed on 2024-09-20, is as it was signed with this installation's key.\n" +
        "The database still holds exactly these 3 responses.",
    );
    // Its layout does not matter.
    expect(await said(written(signed))).toMatch(/is as it was signed/);
  });

  test("works without the database and without keys, on any machine", async () => {
    const elsewhere = await said(file, { storage: undefined, ownKey: undefined });
    expect(elsewhere).toMatch(/is as it was signed with the key MC.*, which is not this installation's\.\n/);
    expect(elsewhere).toContain("has no survey tea-survey, so nothing was compared with it");
  });

  test.each<[string, (protocol: Protocol) => Protocol]>([
    ["a count", (protocol) => ({ ...protocol, counts: { ...protocol.counts, released: 4 } })],
    ["the date", (protocol) => ({ ...protocol, closedOn: "2024-09-19" })],
    ["the responses' hash", (protocol) => ({ ...protocol, responses: "0".repeat(64) })],
    ["a key's fingerprint", (protocol) => ({ ...protocol, keys: { ...protocol.keys, participation: null } })],
    ["the questionnaire", (protocol) => ({ ...protocol, versions: ["1".repeat(64)] })],
    ["the survey", (protocol) => ({ ...protocol, survey: "coffee-survey" })],
  ])("refuses one in which %s was changed", async (_what, change) => {
    expect(await said(written({ ...signed, protocol: change(signed.protocol) }))).toBe(
      "FILE is not what was signed: something in it was changed; ask for the original.",
    );
  });

  test("refuses one that somebody else signed: the database holds another", async () => {
    const forger = openSigningKey(folderOfTest().path);
    const protocol = { ...signed.protocol, counts: { ...signed.protocol.counts, participations: 4 } };
    const forged = { protocol, publicKey: forger.publicKey, signature: forger.sign(messageOf(protocol)) };
    expect(await said(written(forged))).toBe(
      "the database holds another protocol of it\nparticipations: 3 instead of 4\n" +
        "the database does not hold what FILE says; find out who changed it.",
    );
    expect(await said(written(forged), { storage: undefined })).toContain("which is not this installation's");
  });

  test.each([
    [
      "a response that was added",
      `INSERT INTO response SELECT survey, randomblob(16), version, language, channel, month, duration, flags, randomblob(32), answers FROM response LIMIT 1`,
      "released: 4 instead of 3",
    ],
    [
      "a response that was taken away",
      "DELETE FROM response WHERE key = (SELECT min(key) FROM response)",
      "released: 2 instead of 3",
    ],
    [
      "an answer that was changed",
      `DROP TRIGGER response_never_changes; UPDATE response SET answers = '{"drinks-tea":"no"}'`,
      "the responses are not those that were there at closing",
    ],
    [
      "a participation that was added",
      `INSERT INTO participation VALUES ('${TEA}', randomblob(32))`,
      "participations: 4 instead of 3",
    ],
    [
      "a questionnaire that was changed",
      `DROP TRIGGER version_never_changes; UPDATE version SET definition = replace(definition, 'Do you drink tea?', 'Do you love tea?')`,
      "the questionnaires are not those that were asked",
    ],
    [
      "a survey opened again",
      "DROP TRIGGER survey_stays_closed; UPDATE survey SET closed_on = NULL",
      "closed on: still open instead of 2024-09-20",
    ],
    [
      "a protocol that is gone",
      "DROP TRIGGER protocol_never_goes; DELETE FROM protocol",
      "the database holds no protocol of it",
    ],
  ])("tells of %s in the database", async (_what, sql, fault) => {
    const told = (await said(file, { storage: await meddledWith(sql) })).split("\n");
    expect(told).toContain(fault);
    expect(told.at(-1)).toBe("the database does not hold what FILE says; find out who changed it.");
  });

  test.each([
    ["nothing", ""],
    ["no JSON", "tea"],
    ["another JSON", "{}"],
  ])("refuses a file that holds %s", async (_what, content) => {
    expect(await said(written(content))).toBe("FILE is no closing protocol; give the file that survey close wrote.");
  });
});

describe("the command's words on closing", () => {
  test("name what was destroyed, what has to be deleted by hand, and what overwriting cannot promise", async () => {
    rmSync(file);
    const config = { dataDir: town.pikir.dataDir, keysDir: town.keysDir, keyCopy: undefined, pool: 50 };
    const random = { bytes: () => Buffer.alloc(16), integer: () => 0 };
    const closing = { storage: town.pikir.storage, config, now: town.pikir.now(), random, software: "pikir 0.1.0" };
    const told = await close(TEA, { ...closing, pause: async () => undefined });
    expect(told).toContain(
      "tea-survey: closed on 2024-09-20; 3 participations, 0 imported responses; 3 responses released, 0 withdrawn.",
    );
    expect(told).toContain(`The protocol, signed, is ${file} and stands at /privacy.`);
    expect(told).toContain("none: they had been destroyed before");
    expect(told).toContain("Flash memory, journals and snapshots may keep the old bytes even so");
    expect(told).toContain("PIKIR_KEY_COPY is not set: if there is a second copy of the urn's key, destroy it.");
    expect(told).toContain("Delete every copy of the database that was made before now, wherever it is");
    await expect(close("coffee", { ...closing, pause: async () => undefined })).rejects.toThrow(CommandError);
  });
});

describe("verifying after a withdrawal", () => {
  test("says how many were withdrawn since", async () => {
    await town.withdraws(codes[1] ?? "");
    // Alone, it waits for the turn of the quarter.
    town.pikir.pass(92 * 24 * 3600);
    await town.pikir.mix(50);
    expect(await said()).toMatch(
      /is as it was signed.*\nSince then 1 were withdrawn, and the other 2 are there\. Whether they are the same ones/,
    );
  });

  test("does not pass off as proof what it cannot tell: a response taken away and counted as withdrawn", async () => {
    const sql =
      "DELETE FROM response WHERE key = (SELECT min(key) FROM response); UPDATE survey SET withdrawn = withdrawn + 1";
    expect(await said(file, { storage: await meddledWith(sql) })).toMatch(
      /Since then \d were withdrawn.* cannot be told/,
    );
  });
});
