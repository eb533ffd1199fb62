import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { csv, field } from "../../server/release/csv.ts";
import type { DataSet } from "../../server/release/data-set.ts";
import { parquet } from "../../server/release/parquet.ts";
import { xlsx } from "../../server/release/xlsx.ts";
import { escaped } from "../../server/release/xml.ts";
import { bytesOf } from "./released.ts";
import { SMALL } from "./small-data.ts";

describe("CSV", () => {
  test("has codes or labels, by RFC 4180", async () => {
    const codes = parse(await bytesOf(csv(SMALL, { cells: "codes", bom: false })), { columns: true, cast: false });
    expect(codes).toEqual([
      { record_id: "aa", region: "1", liking: "5", likes__tea: "1", likes__milk: "0", cups: "3", weight: "0.5" },
      { record_id: "bb", region: "2", liking: "-9", likes__tea: "0", likes__milk: "0", cups: "-7", weight: "1.25" },
      { record_id: "cc", region: "-6", liking: "1", likes__tea: "-7", likes__milk: "-7", cups: "0", weight: "1.25" },
    ]);
    const labels = parse(await bytesOf(csv(SMALL, { cells: "labels", bom: true })), { bom: true, columns: false });
    expect(labels[2]).toEqual(["bb", 'Абай, "жаңа"', "Жауап жоқ", "Жоқ", "Жоқ", "Сұрақ қойылмаған", "1.25"]);
  });

  test("begins with a byte order mark where that is wanted, and ends lines as Windows does", async () => {
    const bytes = await bytesOf(csv(SMALL, { cells: "codes", bom: true }));
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect((await bytesOf(csv(SMALL, { cells: "codes", bom: false }))).toString()).toMatch(/^record_id,[^\n]*\r\n/);
  });

  test("gives back any text, and none of it can become a formula", () => {
    const letter = fc.constantFrom(
      '"',
      ",",
      ";",
      "\r",
      "\n",
      "=",
      "+",
      "-",
      "@",
      "\t",
      "'",
      " ",
      "a",
      "Қ",
      "😀",
      "\u0000",
      "\uFEFF",
    );
    const strange = fc.string({ unit: letter, maxLength: 8 });
    const formula = fc
      .tuple(fc.constantFrom("=", "+", "-", "@", "\t", "\r"), strange)
      .map(([sign, rest]) => sign + rest);
    const texts = fc.array(fc.tuple(fc.oneof(strange, formula), fc.oneof(strange, formula)), {
      minLength: 20,
      maxLength: 40,
    });
    const bare = (text: string) => text.replace(/^'(?=[=+\-@\t\r])/, "");
    fc.assert(
      fc.property(texts, (lines) => {
        const file = lines.map(([one, two]) => `${field(one)},${field(two)}\r\n`).join("");
        const read = parse(file, { record_delimiter: "\r\n", columns: false });
        expect(read.map((cells) => cells.map(bare))).toEqual(lines.map((cells) => cells.map(bare)));
        for (const cell of read.flat()) expect(/^[=+\-@\t\r]/.test(cell)).toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});

describe("Parquet", () => {
  test("is read by hyparquet, with labels, numbers, nulls, why, and what it is", async () => {
    const file = await bytesOf(parquet(SMALL, { citation: "Пікір 2024" }));
    const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
    const rows = await parquetReadObjects({ file: buffer });
    expect(rows[1]).toEqual({
      record_id: "bb",
      region: 'Абай, "жаңа"',
      region__missing: null,
      liking: null,
      liking__missing: "skipped",
      likes__tea: "Жоқ",
      likes__tea__missing: null,
      likes__milk: "Жоқ",
      likes__milk__missing: null,
      cups: null,
      cups__missing: "not_asked",
      weight: 1.25,
    });
    expect(rows[2]).toMatchObject({ region: null, region__missing: "withheld", liking: 1 });
    expect(parquetMetadata(buffer).key_value_metadata).toContainEqual({ key: "citation", value: "Пікір 2024" });
  });

  test("has as many groups of rows as it takes", async () => {
    const [region] = SMALL.variables.filter(({ name }) => name === "region");
    const many: DataSet = {
      ...SMALL,
      records: 50_001,
      sets: [],
      variables: region?.type === "coded" ? [{ ...region, at: () => 1 }] : [],
    };
    const file = await bytesOf(parquet(many, {}));
    const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
    const { row_groups, num_rows } = parquetMetadata(buffer);
    expect([row_groups.length, Number(num_rows)]).toEqual([6, 50_001]);
  });
});

describe("XLSX", () => {
  test("refuses what a sheet cannot hold", async () => {
    const names = { data: "a", variables: "b", values: "c" };
    await expect(bytesOf(xlsx({ ...SMALL, records: 1_048_576 }, names, new Date(0)))).rejects.toThrow(RangeError);
  });

  test("is the same bytes every time", async () => {
    const made = new Date("2026-11-27T00:00:00Z");
    const names = { data: "Деректер", variables: "b", values: "c" };
    expect(await bytesOf(xlsx(SMALL, names, made))).toEqual(await bytesOf(xlsx(SMALL, names, made)));
  });
});

test("XML holds any text, without what XML cannot hold", () => {
  expect(escaped('<a b="1">&\u0000\u0007\ud800')).toBe("&lt;a b=&quot;1&quot;&gt;&amp;");
  expect(escaped("Қазақ\n😀")).toBe("Қазақ\n😀");
});
