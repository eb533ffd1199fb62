/** Programs that take their time to start read what a release writes: LibreOffice, and R with haven. */
import { spawnSync } from "node:child_process";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { csv } from "../../server/release/csv.ts";
import type { DataSet } from "../../server/release/data-set.ts";
import { dta } from "../../server/release/dta.ts";
import { sav } from "../../server/release/sav.ts";
import { toldResponses } from "../../server/release/told-responses.ts";
import { xlsx } from "../../server/release/xlsx.ts";
import { STUDY } from "../../server/reports/cleaning.ts";
import { type Report, reportOn } from "../../server/reports/report.ts";
import { bytesOf, type Made, released, responsesTo, shipped, shippedMargins, valuesOf } from "../release/released.ts";
import { SMALL } from "../release/small-data.ts";
import { isInstalled, read } from "../release/tools.ts";
import { reading } from "../reports/made.ts";

const MADE = new Date("2026-11-27T02:43:28Z");
const OFFICE = isInstalled("soffice");
const HAVEN = spawnSync("Rscript", ["-e", "library(haven)"]).status === 0;

/** Comma, double quotes, UTF-8, and the two tokens that matter: text like a formula is taken for one wherever LibreOffice can. */
const EAGER = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1,true";
const TO_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false";

describe.skipIf(!OFFICE)("LibreOffice (skipped where it is not installed)", () => {
  const office = (file: string, bytes: Uint8Array, to: string, ...more: readonly string[]) => {
    const out = `${file.replace(/\.\w+$/, "")}.${to.replace(/:.*/, "")}`;
    const words = ["--headless", "--convert-to", to, "--outdir", "out", ...more, file];
    return read({ [file]: bytes }, "sh", "-c", 'soffice "$@" >&2 && cat "out/$0"', out, ...words);
  };
  const formulas = (flat: string) => [...flat.matchAll(/table:formula="([^"]*)"/g)].map(([, formula]) => formula);

  const sign = fc.constantFrom(
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "'=",
    '"=',
    "\n=",
    "%",
    "",
  );
  const tail = fc.oneof(
    fc.constantFrom(
      "1+1",
      "SUM(A1)",
      'HYPERLINK("http://x.example";"y")',
      "cmd|'/c calc'!A0",
      "A1",
      "{1}",
      "2026-11-27",
      "Қазақ",
      '",=1+1',
      ";=1+1",
      "\r\n=1+1",
    ),
    fc.string({ unit: "grapheme", maxLength: 12 }),
  );
  const texts = fc.sample(fc.tuple(sign, tail), { numRuns: 1500, seed: 9 }).map((parts) => parts.join(""));
  const words = (name: string, of: readonly string[]): DataSet["variables"][number] => ({
    name,
    label: "Сөздер",
    type: "text",
    bytes: Math.max(...of.map((text) => Buffer.byteLength(text))),
    at: (record) => of[record] ?? "",
  });
  const data: DataSet = {
    ...SMALL,
    records: texts.length,
    variables: [words("first", texts), words("last", texts.toReversed())],
    sets: [],
  };
  const names = { data: "Деректер", variables: "Айнымалылар", values: "Мәндер" };

  test("takes a formula for one where nobody has made it safe, so that finding none means something", () => {
    expect(formulas(office("bare.csv", Buffer.from("a\r\n=1+1\r\n"), "fods", EAGER))).toEqual(["of:=1+1"]);
  });

  test("finds no formula in any text of the CSV", async () => {
    const flat = office("data.csv", await bytesOf(csv(data, { cells: "codes", bom: true })), "fods", EAGER);
    expect(formulas(flat)).toEqual([]);
    expect(flat).toContain("HYPERLINK(");
  });

  test("finds no formula in any text of the workbook, and reads its labels, numbers and texts", async () => {
    const flat = office("data.xlsx", await bytesOf(xlsx(data, names, MADE)), "fods");
    expect(formulas(flat)).toEqual([]);
    const rows = parse(office("small.xlsx", await bytesOf(xlsx(SMALL, names, MADE)), TO_CSV));
    expect(rows.slice(0, 3)).toEqual([
      ["record_id", "region", "liking", "likes__tea", "likes__milk", "cups", "weight"],
      ["aa", "Астана қаласы", "Өте ұнайды", "Иә", "Жоқ", "3", "0.5"],
      ["bb", 'Абай, "жаңа"', "Жауап жоқ", "Жоқ", "Жоқ", "Сұрақ қойылмаған", "1.25"],
    ]);
    // What a sheet can hold of a text: no control characters, and one kind of line end.
    const plain = texts.filter((text) => /^[\x20-\x7eА-яҚқ＝＋－＠]*$/.test(text)).slice(0, 300);
    const some = { ...data, records: plain.length, variables: [words("first", plain), words("last", plain)] };
    const back: readonly (readonly string[])[] = parse(
      office("some.xlsx", await bytesOf(xlsx(some, names, MADE)), TO_CSV),
    );
    expect(back.slice(1).map(([first]) => first)).toEqual(plain);
  });
});

