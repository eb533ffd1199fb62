import { randomBytes, randomInt } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CommandError } from "../../../scripts/command.ts";
import { importFile } from "../../../scripts/import/import-file.ts";
import type { Storage } from "../../../server/storage/storage.ts";
import type { Definition } from "../../../server/survey/definition.ts";
import { versionOf } from "../../../server/survey/version.ts";
import { folderOfTest } from "../../storage/folder.ts";
import { listOf } from "../../storage/given.ts";
import { aDefinition, everyKindDefinition } from "../../support/definitions.ts";

const NOW = new Date("2024-10-05T08:00:00Z");

interface Desk {
  readonly storage: Storage;
  readonly shown: (readonly [done: number, total: number])[];
  /** Imports a file of this content; resolves to what was said, the faults first where there are any. */
  bring(content: string | Uint8Array, given?: { readonly channel?: string; readonly survey?: string }): Promise<string>;
}

/** A published survey and somebody who brings files. */
async function desk(definition: Definition = everyKindDefinition(), simulated = false): Promise<Desk> {
  const folder = folderOfTest();
  const storage = await folder.open();
  const shown: (readonly [number, number])[] = [];
  await storage.surveys.publish({ definition, version: versionOf(definition), simulated, day: "2024-09-01" });
  const random = { bytes: randomBytes, integer: randomInt };
  return {
    storage,
    shown,
    bring: async (content, { channel = "paper", survey = definition.id } = {}) => {
      const file = join(folder.path, "paper.csv");
      writeFileSync(file, content);
      const show = (done: number, total: number) => void shown.push([done, total]);
      const world = { storage, now: NOW, random, show };
      return importFile({ survey, file, channel }, world).then(
        (count) => `${count} imported`,
        (error: unknown) => {
          if (!(error instanceof CommandError)) throw error;
          return [...error.details, error.message].join("\n").replaceAll(file, "paper.csv");
        },
      );
    },
  };
}

const NOTHING = "nothing was imported: correct the file where the lines above say, and import it again.";

describe("a good file", () => {
  test("of every kind of question is imported, counted as imported and nowhere else", async () => {
    const { storage, bring } = await desk();
    const file = [
      "transport,problems,timeliness,impact.funding,impact.rules,impact.people,fare,children,advice,duration_seconds,language,sent_on,flags",
      'bus,late|full,2,0,5,,12.5,2,"=1+1, ""said"" he\nand left",187,kk,2024-09-30,',
      "none,,,,,,,,,30,ru,2024-08-02,seen_device",
    ].join("\n");
    expect(await bring(file)).toBe("2 imported");
    const read = await listOf(storage.responses.each("every-kind"));
    const same = { version: versionOf(everyKindDefinition()), channel: "paper", withdrawal: null };
    expect(read).toHaveLength(2);
    expect(read).toEqual(
      expect.arrayContaining([
        {
          ...same,
          language: "kk",
          month: "2024-09",
          duration: 185,
          flags: [],
          answers: {
            transport: "bus",
            problems: ["late", "full"],
            timeliness: 2,
            impact: { funding: 0, rules: 5 },
            fare: 12.5,
            children: 2,
            advice: '=1+1, "said" he\nand left',
          },
        },
        {
          ...same,
          language: "ru",
          month: "2024-08",
          duration: 30,
          flags: ["too_fast", "seen_device"],
          answers: { transport: "none" },
        },
      ]),
    );
    expect(await storage.responses.countImported("every-kind")).toBe(2);
    expect([await storage.participations.count("every-kind"), await storage.urn.count("every-kind")]).toEqual([0, 0]);
  });

  test("from a spreadsheet, with semicolons, a byte order mark and Windows line ends, is imported too", async () => {
    const { storage, bring } = await desk();
    expect(await bring("\ufefftransport;fare;language\r\nbus;12,5;ru\r\n\r\ncar;;kk\r\n")).toBe("2 imported");
    const answers = (await listOf(storage.responses.each("every-kind"))).map((response) => response.answers);
    expect(answers).toEqual(expect.arrayContaining([{ transport: "bus", fare: 12.5 }, { transport: "car" }]));
  });

  test("answers the newest version", async () => {
    const { storage, bring } = await desk();
    const newer: Definition = { ...everyKindDefinition(), minutes: 7 };
    await storage.surveys.publish({
      definition: newer,
      version: versionOf(newer),
      simulated: false,
      day: "2024-09-02",
    });
    await bring("transport\nbus\n");
    expect((await listOf(storage.responses.each("every-kind"))).map(({ version }) => version)).toEqual([
      versionOf(newer),
    ]);
  });

  test("of 10,000 rows is read as it comes and kept under keys that say nothing of its order", async () => {
    const { storage, bring, shown } = await desk();
    const rows = Array.from({ length: 10_000 }, (_none, at) => `${at % 1000},bus,1,"one\ntwo"\n`);
    expect(await bring(`fare,transport,impact.rules,advice\n${rows.join("")}`)).toBe("10000 imported");
    const fares = (await listOf(storage.responses.each("every-kind"))).map(({ answers }) => Number(answers["fare"]));
    expect(fares).toHaveLength(10_000);
    expect(fares.slice(0, 100)).not.toEqual(Array.from({ length: 100 }, (_none, at) => at));
    expect(fares.reduce((sum, fare) => sum + fare, 0)).toBe(4_995_000);
    expect(shown.length).toBeGreaterThan(1);
    expect(shown.at(-1)?.[0]).toBe(shown.at(-1)?.[1]);
  });
});

