/**
 * An upgrade, from databases that the program of 27 November 2026, 07:17 UTC, wrote (the commit before 732d691, migrations up to
 * 0011): eight people took part in `tea-survey`, two of their responses had been released, the first had asked for withdrawal.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diagnose } from "../../scripts/doctor/diagnosis.ts";
import { observe } from "../../scripts/doctor/observed.ts";
import { readConfig } from "../../server/config.ts";
import { openPostgres } from "../../server/storage/postgres/open.ts";
import { openSqlite } from "../../server/storage/sqlite/open.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { smallDefinition } from "../support/definitions.ts";
import { identifierOf, type Pikir, startPikir } from "../support/pikir.ts";
import { installedPostgres, type Postgres, setUp, startPostgres } from "../support/postgres.ts";

const STORED = join(import.meta.dirname, "from-0011");
const SURVEY = smallDefinition().id;

interface Stored {
  readonly before: {
    readonly people: readonly { readonly name: string; readonly code: string }[];
    readonly released: readonly string[];
    readonly waiting: number;
    readonly counters: number;
    readonly staff: readonly string[];
  };
  /** Files of KEYS_DIR in base64. */
  readonly keys: Readonly<Record<string, string>>;
}

function stored(engine: string): Stored {
  return JSON.parse(readFileSync(join(STORED, engine, "kept.json"), "utf8"));
}

function unpacked(engine: string, file: string): Buffer {
  return gunzipSync(readFileSync(join(STORED, engine, file)));
}

function layKeys(dataDir: string, { keys }: Stored): void {
  for (const [name, base64] of Object.entries(keys)) {
    const path = join(dataDir, "keys", name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, Buffer.from(base64, "base64"), { mode: 0o600 });
  }
}

const texts = async (pikir: Pikir) => (await pikir.responses(SURVEY)).map(({ answers }) => answers.comment).toSorted();

/** As far as they come: to a receipt, or to the news that they have taken part. */
async function walked(pikir: Pikir, name: string): Promise<number> {
  const who = pikir.visitor();
  let shown = await who.open(`/s/${SURVEY}?lang=en`);
  for (let pages = 0; pages < 12 && shown.status === 200 && !shown.address.endsWith("/receipt"); pages += 1) {
    const typed = { identifier: identifierOf(name), comment: `the words of ${name}` };
    const asked = Object.entries(typed).filter(([field]) => who.fields().has(field));
    shown = await who.fill(Object.fromEntries(asked));
  }
  return shown.status;
}

async function withdraw(pikir: Pikir, code: string): Promise<void> {
  const anyone = pikir.visitor({ "Accept-Language": "en" });
  await anyone.open("/withdraw");
  expect((await anyone.fill({ code })).address).toBe("/withdraw/asked");
}

async function keepsItsPromises(open: (dataDir: string) => Promise<Storage>, from: Stored): Promise<void> {
  const { before } = from;
  const pikir = await startPikir({
    definitions: [smallDefinition()],
    open: (dataDir) => {
      layKeys(dataDir, from);
      return open(dataDir);
    },
  });
  const { storage } = pikir;
  // All is there, and opens.
  expect(await texts(pikir)).toEqual(before.released.toSorted());
  expect(await storage.urn.count(SURVEY)).toBe(before.waiting);
  expect(await storage.participations.count(SURVEY)).toBe(before.people.length);
  expect((await storage.counters.of(SURVEY)).length).toBe(before.counters);
  expect((await storage.staff.list()).map(({ name }) => name).toSorted()).toEqual(before.staff);
  expect(await pikir.restartMixer()).toEqual([]);

  // Who had taken part is still refused, and others are not.
  for (const { name } of before.people) expect([name, await walked(pikir, name)]).toEqual([name, 409]);
  for (const name of ["Madi", "Nazgul"]) expect(await walked(pikir, name)).toBe(200);

  // A receipt of then withdraws what was released then; what had been asked for before the upgrade is done as well.
  const [first, ...others] = before.people;
  const released = others.find(({ name }) => before.released.includes(`the words of ${name}`));
  await withdraw(pikir, released?.code ?? "");
  await pikir.mix(1);
  const everybody = [...before.people.map(({ name }) => name), "Madi", "Nazgul"];
  const left = everybody.filter((name) => name !== first?.name && name !== released?.name);
  expect(await texts(pikir)).toEqual(left.map((name) => `the words of ${name}`).toSorted());
  expect(await storage.withdrawals.count(SURVEY)).toBe(2);

  // The doctor finds nothing wrong but where tests keep their files.
  const config = readConfig({ DATA_DIR: pikir.dataDir, PORT: "9" });
  const seen = await observe({ config, now: new Date(), open: async () => ({ ...storage, close: async () => {} }) });
  const wrong = diagnose(seen).filter(({ kind, what }) => kind === "wrong" && !/lies in memory/.test(what));
  expect(wrong).toEqual([]);
  expect(pikir.logged).toEqual([]);
  await pikir.stop();
}

test("a SQLite database of migration 0011 keeps its promises in this version", async () => {
  await keepsItsPromises((dataDir) => {
    writeFileSync(join(dataDir, "pikir.db"), unpacked("sqlite", "pikir.db.gz"), { mode: 0o600 });
    return openSqlite({ dataDir });
  }, stored("sqlite"));
});

describe.skipIf(installedPostgres() === undefined)("a PostgreSQL database of migration 0011", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  test("keeps its promises in this version", async () => {
    const url = await postgres.bareDatabase();
    await setUp(url);
    // Whoever migrated owned the tables.
    const psql = join(installedPostgres() ?? "", "psql");
    const env = { ...process.env, PGOPTIONS: "-c role=pikir_migrate" };
    const input = unpacked("postgres", "pikir.sql.gz");
    execFileSync(psql, ["-q", "-d", url], { input, env, stdio: ["pipe", "ignore", "pipe"] });
    const address = new URL(url);
    address.username = "pikir";
    await keepsItsPromises(() => openPostgres({ url: address.href, part: "operating" }), stored("postgres"));
  });
});
