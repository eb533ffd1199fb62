import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { diagnose } from "../../scripts/doctor/diagnosis.ts";
import { liesIn, type Observed, observe, type Surveyed } from "../../scripts/doctor/observed.ts";
import { providersOf } from "../../scripts/doctor/providers.ts";
import { readConfig } from "../../server/config.ts";
import { filesKept, sums } from "../../server/release/manifest.ts";
import { shelfIn } from "../../server/releasing/shelf.ts";
import { type Pikir, startPikir } from "../support/pikir.ts";

const NOW = new Date("2026-11-27T10:00:00Z");

const PUBLIC = {
  PUBLIC_URL: "https://survey.example.kz",
  PIKIR_SIGN_IN: "openid",
  OIDC_ISSUER: "https://id.example.kz",
  OIDC_CLIENT_ID: "pikir",
  OIDC_CLIENT_SECRET: "a secret of the provider's",
  PIKIR_TRUST_PROXY: "loopback",
  PIKIR_KEY_COPY: "/copies",
  PIKIR_QUEUE: "1000",
  PIKIR_WORKERS: "2",
  DATA_DIR: "/data",
  KEYS_DIR: "/keys",
};

const SURVEY: Surveyed = { id: "egov-2024", simulated: false, closes: undefined, waiting: 70, trouble: undefined };
const FOLDER = { mode: 0o700, free: 50e9, kind: 0xef53, newest: NOW.getTime() - 5000 };
const BACKUP = { path: "/backups/monday", made: new Date("2026-11-27T01:00:00Z"), mustNotBe: [] };

/** An installation in which nothing is amiss. */
const HEALTHY: Observed = {
  config: readConfig(PUBLIC),
  node: "20.19.0",
  now: NOW,
  folders: [
    { name: "DATA_DIR", path: "/data", ...FOLDER },
    { name: "KEYS_DIR", path: "/keys", ...FOLDER },
  ],
  keyFiles: [{ path: "/keys/participation.key", mode: 0o600 }],
  copies: [],
  copyBeside: false,
  backups: [BACKUP],
  readiness: { status: 200, text: "ready" },
  processes: 2,
  cores: 2,
  providers: [{ whose: "citizens", issuer: "https://id.example.kz/", why: undefined }],
  surveys: [SURVEY],
  unopened: undefined,
  stock: { releases: 2, bytes: 5e6, missing: [], spoilt: [], strangers: [] },
  replica: { bytes: 0, seconds: 0, awaited: true },
};

const configured = (changed: Readonly<Record<string, string>>): Partial<Observed> => ({
  config: readConfig({ ...PUBLIC, ...changed }),
});
const folders = (changed: Partial<Observed["folders"][number]>): Partial<Observed> => ({
  folders: HEALTHY.folders.map((folder) => ({ ...folder, ...changed })),
});
const stock = (changed: Partial<NonNullable<Observed["stock"]>>): Partial<Observed> => ({
  stock: { releases: 2, bytes: 5e6, missing: [], spoilt: [], strangers: [], ...changed },
});
const survey = (changed: Partial<Surveyed>): Partial<Observed> => ({ surveys: [{ ...SURVEY, ...changed }] });

test("a healthy installation gets no advice", () => {
  const findings = diagnose(HEALTHY);
  expect(findings.length).toBeGreaterThan(8);
  expect(findings.filter(({ kind }) => kind !== "well")).toEqual([]);
});

