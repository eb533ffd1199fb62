import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GIVEN } from "./reasons.ts";

const LANGUAGES = ["kk", "ru", "en"];

test.each(LANGUAGES)(
  "every fault has a text in %s, with a blank for each of its values and for nothing else",
  (code) => {
    const file = readFileSync(join(import.meta.dirname, `../../views/languages/${code}.json`), "utf8");
    const texts: Readonly<Record<string, string>> = JSON.parse(file).fileFault.reason;
    const told = GIVEN.map(({ at, key = "", values }) => ({ at, key, values, text: texts[key] !== undefined }));
    const wanted = told.map((each) => {
      const blanks = [...(texts[each.key] ?? "").matchAll(/\{\{(\w+)\}\}/g)].map(([, name = ""]) => name);
      return { ...each, values: [...new Set(blanks)].sort(), text: true };
    });
    expect(GIVEN.length).toBeGreaterThan(100);
    expect(told).toEqual(wanted);
  },
);
