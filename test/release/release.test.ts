/** A release from the database to the files, twice, and beside another. */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseCsv } from "csv-parse/sync";
import { afterAll, describe, expect, test, vi } from "vitest";
import { listReleases } from "../../scripts/release/list.ts";
import { makeRelease, type ReleaseCommand } from "../../scripts/release/make.ts";
import type { Response } from "../../server/records/response.ts";
import { newestOf, type PublishedSurvey } from "../../server/records/survey.ts";
import type { Manifest } from "../../server/release/manifest.ts";
import { cleaningRule, STUDY } from "../../server/reports/cleaning.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { type Definition, questionsOf } from "../../server/survey/definition.ts";
import { versionOf } from "../../server/survey/version.ts";
import { makeFolder } from "../storage/folder.ts";
import { aDefinition } from "../support/definitions.ts";
import { ROOT } from "../support/pikir.ts";
import { faultsIn } from "./data-package-profile.ts";
import { responsesTo, shipped } from "./released.ts";
import { isInstalled, read } from "./tools.ts";

const egov = shipped("egov-2024");
/** The schemas stay outside the project (their licence is another): beside it, or beside the folder it is in. */
const SCHEMA = ["..", "../.."].map((up) => join(ROOT, up, "shared/ddi/2.5/codebook.xsd")).find(existsSync);
const XMLLINT = isInstalled("xmllint");

const folders: ReturnType<typeof makeFolder>[] = [];

afterAll(() => {
  for (const folder of folders) folder.remove();
});

/** A database with these answers to a survey, and a way to release them. */
async function house(definition: Definition, responses: Iterable<Response>) {
  const folder = makeFolder();
  folders.push(folder);
  const storage = await folder.open();
  await storage.surveys.publish({ definition, version: versionOf(definition), simulated: false, day: "2026-11-01" });
  await add(storage, definition.id, responses);
  const dataDir = join(folder.path, "data");
  let made = 0;
  const release = async (rest: Partial<ReleaseCommand> = {}) => {
    const survey = (await storage.surveys.all()).find(({ id }) => id === definition.id) as PublishedSurvey;
    const out = join(folder.path, `out-${++made}`);
    const order = {
      survey,
      kind: "scientific" as const,
      rule: STUDY,
      language: "kk",
      recode: [],
      bom: true,
      out,
      ...rest,
    };
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    await makeRelease(order, storage, { dataDir, root: ROOT });
    const file = (name: string) => readFileSync(join(out, name), "utf8");
    return {
      out,
      file,
      said: String(log.mock.lastCall?.[0]),
      manifest: () => JSON.parse(file("release.json")) as Manifest,
    };
  };
  return { storage, dataDir, release };
}

let files = 0;

async function add(storage: Storage, survey: string, responses: Iterable<Response>): Promise<void> {
  const rows = [...responses].map((response) => ({ ...response, key: randomBytes(16) }));
  await storage.responses.importAll(survey, createHash("sha256").update(String(++files)).digest("hex"), rows);
}

test("a release of one version has the answers to it alone, and says so", async () => {
  const { storage, release } = await house(egov, responsesTo(egov, 130));
  const next = { ...egov, minutes: egov.minutes + 1 };
  await storage.surveys.publish({ definition: next, version: versionOf(next), simulated: false, day: "2026-11-02" });
  await add(storage, egov.id, responsesTo(next, 120, 2));
  await add(
    storage,
    egov.id,
    [...responsesTo(next, 30, 3)].map((response) => ({ ...response, version: "other" })),
  );
  const one = await release({ kind: "internal", versions: [versionOf(next)] });
  const { records, versions } = one.manifest();
  expect([records, versions]).toEqual([120, [versionOf(next)]]);
  expect(one.file("codebook.html")).toContain(versionOf(next).slice(0, 12));
  expect(one.file("codebook.html")).not.toContain(versionOf(egov).slice(0, 12));
  const all = (await release()).manifest();
  expect([all.records, all.versions]).toEqual([280, [versionOf(egov), versionOf(next)]]);
  expect((await release({ kind: "internal", versions: [versionOf(next)] })).said).toContain("made before");
});

