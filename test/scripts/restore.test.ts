import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openStorageFor } from "../../server/storage/open.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { openJournal } from "../../server/urn/journal.ts";
import { batch, member, publish, released, sending } from "../storage/given.ts";
import { commands } from "../support/commands.ts";
import { ROOT } from "../support/pikir.ts";
import { installedPostgres, type Postgres, setUp, startPostgres } from "../support/postgres.ts";

const SECRET = "a secret of the restore's test, 32 bytes and more";

beforeAll(() => void execFileSync(join(ROOT, "scripts", "build")), 180_000);

async function opened(dataDir: string, databaseUrl: string | undefined): Promise<Storage> {
  const storage = await openStorageFor({ dataDir, databaseUrl }, "operating");
  onTestFinished(() => storage.close().catch(() => undefined));
  return storage;
}

/** Three have sent, two of them are released, and there is a draft. */
async function underWay(storage: Storage) {
  const survey = await publish(storage);
  const senders = [sending(survey), sending(survey), sending(survey)];
  for (const each of senders) await storage.participations.send(each);
  const keys = (await storage.urn.keys(survey)).slice(0, 2);
  const [regretting, content] = [randomBytes(32), randomBytes(32)].map((mark) => mark.toString("hex"));
  const rows = [regretting ?? "", content ?? ""].map((withdrawal) => ({ ...released(), withdrawal }));
  await storage.urn.release(batch(survey, keys, rows));
  const draft = { id: randomBytes(32), sealed: randomBytes(300), day: "2024-10-05" };
  await storage.drafts.save(draft, undefined);
  await storage.staff.add(member("askar", { role: "analyst" }));
  const token = {
    id: "a".repeat(12),
    name: "askar",
    label: "nightly",
    survey,
    kinds: ["public"] as const,
    until: 2 ** 41,
  };
  await storage.apiTokens.make(randomBytes(32), token);
  const release = { id: `${survey}-public-20241006-abcdef`, survey, request: "a".repeat(64) };
  await storage.releases.keep({ ...release, json: JSON.stringify({ id: release.id, files: {} }) }, 0);
  return { survey, senders, regretting: regretting ?? "", draft };
}

async function withdrawn(storage: Storage, dataDir: string, survey: string, mark: string): Promise<void> {
  openJournal(join(dataDir, "withdrawals.journal")).add([mark]);
  const nothing = { taken: [], left: [], released: [], withdrawnWaiting: 0, requests: [] };
  await storage.urn.release({ survey, ...nothing, withdrawn: [Buffer.from(mark, "hex")] });
}

/** The whole drill: backed up while it runs, encrypted; lost; brought back from it and the journal. Resolves to its seconds. */
async function drill(before: string | undefined, after: string | undefined): Promise<number> {
  const environment = (url: string | undefined) =>
    url === undefined ? {} : { DATABASE_URL: url, PIKIR_SECRET: SECRET };
  const home = commands(environment(before));
  const dataDir = join(home.path, "data");
  mkdirSync(join(dataDir, "keys"), { recursive: true });
  writeFileSync(join(dataDir, "keys", "participation.key"), "never in a backup");
  const storage = await opened(dataDir, before);
  const { survey, senders, regretting, draft } = await underWay(storage);
  const identity = await generateX25519Identity();
  const backups = join(home.path, "backups");
  const made = await home.run("backup", backups, "--to", await identityToRecipient(identity), "--keep", "2");
  expect([made.status, made.error]).toEqual([0, ""]);
  expect(made.out).toMatch(/1 release is not in it: .* Copy .*releases to the same place/);
  const [name = ""] = readdirSync(backups);
  const backup = join(backups, name);
  // Nothing of it can be read, and neither a draft nor a key was ever in it.
  for (const file of readdirSync(backup)) {
    expect(file).toMatch(/^(backup\.json|(pikir\.(db|dump)|withdrawals\.journal)\.age)$/);
    const bytes = readFileSync(join(backup, file));
    for (const secret of [draft.sealed, senders[0]?.sealed ?? draft.sealed, Buffer.from("never in a backup")])
      expect(bytes.includes(Buffer.from(secret))).toBe(false);
  }
  // Someone withdraws after the backup; then the database is lost, and the journal is not.
  await withdrawn(storage, dataDir, survey, regretting);
  await storage.close();

  const began = performance.now();
  const elsewhere = commands(environment(after));
  const key = elsewhere.file("age.key", `# a private key\n${identity}\n`);
  const other = elsewhere.file("other.key", `${await generateX25519Identity()}\n`);
  const restore = (...words: string[]) => elsewhere.run("restore", backup, ...words);
  expect((await restore()).error).toContain("this backup is encrypted: name its private key");
  expect((await restore("--identity", other)).error).toContain("does not open with this private key, or is damaged");
  expect((await restore("--identity", key, "--check")).out).toMatch(/^The backup opens/);
  expect(existsSync(join(elsewhere.path, "data", "pikir.db"))).toBe(false);
  const done = await restore("--identity", key, "--journal", join(dataDir, "withdrawals.journal"));
  expect([done.status, done.error]).toEqual([0, ""]);
  expect(done.out).toContain(`${survey}: 3 took part, 1 wait in the urn, 1 released`);
  expect(done.out).toContain("Withdrawn anew: 1; the journal names 1.");
  expect(done.out).toContain(`Releases: 1; missing or changed: ${survey}-public-20241006-abcdef. Put your copy`);
  expect(done.out).toContain("Tokens of scripts revoked: 1;");
  expect(done.out).toContain("put their copy back before you start Pikir");
  const seconds = (performance.now() - began) / 1000;

  const restored = await opened(join(elsewhere.path, "data"), after);
  for (const { participation } of senders)
    expect(await restored.participations.send(sending(survey, { participation }))).toBe("already-taken-part");
  expect(await restored.participations.send(sending(survey))).toBe("kept");
  expect(await restored.withdrawals.released(survey, [Buffer.from(regretting, "hex")])).toEqual([]);
  expect((await restored.drafts.find([draft.id])).draft).toBeUndefined();
  expect((await restored.audit.page([], undefined, 10)).map(({ act }) => act)).toContain("restored");
  expect(await restored.apiTokens.of("askar")).toEqual([]);
  await restored.close();
  // Nothing is written over what lives.
  const again = await restore("--identity", key);
  expect(again.error).toMatch(/nothing is written over/);
  expect(again.status).toBe(1);
  return seconds;
}

