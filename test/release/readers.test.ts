/** What the world's own programs make of a release's files; LibreOffice and R's haven in `test/deep/readers.test.ts`. */
import { describe, expect, test } from "vitest";
import { csv } from "../../server/release/csv.ts";
import type { DataSet } from "../../server/release/data-set.ts";
import { dta } from "../../server/release/dta.ts";
import { rScript } from "../../server/release/r-script.ts";
import { sav } from "../../server/release/sav.ts";
import { bytesOf, released, responsesTo, shipped, valuesOf } from "./released.ts";
import { SMALL } from "./small-data.ts";
import { isInstalled, read } from "./tools.ts";

const MADE = new Date("2026-11-27T02:43:28Z");
const PSPP = isInstalled("pspp");
const READSTAT = isInstalled("readstat");
const R = isInstalled("Rscript");

/** The same with a text of 600 bytes and more in two records. */
const LONG = [`${"қ".repeat(290)}соңы`, "", "a".repeat(255)];
const WITH_TEXT: DataSet = {
  ...SMALL,
  variables: [
    ...SMALL.variables.slice(0, 1),
    { name: "words", label: "Сөздер", type: "text", bytes: 700, at: (record) => LONG[record] ?? "" },
    ...SMALL.variables.slice(1),
  ],
};

describe.skipIf(!PSPP)("PSPP (skipped where it is not installed) reads the SPSS file", () => {
  const pspp = async (data: DataSet, syntax: string) => {
    const file = await bytesOf(sav(data, MADE));
    return read(
      { "data.sav": file, "syntax.sps": `GET FILE='data.sav'.\n${syntax}\n` },
      "pspp",
      "-O",
      "format=csv",
      "syntax.sps",
    );
  };

  test("with names, labels, measures, user-missing codes, sets and the weight", async () => {
    const said = await pspp(SMALL, "DISPLAY DICTIONARY.\nMRSETS /DISPLAY NAME=ALL.\nSHOW WEIGHT.");
    for (const part of [
      "Сіз қай өңірде тұрасыз?",
      "Астана қаласы",
      'Абай, ""жаңа""',
      "Өте ұнайды",
      "-9; -7; -6",
      "Сұрақ қойылмаған",
      "Ordinal",
    ])
      expect(said).toContain(part);
    expect(said).toMatch(/\$likes/);
    expect(said).toMatch(/likes__tea\W+likes__milk/);
    expect(said).toMatch(/weight/i);
    expect(said).not.toMatch(/error|warning/i);
  });

  test("with its values, and very long texts", async () => {
    const said = await pspp(
      WITH_TEXT,
      "LIST record_id region liking cups weight.\nCOMPUTE size = LENGTH(RTRIM(words)).\nSTRING last (A10).\nCOMPUTE last = SUBSTR(words, 581, 8).\nLIST size last.",
    );
    expect(said).toMatch(/aa,1,5,3,\.50*\n?/);
    expect(said).toMatch(/bb,2,-9,-7,1\.25/);
    expect(said).toContain("588");
    expect(said).toContain("соңы");
  });

  test("and counts with its weights what the release counts", async () => {
    const { data } = await released(shipped("egov-2024"), responsesTo(shipped("egov-2024"), 500), {
      kind: "internal",
      margins: true,
    });
    const said = await pspp(data, "FREQUENCIES VARIABLES=obstacle.");
    const obstacle = valuesOf(data, "obstacle");
    const weights = valuesOf(data, "weight").map(Number);
    const sums = new Map<number, number>();
    for (const [record, code] of obstacle.entries())
      sums.set(Number(code), (sums.get(Number(code)) ?? 0) + (weights[record] ?? 0));
    const variable = data.variables.find(({ name }) => name === "obstacle");
    if (variable?.type !== "coded") throw new Error("no obstacle");
    const answered = [...sums].filter(([code]) => code > 0).reduce((sum, [, weight]) => sum + weight, 0);
    for (const { code, label } of variable.values.filter((value) => sums.has(value.code))) {
      const share = (((sums.get(code) ?? 0) / answered) * 100).toFixed(1);
      expect(
        said
          .split("\n")
          .filter((line) => line.includes(label))
          .join(),
      ).toContain(`,${share}%,`);
    }
  });
});

describe.skipIf(!READSTAT)("readstat (skipped where it is not installed) reads", () => {
  test.each(["sav", "dta"])("the .%s with all its values", async (format) => {
    const file = await bytesOf(format === "sav" ? sav(WITH_TEXT, MADE) : dta(SMALL, MADE));
    const folderly = { [`data.${format}`]: file };
    const said = read(folderly, "sh", "-c", `readstat data.${format} out.csv >&2 && cat out.csv`);
    expect(said).toMatch(/^"record_id"/);
    expect(said.split("\n")[1]).toMatch(/^"aa",.*1\.0+,5\.0+|^"aa"/);
    expect(said.trim().split("\n")).toHaveLength(4);
    if (format === "sav") expect(said).toContain(LONG[0]);
  });
});

describe.skipIf(!R)("R (skipped where it is not installed)", () => {
  test("loads and labels everything with the script, without packages", async () => {
    const files = {
      "data.csv": await bytesOf(csv(SMALL, { cells: "codes", bom: true })),
      "load.R": rScript(SMALL, "data.csv"),
    };
    const check = `source("load.R", encoding = "UTF-8")
      cat(levels(data$region), sep = "\\n"); cat("\\n", attr(data$liking, "label"), "\\n")
      print(is.ordered(data$liking)); print(is.na(data$region)); print(as.character(attr(data$cups, "reason")))
      print(attr(data, "weight")); print(sum(data$weight)); print(data$record_id)`;
    const said = read(files, "Rscript", "--vanilla", "-e", check);
    for (const part of [
      "Астана қаласы",
      'Абай, "жаңа"',
      "Қаншалықты ұнайды?",
      "FALSE FALSE  TRUE",
      "Сұрақ қойылмаған",
      '"weight"',
      "[1] 3",
      '"aa" "bb" "cc"',
    ])
      expect(said).toContain(part);
  });
});