describe("the doctor finds", () => {
  const mistakes: readonly (readonly [string, Partial<Observed>, "wrong" | "look", RegExp])[] = [
    ["an old Node", { node: "18.20.1" }, "wrong", /Node is 18/],
    ["a Node that is a little too old", { node: "20.18.3" }, "wrong", /Node is 20\.18/],
    ["a database that is away", { surveys: undefined, unopened: "connection refused" }, "wrong", /connection refused/],
    ["a replica that is away", { replica: { unusable: "is away" } }, "look", /replica .* is away/],
    [
      "a replica that stays behind",
      { replica: { bytes: 4096, seconds: 90, awaited: true } },
      "look",
      /90 s \(4096 bytes/,
    ],
    [
      "a replica that may lack what was acknowledged",
      { replica: { bytes: 0, seconds: 0, awaited: false } },
      "look",
      /waits for no replica/,
    ],
    ["no server", { readiness: undefined }, "look", /No server answers/],
    [
      "a server that takes nothing",
      { readiness: { status: 503, text: "the disk is full" } },
      "wrong",
      /the disk is full/,
    ],
    ["a process that hangs or does not begin", { processes: 1 }, "wrong", /Of 2 processes that should serve 1 does/],
    ["cores that nobody uses", configured({ PIKIR_WORKERS: "1" }), "look", /One process .* 2 cores/],
    [
      "a provider that is away",
      { providers: [{ whose: "citizens", issuer: "https://id.example.kz/", why: "no connection" }] },
      "wrong",
      /id\.example\.kz\/, where citizens sign in: no connection/,
    ],
    ["a clock that is behind the files", folders({ newest: NOW.getTime() + 3_600_000 }), "wrong", /put back/],
    [
      "a clock that is behind a closing",
      survey({ closedOn: "2026-12-31", waiting: 0 }),
      "wrong",
      /closed on 2026-12-31/,
    ],
    ["a disk that is nearly full", folders({ free: 0.4e9 }), "wrong", /0\.4 GB left/],
    ["a disk that will be full", folders({ free: 3e9 }), "look", /3\.0 GB left/],
    ["data in memory", folders({ kind: 0x01021994 }), "wrong", /lies in memory/],
    ["data on a network file system", folders({ kind: 0x6969 }), "wrong", /network file system/],
    ["a folder that others can read", folders({ mode: 0o755 }), "wrong", /Others on this machine can read \/data/],
    ["a key that others can read", { keyFiles: [{ path: "/keys/a.key", mode: 0o640 }] }, "wrong", /\/keys\/a\.key/],
    ["missing copies of keys", { copies: ["The second copy is missing."] }, "wrong", /second copy is missing/],
    ["copies of keys on the same disk", { copyBeside: true }, "look", /same disk/],
    ["no backup", { backups: [] }, "wrong", /no backup/],
    ["an old backup", { backups: [{ ...BACKUP, made: new Date("2026-11-20") }] }, "look", /7 days old/],
    ["keys in a backup", { backups: [{ ...BACKUP, mustNotBe: ["urn.private"] }] }, "wrong", /holds urn\.private/],
    ["a backup from before a closing", { ...survey({ closedOn: "2026-11-28", waiting: 0 }) }, "wrong", /is older/],
    [
      "answers that travel readable",
      configured({ PUBLIC_URL: "http://survey.example.kz" }),
      "wrong",
      /readable for everybody/,
    ],
    ["a pool that hides nobody", configured({ PIKIR_POOL: "1" }), "wrong", /hides among 2 only/],
    ["keys among the backups", configured({ KEYS_DIR: "/data/backups/keys" }), "wrong", /among the backups/],
    ["a proxy that is not named", { config: { ...HEALTHY.config, trustProxy: [] } }, "wrong", /come from one address/],
    [
      "a proxy that is everybody",
      { config: { ...HEALTHY.config, trustProxy: ["0.0.0.0/0"] } },
      "wrong",
      /trusts everybody/,
    ],
    ["no waiting line", { config: { ...HEALTHY.config, queue: undefined } }, "look", /no waiting line/],
    ["an urn that does not open", survey({ trouble: "its key is missing" }), "wrong", /its key is missing/],
    ["a mixer that does not run", survey({ waiting: 900 }), "wrong", /900 responses wait/],
    ["a closing that was cut short", survey({ closedOn: "2026-11-27", waiting: 3 }), "wrong", /still wait/],
    ["a release without its files", stock({ missing: ["roads-public"] }), "wrong", /roads-public is missing/],
    [
      "a release that was changed",
      stock({ spoilt: ["roads-public/data.csv"] }),
      "wrong",
      /data\.csv .* SHA-256 differs/,
    ],
    ["a release of nowhere", stock({ strangers: ["other"] }), "look", /other in .data.releases is no release/],
    ["a survey that is over and not closed", survey({ closes: "2026-11-01" }), "look", /never closed/],
  ];

  test.each(mistakes)("%s", (_name, changed, kind, what) => {
    const found = diagnose({ ...HEALTHY, ...changed }).filter(
      (finding) => finding.kind === kind && what.test(finding.what),
    );
    expect(found.length).toBeGreaterThan(0);
    for (const { advice } of found) expect(advice?.length).toBeGreaterThan(10);
  });
});

/** A release as the shelf and the database keep it. */
async function put({ dataDir, storage }: Pikir, name: string): Promise<void> {
  const id = `egov-2024-${name}`;
  const text = (of: string) => ({ bytes: of.length, sha256: createHash("sha256").update(of).digest("hex") });
  const json = JSON.stringify({ id, files: { "data.csv": text("a\r\n"), "load.R": text("# R\n") } });
  const folder = join(dataDir, "releases", id);
  mkdirSync(folder, { recursive: true });
  const files = { "data.csv": "a\r\n", "load.R": "# R\n", "release.json": json, members: "" };
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  const others = new Map([...filesKept(json)].filter(([file]) => file !== "SHA256SUMS"));
  writeFileSync(join(folder, "SHA256SUMS"), sums(others));
  const beside = (await storage.releases.of("egov-2024")).length;
  await storage.releases.keep({ id, survey: "egov-2024", request: text(id).sha256, json }, beside);
}

test("what a process left of a release that it was making goes with the next one, a day later", async () => {
  const pikir = await startPikir();
  const [old, young] = ["old", "young"].map((name) => join(pikir.dataDir, "releases", `.making-${name}`));
  for (const path of [old, young]) mkdirSync(path ?? "", { recursive: true });
  const before = new Date(Date.now() - 25 * 3_600_000);
  utimesSync(old ?? "", before, before);
  await shelfIn(pikir.dataDir).put("egov-2024-new", [], new BigUint64Array());
  expect(readdirSync(join(pikir.dataDir, "releases")).sort()).toEqual([".making-young", "egov-2024-new"]);
  await pikir.stop();
});

test("what is observed of a real installation: rights, copies, backups, the urn, and that no server runs", async () => {
  const pikir = await startPikir();
  const [backup, keysDir] = [join(pikir.dataDir, "elsewhere", "monday"), join(pikir.dataDir, "keys")];
  mkdirSync(backup, { recursive: true });
  writeFileSync(join(backup, "pikir.db"), "");
  writeFileSync(join(backup, "passing.db"), "");
  writeFileSync(join(pikir.dataDir, "backups.txt"), `${backup}\n/gone\n`);
  chmodSync(keysDir, 0o750);
  const releases = join(pikir.dataDir, "releases");
  for (const name of ["whole", "torn", "gone"]) await put(pikir, name);
  rmSync(join(releases, "egov-2024-gone"), { recursive: true });
  rmSync(join(releases, "egov-2024-torn", "data.csv"));
  writeFileSync(join(releases, "egov-2024-torn", "load.R"), "other");
  mkdirSync(join(releases, "of-another-database"));
  mkdirSync(join(releases, ".making-now"));
  const config = readConfig({ DATA_DIR: pikir.dataDir, PORT: "9" });
  const seen = await observe({
    config,
    now: new Date(),
    open: async () => ({ ...pikir.storage, close: async () => {} }),
  });
  await pikir.stop();

  expect(seen.folders.find(({ name }) => name === "KEYS_DIR")?.mode).toBe(0o750);
  expect(seen.keyFiles.length).toBeGreaterThan(3);
  expect(seen.keyFiles.every(({ mode }) => mode === 0o600)).toBe(true);
  expect(seen.backups).toMatchObject([{ path: backup, mustNotBe: [join(backup, "passing.db")] }]);
  expect(seen.readiness).toBeUndefined();
  expect(seen.surveys).toEqual([{ ...SURVEY, waiting: 0 }]);
  expect(seen.unopened).toBeUndefined();
  expect(seen.stock).toMatchObject({
    releases: 3,
    missing: ["egov-2024-gone", "egov-2024-torn/data.csv"],
    spoilt: ["egov-2024-torn/load.R"],
    strangers: ["of-another-database"],
  });
});

test("a database that does not open is told, and the rest is looked at nevertheless", async () => {
  const config = readConfig({ DATA_DIR: "/nowhere", PORT: "9" });
  const seen = await observe({
    config,
    now: NOW,
    open: () => Promise.reject(new Error("it is newer than the program")),
  });
  expect(diagnose(seen)).toContainEqual(
    expect.objectContaining({ kind: "wrong", what: expect.stringContaining("newer than") }),
  );
  expect(seen.folders).toEqual([]);
});

test("a provider is asked from this machine, the citizens' and the staff's", async () => {
  const staff = { PIKIR_STAFF_OIDC_CLIENT_ID: "pikir", PIKIR_STAFF_OIDC_CLIENT_SECRET: "another secret" };
  const issuers = { OIDC_ISSUER: "https://127.0.0.1:9/", PIKIR_STAFF_OIDC_ISSUER: "https://127.0.0.1:9/staff" };
  const seen = await providersOf(readConfig({ ...PUBLIC, ...staff, ...issuers }));
  expect(seen).toMatchObject([
    { whose: "citizens", issuer: "https://127.0.0.1:9/", why: expect.stringContaining("no connection") },
    { whose: "staff", issuer: "https://127.0.0.1:9/staff", why: expect.stringContaining("no connection") },
  ]);
  expect(await providersOf(readConfig({}))).toEqual([]);
});

test("a folder lies in itself and in what is above it, not in one whose name begins alike", () => {
  expect([liesIn("/a/b", "/a/b"), liesIn("/a/b/c", "/a"), liesIn("/a/bc", "/a/b"), liesIn("/", "/a")]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
