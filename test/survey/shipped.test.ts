import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readDefinition } from "../../server/survey/reading.ts";
import { writtenAsYaml } from "../../server/survey/source.ts";
import { describedFault } from "./telling.ts";

const FOLDER = join(import.meta.dirname, "../../db/surveys");
const files = readdirSync(FOLDER).filter((file) => file.endsWith(".yaml"));

test("surveys are shipped", () => {
  expect(files.length).toBeGreaterThan(0);
});

test.each(files)("%s can be read without a fault", (file) => {
  const result = readDefinition(join("db/surveys", file), readFileSync(join(FOLDER, file), "utf8"));
  expect("faults" in result ? result.faults.map(describedFault) : []).toEqual([]);
});

test.each(files)("%s, written out anew as YAML, is the same definition", (file) => {
  const shipped = readDefinition(file, readFileSync(join(FOLDER, file), "utf8"));
  if (!("definition" in shipped)) throw new Error("faulty");
  expect(readDefinition("", writtenAsYaml(shipped.definition))).toEqual(shipped);
});
