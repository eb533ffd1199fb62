import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CommandError } from "../../scripts/command.ts";
import { check } from "../../scripts/survey/check.ts";
import { list } from "../../scripts/survey/list.ts";
import { publishFile } from "../../scripts/survey/publish.ts";
import type { Storage } from "../../server/storage/storage.ts";
import type { Definition } from "../../server/survey/definition.ts";
import { versionOf } from "../../server/survey/version.ts";
import { folderOfTest } from "../storage/folder.ts";
import { batch, released, sending } from "../storage/given.ts";
import { aDefinition, smallDefinition, yamlOf } from "../support/definitions.ts";
import { ROOT } from "../support/pikir.ts";

const NOW = new Date("2024-10-05T08:00:00Z");
const VERSION = versionOf(smallDefinition());

/** Says what the act says; of a refusal the details first, with file names as they were typed. */
async function said(act: () => string | Promise<string>, folder: string): Promise<string> {
  try {
    return (await act()).replaceAll(`${folder}/`, "");
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return [...error.details, error.message].join("\n").replaceAll(`${folder}/`, "");
  }
}

describe("checking a file", () => {
  function checked(content: string | Uint8Array, name = "tea-survey.yaml"): Promise<string> {
    const { path } = folderOfTest();
    writeFileSync(join(path, name), content);
    return said(() => check(join(path, name)), path);
  }

  test("says how many questions and pages a good one has, in which languages, and its version", async () => {
    expect(await checked(yamlOf(smallDefinition()))).toBe(
      `tea-survey.yaml: fine: 5 questions on 3 pages in kk, ru, en; version ${VERSION}`,
    );
    const [page] = smallDefinition().pages;
    const short = aDefinition({ pages: page ? [{ ...page, questions: [...page.questions] }] : [] });
    expect(await checked(yamlOf(short))).toMatch(/^tea-survey\.yaml: fine: 1 question on 1 page in /);
  });

  test("tells every fault with its line and column", async () => {
    const yaml = yamlOf(smallDefinition()).replace("minutes: 3", "minutes: 300").replace("kind: text", "kind: txt");
    const lines = (await checked(yaml)).split("\n");
    const lineOf = (text: string) => yaml.split("\n").findIndex((line) => line.includes(text)) + 1;
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(new RegExp(`^tea-survey\\.yaml:${lineOf("minutes")}:10: minutes: `));
    expect(lines[1]).toMatch(
      new RegExp(`^tea-survey\\.yaml:${lineOf("kind: txt")}:\\d+: page about-you, question comment`),
    );
    expect(lines[2]).toBe("tea-survey.yaml is no survey yet; correct it where the lines above say.");
  });

  test("looks at the margins of its population, where there is a file of them", () => {
    const db = join(ROOT, "db");
    const said = check(join(db, "surveys", "egov-2024.yaml")).split("\n");
    expect(said[1]).toBe(`${join(db, "margins", "egov-2024.yaml")}: fine: 3 margins: region, settlement, sex`);
    const { path } = folderOfTest();
    for (const folder of ["surveys", "margins"]) {
      mkdirSync(join(path, folder));
      copyFileSync(join(db, folder, "egov-2024.yaml"), join(path, folder, "egov-2024.yaml"));
    }
    const margins = join(path, "margins", "egov-2024.yaml");
    writeFileSync(margins, readFileSync(margins, "utf8").replace("total: 20159707", "total: 20159708"));
    expect(() => check(join(path, "surveys", "egov-2024.yaml"))).toThrow(
      /the survey is fine, and its margins in .* are not/,
    );
  });

  test("refuses another encoding, in which the letters would be lost", async () => {
    expect(await checked(Buffer.from([0xcf, 0xf0, 0xe8]))).toBe(
      "tea-survey.yaml is not UTF-8; save it in this encoding.",
    );
  });
});

interface House {
  readonly storage: Storage;
  readonly keysDir: string;
  publish(definition: Definition, name?: string): Promise<string>;
}

async function house(): Promise<House> {
  const folder = folderOfTest();
  const storage = await folder.open();
  const keysDir = join(folder.path, "keys");
  const config = { keysDir, keyCopy: undefined, secret: undefined };
  return {
    storage,
    keysDir,
    publish: (definition, name = `${definition.id}.yaml`) => {
      writeFileSync(join(folder.path, name), yamlOf(definition));
      return said(() => publishFile(join(folder.path, name), { storage, config, now: NOW }), folder.path);
    },
  };
}

