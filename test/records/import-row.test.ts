import { describe, expect, test } from "vitest";
import { columnsFrom } from "../../server/records/import-columns.ts";
import { describeImportFault } from "../../server/records/import-fault.ts";
import { type ImportSetting, rowReader } from "../../server/records/import-row.ts";
import type { Response } from "../../server/records/response.ts";
import { isTooFast } from "../../server/screening/speed.ts";
import { aDefinition, everyKindDefinition } from "../support/definitions.ts";

const setting: ImportSetting = {
  definition: everyKindDefinition(),
  version: "a".repeat(64),
  channel: "paper",
  today: "2024-10-05",
  isTooFast: (seconds) => isTooFast(seconds, 60),
};

/** A file of one row, given as its cells by column. */
function read(row: Readonly<Record<string, string>>, given: Partial<ImportSetting> = {}) {
  const used = { ...setting, ...given };
  const columns = columnsFrom({ line: 1, cells: Object.keys(row) }, used.definition);
  const outcome = rowReader(columns, used)({ line: 2, cells: Object.values(row) });
  return "response" in outcome ? { columns, response: outcome.response } : { columns, faults: outcome.faults };
}

function responseIn(row: Readonly<Record<string, string>>, given: Partial<ImportSetting> = {}): Response | undefined {
  return read(row, given).response;
}

function faultsIn(row: Readonly<Record<string, string>>, given: Partial<ImportSetting> = {}): readonly string[] {
  return (read(row, given).faults ?? []).map((fault) => describeImportFault("f.csv", fault));
}

describe("a row with every kind of answer", () => {
  test("is the response it says", () => {
    const row = {
      advice: '=HYPERLINK("http://a")\nЖол – жаман',
      transport: " bus ",
      problems: "full | late",
      timeliness: "2",
      "impact.funding": "0",
      "impact.people": "5",
      fare: "12,5",
      children: "3",
      duration_seconds: "187.9",
      language: "kk",
      sent_on: "2024-09-30",
      flags: "seen_device",
    };
    expect(responseIn(row)).toEqual({
      version: "a".repeat(64),
      channel: "paper",
      language: "kk",
      month: "2024-09",
      duration: 185,
      flags: ["seen_device"],
      withdrawal: null,
      answers: {
        transport: "bus",
        problems: ["late", "full"],
        timeliness: 2,
        impact: { funding: 0, people: 5 },
        fare: 12.5,
        children: 3,
        advice: '=HYPERLINK("http://a")\nЖол – жаман',
      },
    });
  });

  test("needs none of them: missing columns and empty cells are no answer", () => {
    expect(responseIn({ transport: "", fare: "  ", flags: "", duration_seconds: "", language: "" })).toEqual({
      version: "a".repeat(64),
      channel: "paper",
      language: "other",
      month: "2024-10",
      duration: null,
      flags: [],
      withdrawal: null,
      answers: {},
    });
  });

  test("speaks the only language of a survey that has one", () => {
    const definition = { ...everyKindDefinition(), languages: ["ru"] };
    expect(responseIn({ transport: "bus" }, { definition })?.language).toBe("ru");
  });
});

describe("the duration", () => {
  test.each([
    ["59", 55, ["too_fast"]],
    ["59.9", 55, ["too_fast"]],
    ["60", 60, []],
    ["0", 0, ["too_fast"]],
    ["100000", 86_400, []],
  ])("of %s seconds is kept as %s, and screened before it is made coarse", (seconds, duration, flags) => {
    expect(responseIn({ transport: "bus", duration_seconds: seconds })).toMatchObject({ duration, flags });
  });

  test("adds its flag to those given, once and in their order", () => {
    const row = { transport: "bus", duration_seconds: "10", flags: "trap_filled|too_fast|trap_filled" };
    expect(responseIn(row)?.flags).toEqual(["too_fast", "trap_filled"]);
    expect(responseIn({ ...row, duration_seconds: "", flags: "trap_filled" })?.flags).toEqual(["trap_filled"]);
  });

  test.each(["-5", "3 min", "1e3", "NaN"])("%s is refused", (seconds) => {
    expect(faultsIn({ transport: "bus", duration_seconds: seconds })).toEqual([
      `f.csv:2: column duration_seconds: "${seconds}" is not a number of seconds; leave it empty where nobody measured`,
    ]);
  });
});

describe("the day", () => {
  test.each([
    ["2024-02-29", "2024-02"],
    ["2024-10-06", "2024-10"],
  ])("%s is kept as %s", (day, month) => {
    expect(responseIn({ transport: "bus", sent_on: day })?.month).toBe(month);
  });

  test.each([
    ["", "is empty: give the day, or take the whole column out"],
    ["2024-02-30", '"2024-02-30" is not a day like 2024-10-05'],
    ["05.10.2024", '"05.10.2024" is not a day like 2024-10-05'],
    ["2024-10", '"2024-10" is not a day like 2024-10-05'],
    ["2024-13-01", '"2024-13-01" is not a day like 2024-10-05'],
    ["2024-10-07", '"2024-10-07" has not come yet'],
  ])("%j is refused", (day, reason) => {
    expect(faultsIn({ transport: "bus", sent_on: day })).toEqual([`f.csv:2: column sent_on: ${reason}`]);
  });
});

