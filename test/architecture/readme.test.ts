import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../server/config.ts";
import { ROOT } from "../support/pikir.ts";

const readme = readFileSync(join(ROOT, "README.md"), "utf8");

/** The first cells of the table under a heading. */
function firstCells(heading: string): readonly string[] {
  const section = readme.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) => row.split(/(?<!\\)\|/)[1]?.trim() ?? "");
}

const names = (cell: string) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name ?? "");

describe("the README", () => {
  test("names every setting that the configuration reads, and no other", () => {
    const files = ["config.ts", "config-provider.ts"].map((file) => readFileSync(join(ROOT, "server", file), "utf8"));
    const source = files.join("\n");
    const read = [
      ...source.matchAll(
        /environment\.([A-Z][A-Z_]+)|"((?:PIKIR|PUBLIC|ADMIN|DATABASE|OIDC)_[A-Z_]+)"|^ {2}((?:PIKIR|ADMIN)_[A-Z_]+):|"(PORT)"/gm,
      ),
    ];
    const known = new Set(read.flatMap(([, ...found]) => found.filter((name) => name !== undefined)));
    const section = readme.split(/^## /m).find((part) => part.startsWith("Configuration")) ?? "";
    expect(
      [...new Set(names(section))].filter((name) => name.includes("_") || name === "HOST" || name === "PORT").sort(),
    ).toEqual([...known].sort());
  });

  test("gives the defaults that are in force", () => {
    const config = readConfig({});
    const row = (name: string) =>
      readme.split("\n").find((line) => line.startsWith("| `") && names(line.split("|")[1] ?? "").includes(name)) ?? "";
    expect(row("HOST")).toContain(`${config.host}, ${config.port}`);
    expect(row("PIKIR_POOL")).toContain(`| ${config.pool} |`);
    expect(row("PIKIR_SIGN_IN")).toContain(`| \`${config.signIn}\` |`);
  });

  test("lists the commands that there are, and each has --help", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const there = Object.entries(scripts)
      .filter(([, does]) => does.startsWith("scripts/run "))
      .map(([name]) => name);
    const listed = firstCells("Commands").map((cell) => /npm run ([a-z-]+)/.exec(cell)?.[1]);
    expect([...new Set(listed)].sort()).toEqual(there.sort());
    for (const name of there) expect(readFileSync(join(ROOT, "scripts", `${name}.ts`), "utf8"), name).toMatch(/help/);
  });

  test("names only files that exist", () => {
    const named = [...readme.matchAll(/`((?:server|test|scripts|views|db)\/[\w./-]+)`/g)].map(([, file]) => file ?? "");
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});