test("around one withdrawal no choice of versions is released: those left out do not hide whoever went", async () => {
  const code = randomBytes(32);
  const people = [...responsesTo(egov, 130)].map((response, at) => ({
    ...response,
    withdrawal: at === 0 ? code.toString("hex") : null,
  }));
  const { storage, release } = await house(egov, people);
  const next = { ...egov, minutes: egov.minutes + 1 };
  await storage.surveys.publish({ definition: next, version: versionOf(next), simulated: false, day: "2026-11-02" });
  await add(storage, egov.id, responsesTo(next, 120, 2));
  await release({ kind: "internal" });
  const nothing = { taken: [], left: [], withdrawnWaiting: 0, requests: [], released: [] };
  await storage.urn.release({ survey: egov.id, ...nothing, withdrawn: [code] });
  for (const definition of [egov, next])
    await expect(release({ kind: "internal", versions: [versionOf(definition)] })).rejects.toThrow(
      /1 records are no longer in it and 0 are new/,
    );
});

describe("a scientific release", async () => {
  const { storage, dataDir, release } = await house(egov, responsesTo(egov, 300));
  const first = await release();

  test("has every format, what it is, terms and sums that are right", () => {
    expect(readdirSync(first.out).sort()).toEqual(
      [
        "CITATION.txt",
        "METHODS.md",
        "SHA256SUMS",
        "TERMS.txt",
        "codebook.html",
        "codebook.xml",
        "data-labels.csv",
        "data.csv",
        "data.dta",
      ].concat(["data.parquet", "data.sav", "data.xlsx", "datapackage.json", "load.R", "release.json"]),
    );
    for (const line of first.file("SHA256SUMS").trim().split("\n")) {
      const [sum, name = ""] = line.split("  ");
      expect(
        createHash("sha256")
          .update(readFileSync(join(first.out, name)))
          .digest("hex"),
      ).toBe(sum);
    }
    const { id, records, disclosure, weights, versions, withdrawn_before, software } = first.manifest();
    expect(id).toMatch(/^egov-2024-scientific-\d{8}-[0-9a-f]{6}$/);
    expect([records, versions, withdrawn_before]).toEqual([300, [versionOf(egov)], 0]);
    expect(disclosure.after.k).toBeGreaterThanOrEqual(5);
    expect(disclosure.proposals.length).toBeGreaterThan(1);
    expect(disclosure.keys).toContain("ethnicity");
    expect(weights?.margins.length).toBeGreaterThan(0);
    expect(software).toMatch(/^Pikir \d/);
    expect(first.file("CITATION.txt")).toContain(id);
    expect(first.file("TERMS.txt")).toContain("келісім");
  });

  test("has nothing that people wrote, and no key of the database", async () => {
    const everything = readdirSync(first.out)
      .map((name) => readFileSync(join(first.out, name)).toString("latin1"))
      .join("");
    expect(everything).not.toContain("words of person");
    for await (const { key } of storage.responses.rows("egov-2024"))
      expect(everything).not.toContain(Buffer.from(key).toString("hex").slice(0, 12));
  });

  test("is the same bytes when it is asked for again, also by another process", async () => {
    const again = await release();
    expect(again.said).toContain("made before from the same request");
    for (const name of readdirSync(first.out))
      expect(readFileSync(join(again.out, name)).equals(readFileSync(join(first.out, name))), name).toBe(true);
  });

  test("is not handed out once its files have changed", async () => {
    const kept = join(dataDir, "releases", first.manifest().id, "data.csv");
    const before = readFileSync(kept);
    writeFileSync(kept, Buffer.concat([before, Buffer.from("x")]));
    await expect(release()).rejects.toThrow("has changed since it was made (data.csv)");
    writeFileSync(kept, before);
  });

  test("has a package that follows version 2 of the standard, to whose profiles a wrong one does not", () => {
    const read = () => JSON.parse(first.file("datapackage.json"));
    expect(faultsIn(read())).toEqual([]);
    const codedIn = (made: ReturnType<typeof read>) =>
      made.resources[0].schema.fields.find(({ categories }: { categories?: unknown }) => categories);
    const wrong: readonly ((made: ReturnType<typeof read>) => void)[] = [
      (made) => delete made.resources,
      (made) => Object.assign(made, { created: "27 November" }),
      (made) => Object.assign(made.contributors[0], { email: "nobody" }),
      (made) => Object.assign(made.resources[0], { path: "../data.csv" }),
      (made) => Object.assign(made.resources[0], { hash: "sha256-x" }),
      (made) => Object.assign(made.resources[0].schema, { fields: [] }),
      (made) => Object.assign(made.resources[0].schema.fields[0], { type: "text" }),
      (made) => Object.assign(made.resources[0].schema.fields[0], { maxLength: 3 }),
      (made) => Object.assign(codedIn(made), { missingValues: [{ value: -9 }] }),
      (made) => Object.assign(codedIn(made), { categories: [{ value: "1", label: "one" }] }),
    ];
    for (const [at, spoil] of wrong.entries()) {
      const made = read();
      spoil(made);
      expect(faultsIn(made), String(at)).not.toEqual([]);
    }
  });

  test("has a package whose schema the data fit", () => {
    const { resources } = JSON.parse(first.file("datapackage.json")) as {
      resources: {
        hash: string;
        bytes: number;
        schema: {
          fields: {
            name: string;
            type: string;
            categories?: { value: number }[];
            missingValues?: { value: string }[];
          }[];
        };
      }[];
    };
    const [resource] = resources;
    const rows: Record<string, string>[] = parseCsv(first.file("data.csv"), { columns: true, bom: true });
    expect(resource?.schema.fields.map(({ name }) => name)).toEqual(Object.keys(rows[0] ?? {}));
    for (const { name, categories, missingValues } of resource?.schema.fields ?? []) {
      if (!categories) continue;
      const allowed = new Set([
        ...categories.map(({ value }) => String(value)),
        ...(missingValues ?? []).map(({ value }) => value),
      ]);
      expect(rows.filter((row) => !allowed.has(row[name] ?? ""))).toEqual([]);
    }
    expect(resource?.hash).toBe(
      `sha256:${createHash("sha256")
        .update(readFileSync(join(first.out, "data.csv")))
        .digest("hex")}`,
    );
  });

  test.skipIf(!XMLLINT || SCHEMA === undefined)(
    "has a DDI codebook that validates (skipped without xmllint or ../shared/ddi)",
    () => {
      const files = { "codebook.xml": first.file("codebook.xml") };
      for (const told of [
        /<nation abbr="KZ">/,
        /<respRate>None can be stated: no sample was drawn/,
        /<EstSmpErr>Not a/,
      ])
        expect(files["codebook.xml"]).toMatch(told);
      read(files, "xmllint", "--nonet", "--noout", "--schema", SCHEMA ?? "", "codebook.xml");
    },
  );

  test("has a codebook with every variable, question and count", () => {
    const [page, xml] = [first.file("codebook.html"), first.file("codebook.xml")];
    for (const text of ["Сіз қай өңірде тұрасыз?", "In which region do you live?", 'id="obstacle"'])
      expect(page).toContain(text);
    expect(page).not.toMatch(/release\.|undefined|NaN/);
    expect(xml).toContain('<var ID="V_obstacle" name="obstacle" files="F1" intrvl="discrete" wgt-var="V_weight">');
    expect(xml).toContain('type="multipleResp"');
    expect(xml).not.toMatch(/undefined|NaN/);
  });

  test("has a methods report of what it shows, with its weights and the hash of its data", () => {
    const methods = first.file("METHODS.md");
    expect(methods).toContain(
      createHash("sha256")
        .update(readFileSync(join(first.out, "data.csv")))
        .digest("hex"),
    );
    expect(methods).toMatch(/CHERRIES/);
    expect(methods).toContain("study");
    expect(methods).not.toMatch(/undefined|NaN|methods\.(say|item)/);
    const size = first.manifest().weights?.n_effective ?? Number.NaN;
    expect(methods.replace(/\s/g, "")).toContain(String(Math.round(size)));
    // What the gate recoded is not what people passed over.
    const [, skipped] = /Ең жиі өткізіп жіберілгені: (.+), сұралған/.exec(methods) ?? [];
    expect(skipped).toBeDefined();
    const { levels } = first.manifest().disclosure.chosen;
    const recoded = questionsOf(egov).filter(({ id }) => id in levels);
    expect(recoded).not.toEqual([]);
    expect(recoded.filter(({ text }) => skipped?.includes(text["kk"] ?? ""))).toEqual([]);
  });

  test("is listed, with how many have withdrawn since", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    await listReleases(storage, "egov-2024");
    expect(log.mock.calls.flat().join("\n")).toMatch(
      /egov-2024-scientific-\S+ {2}scientific, \d{4}-\d\d-\d\d, 300 records, 0 withdrawn since/,
    );
  });
});