describe("publishing a file", () => {
  test("makes a new survey with its keys, then its next version, and says when there is nothing to do", async () => {
    const { storage, keysDir, publish } = await house();
    const next = aDefinition({ minutes: 4 });
    expect(await publish(smallDefinition())).toBe(`tea-survey: published, version ${VERSION}`);
    expect(existsSync(join(keysDir, "tea-survey", "participation.key"))).toBe(true);
    expect(await publish(smallDefinition())).toBe(`tea-survey: already published, version ${VERSION}`);
    expect(await publish(next)).toBe(`tea-survey: published, version ${versionOf(next)}`);
    expect(await publish(smallDefinition())).toBe(
      `tea-survey: already published, version ${VERSION}; ${versionOf(next)} is newer and stays the one that is asked`,
    );
    const [survey] = await storage.surveys.all();
    expect(survey?.versions.map(({ version }) => version)).toEqual([VERSION, versionOf(next)]);
    expect(survey?.simulated).toBe(false);
  });

  test("refuses what is no survey, and the ids of simulated copies", async () => {
    const { storage, publish } = await house();
    expect(await publish(smallDefinition(), "coffee.yaml")).toMatch(/^coffee\.yaml:1:5: id: must be the file's name/);
    expect(await publish(aDefinition({ id: "tea-survey-sim" }))).toMatch(
      /^tea-survey-sim\.yaml:1:5: id: must not end in `-sim`, which marks simulated copies\n/,
    );
    expect(await storage.surveys.all()).toEqual([]);
  });

  test("refuses a survey that is marked as simulated", async () => {
    const { storage, publish } = await house();
    const definition = smallDefinition();
    await storage.surveys.publish({ definition, version: VERSION, simulated: true, day: "2024-10-01" });
    const refusal =
      "tea-survey is marked as simulated for ever; publish under another id what real people shall answer.";
    expect([await publish(definition), await publish(aDefinition({ minutes: 4 }))]).toEqual([refusal, refusal]);
    expect((await storage.surveys.all())[0]?.versions).toHaveLength(1);
  });

  test("refuses a closed survey, whose keys would come back to life", async () => {
    const { storage, keysDir, publish } = await house();
    await publish(smallDefinition());
    await storage.surveys.close("tea-survey", "2024-10-04");
    rmSync(join(keysDir, "tea-survey"), { recursive: true });
    expect(await publish(aDefinition({ minutes: 4 }))).toBe(
      "tea-survey was closed on 2024-10-04 and takes no more versions; publish it under another id.",
    );
    expect(existsSync(join(keysDir, "tea-survey"))).toBe(false);
  });

  test("makes no new keys for a survey that has lost its own", async () => {
    const { storage, keysDir, publish } = await house();
    await publish(smallDefinition());
    const key = join(keysDir, "tea-survey", "participation.key");
    rmSync(key);
    await expect(publish(aDefinition({ minutes: 4 }))).rejects.toThrow(/participation\.key is missing/);
    expect(existsSync(key)).toBe(false);
    expect((await storage.surveys.all())[0]?.versions).toHaveLength(1);
  });
});

describe("listing", () => {
  test("says that there is nothing yet, and what to do", async () => {
    const { storage } = await house();
    expect(await list(storage, NOW)).toBe("No survey is published yet: npm run survey -- publish FILE.");
  });

  test("tells of every survey its state and its counts", async () => {
    const { storage, publish } = await house();
    await publish(smallDefinition());
    await publish(aDefinition({ minutes: 4 }));
    await publish(aDefinition({ id: "later", opens: "2024-12-01" }));
    await publish(aDefinition({ id: "over", closes: "2024-10-04" }));
    const definition = aDefinition({ id: "tea-survey-sim" });
    await storage.surveys.publish({ definition, version: VERSION, simulated: true, day: "2024-10-01" });
    const sent = [1, 2, 3].map(() => sending("tea-survey"));
    for (const each of sent) await storage.participations.send(each);
    await storage.urn.release(
      batch(
        "tea-survey",
        sent.slice(0, 1).map(({ urnKey }) => urnKey),
        [released()],
      ),
    );
    expect(await list(storage, NOW)).toBe(
      [
        "  survey          state             versions  participations  released  waiting in urn",
        "  later           opens 2024-12-01         1               0         0               0",
        "  over            closed                   1               0         0               0",
        "  tea-survey      open                     2               3         1               2",
        "  tea-survey-sim  open, simulated          1               0         0               0",
      ].join("\n"),
    );
  });

  test("tells how many codes were given out where a survey invites by code, beside how many took part", async () => {
    const { storage, publish } = await house();
    await publish(smallDefinition());
    await publish(aDefinition({ id: "tea-panel", access: "codes", eligibility: {} }));
    await storage.codes.add("tea-panel", [randomBytes(32), randomBytes(32)]);
    await storage.participations.send(sending("tea-panel"));
    expect((await list(storage, NOW)).split("\n")).toEqual([
      "  survey      state  versions  participations  released  waiting in urn  codes",
      "  tea-panel   open          1               1         0               1      2",
      "  tea-survey  open          1               0         0               0",
    ]);
  });
});