describe.skipIf(!HAVEN)("R with haven (skipped where it is not installed)", () => {
  let made: Made;
  let report: Report;
  beforeAll(async () => {
    const definition = shipped("egov-2024");
    made = await released(definition, responsesTo(definition, 4000), { kind: "internal", margins: true });
    const { repaired, prepared, survey } = made;
    const all = new Uint8Array(prepared.matrix.size).fill(1);
    report = await reportOn(reading(toldResponses(prepared.matrix, all, repaired.matrix)), survey, {
      rule: STUDY,
      now: MADE,
      margins: shippedMargins(definition),
    });
  });

  /** What R prints, a line each. */
  const said = (files: Readonly<Record<string, Uint8Array>>, script: string) =>
    read(files, "Rscript", "--vanilla", "-e", `suppressMessages(library(haven)); ${script}`).trim().split("\n");

  test("reads labels, values, measures and every reason for having no answer in the SPSS file", async () => {
    const lines = said(
      { "data.sav": await bytesOf(sav(SMALL, MADE)) },
      `d <- read_sav("data.sav", user_na = TRUE)
       cat(attr(d$region, "label"), "\\n"); cat(names(attr(d$region, "labels")), sep = "|"); cat("\\n")
       cat(attr(d$region, "na_values"), "\\n"); cat(zap_labels(d$liking), "\\n"); cat(is.na(d$region), "\\n")
       cat(as.character(as_factor(d$region)), sep = "|"); cat("\\n"); cat(d$record_id, d$weight, "\\n")`,
    ).map((line) => line.trim());
    expect(lines).toEqual([
      "Сіз қай өңірде тұрасыз?",
      'Астана қаласы|Абай, "жаңа"|Жауап жоқ|Сұрақ қойылмаған|Жасырылған',
      "-9 -7 -6",
      "5 NA 1",
      "FALSE FALSE TRUE",
      'Астана қаласы|Абай, "жаңа"|Жасырылған',
      "aa bb cc 0.5 1.25 1.25",
    ]);
  });

  test("reads them in the Stata file, where reasons are .a, .b and .c", async () => {
    const lines = said(
      { "data.dta": await bytesOf(dta(SMALL, MADE)) },
      `d <- read_dta("data.dta")
       cat(attr(d$region, "label"), "\\n"); cat(as.character(as_factor(d$region)), sep = "|"); cat("\\n")
       cat(na_tag(d$region), na_tag(d$liking), na_tag(d$likes__tea), na_tag(d$cups), "\\n")
       cat(as.numeric(d$liking), "\\n"); cat(d$record_id, d$weight, "\\n")`,
    ).map((line) => line.trim());
    expect(lines).toEqual([
      "Сіз қай өңірде тұрасыз?",
      'Астана қаласы|Абай, "жаңа"|Жасырылған',
      "NA NA c NA a NA NA NA b NA b NA",
      "5 NA 1",
      "aa bb cc 0.5 1.25 1.25",
    ]);
  });

  test.each(["sav", "dta"] as const)("weighs the .%s to the report's own table", async (format) => {
    const { data } = made;
    const bytes = await bytesOf(format === "sav" ? sav(data, MADE) : dta(data, MADE));
    const lines = said(
      { [`data.${format}`]: bytes },
      `d <- read_${format}("data.${format}"); o <- as.numeric(d$obstacle); w <- as.numeric(d$weight)
       t <- tapply(w[!is.na(o)], o[!is.na(o)], sum); cat(paste(names(t), sprintf("%.12f", t / sum(t))), sep = "\\n")`,
    );
    const obstacle = data.variables.find(({ name }) => name === "obstacle");
    const { options } = report.questions["obstacle"] as Extract<Report["questions"][string], { options: unknown }>;
    const told = (obstacle?.type === "coded" ? obstacle.values : []).map(({ code, id }) => [
      code,
      options[id]?.weighted?.share ?? 0,
    ]);
    const found = lines.map((line) => line.split(" ").map(Number));
    expect(found).toHaveLength(told.filter(([, share]) => share !== 0).length);
    expect(valuesOf(data, "weight").some((weight) => Math.abs(Number(weight) - 1) > 0.2)).toBe(true);
    for (const [code, share] of found)
      expect(share, `code ${code}`).toBeCloseTo(told.find(([known]) => known === code)?.[1] ?? -1, 9);
  });
});