describe("beside an earlier release", async () => {
  const { storage, release } = await house(egov, responsesTo(egov, 200));
  const { levels } = (await release()).manifest().disclosure.chosen;
  const alike = Object.entries(levels);

  test("one of the same people with other recodings is refused: both together have what either withholds", async () => {
    const region = levels["region"] === "as-asked" ? "left-out" : "as-asked";
    const recode = Object.entries({ ...levels, region });
    await expect(release({ recode })).rejects.toThrow(/of these people with other recodings/);
  });

  test("another that would tell of a few is refused, whatever its kind, and one that tells of many is not", async () => {
    await add(storage, "egov-2024", responsesTo(egov, 3, 5));
    await expect(release()).rejects.toThrow(/0 records are no longer in it and 3 are new, and it takes none or 5/);
    await expect(release({ kind: "public" })).rejects.toThrow(/none or 10/);
    await add(storage, "egov-2024", responsesTo(egov, 9, 6));
    expect((await release({ kind: "public" })).manifest().records).toBe(212);
  });

  test("a rule that leaves out a few others is refused, too", async () => {
    const flagged = [...responsesTo(egov, 20, 9)].map((response, at) => ({
      ...response,
      flags: at < 2 ? (["straight_lined"] as const) : [],
    }));
    await add(storage, "egov-2024", flagged);
    await release({ recode: alike });
    const rule = cleaningRule("straight-lining") ?? STUDY;
    await expect(release({ rule, recode: alike })).rejects.toThrow(/would tell of a few/);
  });
});