describe("a file with faults", () => {
  test("is told all of them with the lines on which their rows begin, and leaves nothing behind", async () => {
    const { storage, bring } = await desk();
    const file = [
      "transport,timeliness,advice,fare,langauge,sent_on",
      "bus,2,,3,,2024-09-30",
      'bus,2,"first line',
      "",
      'last line",3,,2024-09-30',
      "bsu,2,,3,,2024-09-30",
      "",
      'bus,9,"one',
      'two",much,,',
      "bus,2",
    ].join("\r\n");
    expect(await bring(file)).toBe(
      [
        'paper.csv:1: there is no column "langauge"; nearest is "language"',
        'paper.csv:6: column transport: "bsu" is not an option; nearest is "bus"',
        'paper.csv:8: column timeliness: "9" is not a point from 1 to 5',
        'paper.csv:8: column fare: "much" is not a number',
        "paper.csv:8: column sent_on: is empty: give the day, or take the whole column out",
        "paper.csv:10: has 2 cells where the header has 6: look for a missing or unquoted separator",
        NOTHING,
      ].join("\n"),
    );
    expect([await storage.responses.count("every-kind"), await storage.responses.countImported("every-kind")]).toEqual([
      0, 0,
    ]);
  });

  test("is shown the first 20 and told how many more there are", async () => {
    const { bring } = await desk();
    const said = (await bring(`fare\n${"x\n".repeat(25)}`)).split("\n");
    expect(said).toHaveLength(22);
    expect(said.slice(19)).toEqual(['paper.csv:21: column fare: "x" is not a number', "and 5 more", NOTHING]);
  });

  test("that makes no sense from some line on is told of it and of what was wrong before", async () => {
    const { bring } = await desk();
    expect(await bring('fare,advice\nx,\n1,"never closed\n2,\n')).toBe(
      [
        'paper.csv:2: column fare: "x" is not a number',
        "paper.csv:3: a cell that begins with a quotation mark has no other at its end",
        NOTHING,
      ].join("\n"),
    );
    const windows1251 = Buffer.from([0xf5, 0xee, 0xf0, 0xee, 0xf8, 0xee]);
    expect(await bring(Buffer.concat([Buffer.from("fare,advice\nx,\n2,"), windows1251]))).toBe(
      [
        'paper.csv:2: column fare: "x" is not a number',
        "paper.csv:3: is not UTF-8: save the file in this encoding (a spreadsheet calls it CSV UTF-8)",
        NOTHING,
      ].join("\n"),
    );
  });

  test("whose first line is no UTF-8 is told just that", async () => {
    const { bring } = await desk();
    expect(await bring(Buffer.from("fare,advice\n1,\n", "utf16le").fill(0xff, 0, 2))).toBe(
      `paper.csv:1: is not UTF-8: save the file in this encoding (a spreadsheet calls it CSV UTF-8)\n${NOTHING}`,
    );
  });

  test.each(["", "\n\n", "transport,fare\n"])("and no rows at all (%j) is refused", async (content) => {
    const { bring } = await desk();
    expect(await bring(content)).toBe(
      `paper.csv:1: has no rows: the first line names the columns, every other is a response\n${NOTHING}`,
    );
  });

  test("may come again once it is mended", async () => {
    const { storage, bring } = await desk();
    await bring("fare\nx\n");
    expect(await bring("fare\n5\n")).toBe("1 imported");
    expect(await storage.responses.count("every-kind")).toBe(1);
  });
});