describe("a restore", () => {
  test("drill: who took part stays refused, who withdrew stays withdrawn, and nothing is written over", async () => {
    console.log(`restore drill, SQLite: ${(await drill(undefined, undefined)).toFixed(1)} s with its refusals`);
  });

  test("refuses what was cut, changed or is no whole backup, and leaves nothing behind", async () => {
    const { path, run } = commands();
    const storage = await opened(join(path, "data"), undefined);
    await underWay(storage);
    await storage.close();
    const [first, second, third] = ["one", "two", "three"].map((name) => join(path, name));
    for (const to of [first, second, third]) expect((await run("backup", to ?? "")).error).toBe("");
    truncateSync(join(first ?? "", "pikir.db"), 16384);
    rmSync(join(second ?? "", "backup.json"));
    const elsewhere = commands();
    expect((await elsewhere.run("restore", first ?? "")).error).toContain("is not what was written (16384 bytes of");
    expect((await elsewhere.run("restore", second ?? "")).error).toContain("is no whole backup");
    expect((await elsewhere.run("restore", third ?? "", "--identity", join(path, "none"))).status).toBe(0);
    expect(readdirSync(join(elsewhere.path, "data")).filter((name) => name.startsWith("restoring"))).toEqual([]);
    // A log of another database would be played into the restored one.
    const beside = commands();
    mkdirSync(join(beside.path, "data"));
    writeFileSync(join(beside.path, "data", "pikir.db-wal"), "");
    expect((await beside.run("restore", third ?? "")).error).toContain(
      "holds pikir.db-wal, and nothing is written over",
    );
  });

  test("rotation keeps the newest and touches nothing else in the folder", async () => {
    const { path, run, file } = commands();
    const storage = await opened(join(path, "data"), undefined);
    await underWay(storage);
    await storage.close();
    const backups = join(path, "backups");
    mkdirSync(join(backups, "2020-01-01T00-00-00Z"), { recursive: true });
    mkdirSync(join(backups, "2020-01-02T00-00-00Z"));
    writeFileSync(join(backups, "2020-01-01T00-00-00Z", "backup.json"), "{}");
    file("backups/notes.txt", "mine");
    const made = await run("backup", backups, "--keep", "1");
    expect(made.out).toContain("Removed 2020-01-01T00-00-00Z, which is older.");
    const left = readdirSync(backups).sort();
    expect(left.slice(0, 1)).toEqual(["2020-01-02T00-00-00Z"]);
    expect(left).toHaveLength(3);
    expect(left[2]).toBe("notes.txt");
  });
});

describe.skipIf(installedPostgres() === undefined)("a restore of PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  test("drill: the same, into an empty database that set-up.sql has set up", async () => {
    const before = await postgres.database();
    const bare = await postgres.bareDatabase();
    await setUp(bare);
    const after = bare.replace("postgres@", "pikir@");
    console.log(`restore drill, PostgreSQL: ${(await drill(before, after)).toFixed(1)} s with its refusals`);
  });
});
