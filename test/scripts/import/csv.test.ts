import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCsv } from "../../../scripts/import/csv.ts";
import { Slip, textOf } from "../../../scripts/import/text.ts";
import { FLAGS } from "../../../server/records/flag.ts";
import { type CsvRecord, columnsFrom, FACT_COLUMNS } from "../../../server/records/import-columns.ts";
import { type ImportSetting, rowReader } from "../../../server/records/import-row.ts";
import type { Response } from "../../../server/records/response.ts";
import { fieldNames, fieldsOf } from "../../../server/survey/answer.ts";
import { questionsOf } from "../../../server/survey/definition.ts";
import { journeyOf } from "../../../server/survey/journey.ts";
import { anyAnswers } from "../../support/answers.ts";
import { everyKindDefinition } from "../../support/definitions.ts";

/** The bytes in chunks of a size, as a disk would give them. */
async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function recordsIn(file: string | Uint8Array, size = 7) {
  const records: CsvRecord[] = [];
  const bytes = typeof file === "string" ? Buffer.from(file) : file;
  const slip = await readCsv(textOf(chunked(bytes, size)), (record) => records.push(record)).catch((error: unknown) => {
    if (error instanceof Slip) return `${error.line}: ${error.message}`;
    throw error;
  });
  return { records, slip };
}

const lines = (records: readonly CsvRecord[]) => records.map(({ line, cells }) => [line, ...cells]);

describe("a CSV file", () => {
  test.each([
    ["\n", "Linux"],
    ["\r\n", "Windows"],
    ["\r", "old Mac"],
  ])("with line ends %j (%s) has each record on the line where it begins, whatever its cells hold", async (end) => {
    const file = ["", "a,b", '1,"x', "", 'y"', "", "2,3", '"p', 'q","r', 's"', "4,5"].join(end);
    for (const size of [1, 3, 1000])
      expect(lines((await recordsIn(file, size)).records)).toEqual([
        [2, "a", "b"],
        [3, "1", "x\n\ny"],
        [7, "2", "3"],
        [8, "p\nq", "r\ns"],
        [11, "4", "5"],
      ]);
  });

  test("may begin with a byte order mark and be separated by semicolons", async () => {
    const { records } = await recordsIn('\ufeff"a";b;c\r\n1,5;"x;y";\ufeffz\r\n');
    expect(records.map(({ cells }) => cells)).toEqual([
      ["a", "b", "c"],
      ["1,5", "x;y", "\ufeffz"],
    ]);
  });

  test("that is empty has no records", async () => {
    expect(await recordsIn("")).toEqual({ records: [], slip: undefined });
    expect(await recordsIn("\n\n")).toEqual({ records: [], slip: undefined });
  });

  test.each<[string, string | Uint8Array, string]>([
    [
      "bytes that are no UTF-8",
      Buffer.concat([Buffer.from("a,b\n1,2\n3,"), Buffer.from([0xe6, 0xee, 0xeb]), Buffer.from("\n4,5\n")]),
      "3: is not UTF-8: save the file in this encoding (a spreadsheet calls it CSV UTF-8)",
    ],
    [
      "a quotation mark that is never closed",
      'a,b\n1,2\n\n3,"4\n5,6\n',
      "4: a cell that begins with a quotation mark has no other at its end",
    ],
    [
      "a quotation mark inside a cell",
      'a,b\n1,2\n3,the "best" road\n5,6\n',
      '3: a quotation mark stands inside a cell: put the cell in quotation marks and write it twice, like "a ""b"" c"',
    ],
    [
      "a quotation mark inside a quoted cell",
      'a,b\n1,2\n3,"the "best" road"\n5,6\n',
      '3: a quotation mark stands inside a quoted cell: write it twice, like "a ""b"" c"',
    ],
  ])("with %s is read up to it", async (_what, file, slip) => {
    for (const size of [1, 1000]) {
      const read = await recordsIn(file, size);
      expect(read.slip).toBe(slip);
      expect(read.records.slice(0, 2).map(({ cells }) => cells)).toEqual([
        ["a", "b"],
        ["1", "2"],
      ]);
    }
  });

  test("whose line never ends is refused before it fills the memory", async () => {
    const { slip } = await recordsIn(Buffer.alloc(30_000_000, "a"), 65_536);
    expect(slip).toBe("1: is longer than 4000000 characters");
  });
});

test("rows written from any answers a citizen could send come back the same", async () => {
  const definition = everyKindDefinition();
  const questions = questionsOf(definition);
  const columns = [...questions.flatMap(fieldNames), ...FACT_COLUMNS];
  const setting: ImportSetting = {
    definition,
    version: "v",
    channel: "c",
    today: "2024-10-05",
    isTooFast: () => false,
  };
  const response = fc.record({
    version: fc.constant("v"),
    channel: fc.constant("c"),
    withdrawal: fc.constant(null),
    language: fc.constantFrom(...definition.languages),
    month: fc.constantFrom("2023-12", "2024-10"),
    duration: fc.option(fc.integer({ min: 0, max: 119 }).map((steps) => steps * 5)),
    flags: fc.subarray([...FLAGS]),
    answers: anyAnswers(definition).map((answers) => journeyOf(definition, answers, []).answers),
  });
  const form = fc.record({
    delimiter: fc.constantFrom(",", ";"),
    record_delimiter: fc.constantFrom("\n", "\r\n"),
    bom: fc.boolean(),
    quoted: fc.boolean(),
  });

  function rowOf({ answers, language, month, duration, flags }: Response): readonly string[] {
    const fields = fieldsOf(questions, answers);
    const facts: Readonly<Record<string, string>> = {
      duration_seconds: duration === null ? "" : String(duration),
      language,
      sent_on: `${month}-01`,
      flags: flags.join("|"),
    };
    return columns.map((column) => facts[column] ?? fields[column]?.join("|") ?? "");
  }

  await fc.assert(
    fc.asyncProperty(
      fc.array(response, { minLength: 1, maxLength: 6 }),
      form,
      fc.integer({ min: 1, max: 300 }),
      async (sent, csv, size) => {
        const file = stringify([[...columns], ...sent.map((each) => [...rowOf(each)])], {
          ...csv,
          // With Windows line ends the writer sees no need to quote a single \n.
          quoted_match: /\n/,
        });
        const { records, slip } = await recordsIn(file, size);
        expect(slip).toBeUndefined();
        const [header, ...rows] = records;
        if (!header) throw new Error("no header was read");
        const read = rowReader(columnsFrom(header, definition), setting);
        expect(rows.map(read)).toEqual(sent.map((each) => ({ response: each })));
      },
    ),
    { numRuns: 150 },
  );
});