describe("refused is", () => {
  test("the same file a second time, though not in another survey", async () => {
    const { storage, bring } = await desk();
    const copy = { ...everyKindDefinition(), id: "another" };
    await storage.surveys.publish({ definition: copy, version: versionOf(copy), simulated: false, day: "2024-09-01" });
    expect(await bring("fare\n5\n")).toBe("1 imported");
    expect(await bring("fare\n5\n", { channel: "phone" })).toBe(
      "paper.csv was imported into every-kind before, so nothing was added; import only what is new.",
    );
    expect(await bring("fare\n5\n", { survey: "another" })).toBe("1 imported");
    expect([await storage.responses.count("every-kind"), await storage.responses.count("another")]).toEqual([1, 1]);
  });

  test("a survey that nobody published", async () => {
    const { bring } = await desk();
    expect(await bring("fare\n5\n", { survey: "every-knd" })).toBe(
      'there is no survey "every-knd"; there are every-kind.',
    );
  });

  test("a closed survey, whether staff or its date closed it", async () => {
    const closed = await desk();
    await closed.storage.surveys.close("every-kind", "2024-10-01");
    const over = await desk(aDefinition({ closes: "2024-10-04" }));
    const onItsLastDay = await desk(aDefinition({ closes: "2024-10-05" }));
    expect(await closed.bring("fare\n5\n")).toBe("every-kind is closed and takes nothing more; nothing was imported.");
    expect(await over.bring("cups\n5\n")).toBe("tea-survey is closed and takes nothing more; nothing was imported.");
    expect(await onItsLastDay.bring("cups\n5\n")).toBe("1 imported");
  });

  test("a survey that is closed while the file is read", async () => {
    const { storage, bring } = await desk();
    const { responses } = storage;
    const closing = {
      importAll: async (...given: Parameters<typeof responses.importAll>) => {
        await storage.surveys.close("every-kind", "2024-10-05");
        return responses.importAll(...given);
      },
    };
    const show = () => undefined;
    const file = join(folderOfTest().path, "late.csv");
    writeFileSync(file, "fare\n5\n");
    const world = {
      storage: { ...storage, responses: closing },
      now: NOW,
      random: { bytes: randomBytes, integer: randomInt },
      show,
    };
    await expect(importFile({ survey: "every-kind", file, channel: "paper" }, world)).rejects.toThrow(/is closed/);
    expect(await bring("fare\n5\n")).toMatch(/is closed/);
    expect(await responses.count("every-kind")).toBe(0);
  });

  test("a simulated survey, which never holds what real people said", async () => {
    const { storage, bring } = await desk(everyKindDefinition(), true);
    expect(await bring("fare\n5\n")).toBe(
      "every-kind is simulated for ever and takes no real answers; import into the survey itself.",
    );
    expect(await storage.responses.count("every-kind")).toBe(0);
  });

  test.each([
    ["web", "the channel web is Pikir's own; call it by where the answers came from, like paper."],
    ["other", "the channel other is Pikir's own; call it by where the answers came from, like paper."],
    [
      "Paper 1",
      '--channel takes at most 40 lower-case letters, digits and single hyphens, like paper, and not "Paper 1".',
    ],
  ])("the channel %s", async (channel, said) => {
    const { storage, bring } = await desk();
    expect(await bring("fare\n5\n", { channel })).toBe(said);
    expect(await storage.responses.count("every-kind")).toBe(0);
  });
});