describe("two releases around withdrawals, in the hands of somebody who compares them", async () => {
  const codes = Array.from({ length: 6 }, () => randomBytes(32));
  const people = [...responsesTo(egov, 200, 11)].map((response, at) => ({
    ...response,
    withdrawal: codes[at]?.toString("hex") ?? null,
  }));
  const { storage, release } = await house(egov, people);
  const first = await release();
  const recode = Object.entries(first.manifest().disclosure.chosen.levels);
  const withdraw = (withdrawn: readonly Uint8Array[]) =>
    storage.urn.release({
      ...{ survey: "egov-2024", taken: [], left: [], withdrawnWaiting: 0, requests: [], released: [] },
      withdrawn,
    });

  test("are refused around one withdrawal, and around any that are fewer than a class holds", async () => {
    await withdraw(codes.slice(0, 1));
    await expect(release({ recode })).rejects.toThrow(
      /1 records are no longer in it and 0 are new, and it takes none or 5/,
    );
    await withdraw(codes.slice(1, 4));
    await expect(release({ recode })).rejects.toThrow(/4 records are no longer in it/);
    await expect(release({ kind: "public" })).rejects.toThrow(/takes none or 10/);
  });

  test("show of enough withdrawals that these went, each as likely as another to be a record that is gone", async () => {
    await withdraw(codes.slice(4));
    const second = await release({ recode });
    const rowsOf = (file: string): Record<string, string>[] => parseCsv(file, { columns: true, bom: true });
    const [before, after] = [rowsOf(first.file("data.csv")), rowsOf(second.file("data.csv"))];
    expect([before.length, after.length]).toEqual([200, 194]);
    // No key, order or weight in common: what the attacker has is the answers.
    expect(before.filter((row) => after.some((other) => other.record_id === row.record_id))).toEqual([]);
    const { levels } = first.manifest().disclosure.chosen;
    const compared = Object.keys(before[0] ?? {}).filter(
      (name) => !["record_id", "weight", "month", "language", "duration"].includes(name) && !(name in levels),
    );
    const answers = (row: Record<string, string>) => compared.map((name) => row[name]).join();
    const left = after.map(answers);
    const gone = before.filter((row) => {
      const at = left.indexOf(answers(row));
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
    expect(gone.length).toBeGreaterThanOrEqual(5);
    // Nor is one of them alone in looking alike in the first file: what the file promised holds.
    const classOf = (row: Record<string, string>) =>
      Object.keys(levels)
        .map((name) => row[name])
        .join();
    for (const row of gone)
      expect(before.filter((other) => classOf(other) === classOf(row)).length).toBeGreaterThanOrEqual(5);
  });
});

describe("an order", () => {
  test("names what is there", async () => {
    const { release } = await house(egov, responsesTo(egov, 120));
    await expect(release({ language: "de" })).rejects.toThrow('is not in "de"; choose one of kk, ru, en');
    await expect(release({ recode: [["obstacle", "left-out"]] })).rejects.toThrow(
      '"obstacle" is no key of this file; its keys are region',
    );
    await expect(release({ recode: [["region", "halves"]] })).rejects.toThrow(
      "choose one of as-asked, macro-regions, left-out",
    );
    const made = await release({
      recode: [
        ["region", "macro-regions"],
        ["sex", "left-out"],
      ],
    });
    expect(made.manifest().disclosure.chosen.levels).toMatchObject({
      region: "macro-regions",
      sex: "left-out",
      age: "as-asked",
    });
    expect(made.file("data.csv").split("\r\n")[0]).not.toContain("sex");
  });

  test("goes into an empty folder", async () => {
    const { release, dataDir } = await house(shipped("service-feedback"), responsesTo(shipped("service-feedback"), 30));
    const out = join(dataDir, "full");
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, "mine.txt"), "");
    await expect(release({ out })).rejects.toThrow("is not empty");
    expect((await release({ kind: "public" })).manifest().disclosure.keys).toEqual([]);
  });

  test("shows what it would cost, and makes nothing, where that is all that was asked", async () => {
    const { storage, dataDir, release } = await house(egov, responsesTo(egov, 60));
    expect((await release({ out: undefined })).said).toBe("undefined");
    expect(String(vi.mocked(console.error).mock.lastCall?.[0])).toMatch(
      /information lost[\s\S]*--recode region=macro-regions/,
    );
    expect(await storage.releases.of("egov-2024")).toEqual([]);
    expect(existsSync(join(dataDir, "releases"))).toBe(false);
  });

  test.each([
    ["a panel", shipped("pest-experts"), "is a panel"],
    ["a survey that declares nothing", aDefinition(), "does not say by what somebody could be recognised"],
    ["a survey with too few answers", egov, "it takes 5 responses at least"],
  ])("for %s is refused", async (_what, definition, reason) => {
    const { release } = await house(definition, responsesTo(definition, 4));
    expect(newestOf({ id: "", simulated: false, versions: [{ version: "", definition }] }).definition).toBe(definition);
    await expect(release({ language: undefined })).rejects.toThrow(reason);
  });
});