describe("a cell is refused", () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["as an option", { transport: "buss" }, 'column transport: "buss" is not an option; nearest is "bus"'],
    [
      "as one of several options",
      { transport: "bus", problems: "late|ful" },
      'column problems: "ful" is not an option; nearest is "full"',
    ],
    [
      "as two answers to one",
      { transport: "bus|car" },
      'column transport: "bus|car" is not an option; nearest is "bus"',
    ],
    [
      "as an option beside one that rules it out",
      { transport: "bus", problems: "late|nothing" },
      'column problems: "late|nothing" holds an option that rules out the others: leave it alone or take it out',
    ],
    ["as a point", { transport: "bus", timeliness: "6" }, 'column timeliness: "6" is not a point from 1 to 5'],
    [
      "as a point of a row",
      { transport: "bus", "impact.rules": "x" },
      'column impact.rules: "x" is not a point from 0 to 5',
    ],
    ["as a number", { fare: "cheap" }, 'column fare: "cheap" is not a number'],
    ["as a number in its bounds", { fare: "1001" }, 'column fare: "1001" is not between 0 and 1000'],
    ["as a whole number", { fare: "5", children: "1.5" }, 'column children: "1.5" is not a whole number'],
    [
      "as a text, which is not repeated",
      { transport: "bus", "impact.rules": "1", advice: "x".repeat(303) },
      "column advice: the text is 3 characters longer than the 300 allowed",
    ],
    [
      "as a language",
      { language: "de" },
      'column language: "de" is not a language of the survey, which has kk, ru, en',
    ],
    ["as a flag", { flags: "too_slow" }, 'column flags: "too_slow" is not a flag; nearest is "too_fast"'],
    [
      "off the way: the answers lead past its page",
      { transport: "none", timeliness: "3" },
      "column timeliness: is answered, though the answers before it lead past this question: empty it, or correct those",
    ],
    [
      "off the way, at the grid's first row that is answered",
      { transport: "none", "impact.funding": "", "impact.rules": "3" },
      "column impact.rules: is answered, though the answers before it lead past this question: empty it, or correct those",
    ],
  ])("%s", (_what, row, fault) => {
    expect(faultsIn(row)).toEqual([`f.csv:2: ${fault}`]);
  });

  test("with all the other cells of its row that are wrong, but no word of the way", () => {
    const row = { transport: "nun", timeliness: "3", fare: "x", duration_seconds: "y", language: "z", sent_on: "" };
    expect((read(row).faults ?? []).map(({ column }) => column)).toEqual([
      "transport",
      "fare",
      "duration_seconds",
      "language",
      "sent_on",
    ]);
  });

  test("on one line, cut short and without what a terminal would obey", () => {
    expect(faultsIn({ transport: `\u001b[31m\u202e${"a\n".repeat(60)}` })).toEqual([
      `f.csv:2: column transport: "[31m ${"a ".repeat(17)}a..." is not an option; nearest is "car"`,
    ]);
  });
});

test("a row with more or fewer cells than the header is refused", () => {
  const columns = columnsFrom({ line: 1, cells: ["transport", "fare"] }, setting.definition);
  const reader = rowReader(columns, setting);
  for (const cells of [["bus"], ["bus", "1", ""]])
    expect(reader({ line: 7, cells })).toEqual({
      faults: [
        {
          line: 7,
          reason: `has ${cells.length} cells where the header has 2: look for a missing or unquoted separator`,
        },
      ],
    });
});

describe("a header", () => {
  function headerFaults(cells: readonly string[], definition = everyKindDefinition()): readonly string[] {
    return columnsFrom({ line: 1, cells }, definition).faults.map((fault) => describeImportFault("f.csv", fault));
  }

  test("may have the columns in any order, with white space around their names", () => {
    expect(headerFaults(["sent_on", " impact.people ", "transport"])).toEqual([]);
  });

  test("is refused with each column that is unknown, nameless or there twice", () => {
    expect(headerFaults(["Transport", "impact", "sent-on", "transport", "", "fare", "fare"])).toEqual([
      'f.csv:1: there is no column "Transport"; nearest is "transport"',
      'f.csv:1: "impact" is a grid, which has a column for each row: impact.funding, impact.rules, impact.people',
      'f.csv:1: there is no column "sent-on"; nearest is "sent_on"',
      "f.csv:1: the column no. 5 has no name: name it or take it out",
      "f.csv:1: column fare: is there twice: keep one",
    ]);
  });

  test("without any question is refused, and told those there are", () => {
    expect(headerFaults(["language", "sent_on"], aDefinition())).toEqual([
      "f.csv:1: no column is a question's; this survey's are drinks-tea, taken-with, strength, cups, comment",
    ]);
  });

  test("that is refused does not keep the rows from being read, but for the way", () => {
    expect(faultsIn({ transprot: "bus", timeliness: "3", fare: "x" })).toEqual([
      'f.csv:2: column fare: "x" is not a number',
    ]);
    expect(faultsIn({ transprot: "bus", timeliness: "3" })).toEqual([]);
  });
});
