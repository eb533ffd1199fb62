import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ASVS, HOLES, type Requirement } from "./requirements.ts";

const ROOT = join(import.meta.dirname, "..", "..");

function standingOf(requirement: Requirement): string {
  if ("doesNotApply" in requirement) return `does not apply: ${requirement.doesNotApply}`;
  return requirement.shownBy
    .map(([file, title]) => (title === "" ? `\`${file}\`` : `\`${file}\`: ${title}`))
    .join("; ");
}

function tableOf(heading: string, requirements: Readonly<Record<number, Requirement>>): readonly string[] {
  const rows = Object.entries(requirements).map(([row, each]) => `| ${row} | ${each.name} | ${standingOf(each)} |`);
  return [`| | ${heading} | shown by |`, "|---|---|---|", ...rows];
}

describe("what we hold ourselves to", () => {
  test("is every row of the list and every kind of hole", () => {
    expect(Object.keys(ASVS).map(Number)).toEqual(Array.from({ length: 47 }, (_none, at) => at + 1));
    expect(Object.keys(HOLES).map(Number)).toEqual(Array.from({ length: 23 }, (_none, at) => at + 1));
  });

  test.each([...Object.values(ASVS), ...Object.values(HOLES)])(
    "$name is shown by tests that there are",
    (requirement) => {
      if (!("shownBy" in requirement)) return expect(standingOf(requirement).length).toBeGreaterThan(20);
      expect(requirement.shownBy.length).toBeGreaterThan(0);
      for (const [file, title] of requirement.shownBy) {
        expect(existsSync(join(ROOT, file)), file).toBe(true);
        expect(readFileSync(join(ROOT, file), "utf8"), `${file}: ${title}`).toContain(title);
      }
    },
  );

  test("names in SECURITY.md only files that there are", () => {
    const named = [...readFileSync(join(ROOT, "SECURITY.md"), "utf8").matchAll(/`(test\/[^`]+)`/g)].map(
      ([, path]) => path ?? "",
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test("stands as a table in SECURITY.md", () => {
    const written = readFileSync(join(ROOT, "SECURITY.md"), "utf8");
    const table = [...tableOf("OWASP ASVS 5.0, level 2", ASVS), "", ...tableOf("hole that survey systems had", HOLES)];
    const [, between = ""] = written.split(/<!-- table, [^>]*-->\n/);
    expect(between.trim()).toBe(table.join("\n"));
  });
});
