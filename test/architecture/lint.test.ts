import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

const ROOT = resolve(import.meta.dirname, "../..");

const linted = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), severity: z.string(), location: z.object({ path: z.string() }).nullable() }),
  ),
});

const port = 'import type { CitizenStorage } from "../storage/storage.ts";\n';

/** What the linter's own presets may lose in an update, and the project must not. */
const FORBIDDEN: readonly (readonly [rule: string, path: string, text: string])[] = [
  [
    "nursery/noFloatingPromises",
    "server/citizen/forgotten.ts",
    `${port}export function leave(storage: CitizenStorage, id: Uint8Array): void {\n  storage.drafts.remove(id);\n}\n`,
  ],
  [
    "nursery/noFloatingPromises",
    "server/citizen/nested.ts",
    `${port}export function count({ storage }: { readonly storage: Pick<CitizenStorage, "counters"> }): void {\n  storage.counters.add([]);\n}\n`,
  ],
  [
    "nursery/noMisusedPromises",
    "server/citizen/believed.ts",
    `${port}export function may(storage: CitizenStorage, key: Uint8Array): boolean {\n  if (storage.participations.has("a", key)) return false;\n  return true;\n}\n`,
  ],
  ["suspicious/noExplicitAny", "server/web/any.ts", "export const a: any = 1;\n"],
  ["style/noNonNullAssertion", "server/web/sure.ts", "export const first = (a: readonly string[]) => a[0]!.trim();\n"],
  ["style/noEnum", "server/web/kinds.ts", 'export enum Kind {\n  One = "one",\n}\n'],
  ["style/noDefaultExport", "server/web/unnamed.ts", "export default 1;\n"],
  ["style/useFilenamingConvention", "server/web/camelCase.ts", "export const a = 1;\n"],
  [
    "style/useImportType",
    "server/web/typed.ts",
    'import { Kind } from "./kinds.ts";\nexport const a = (kind: Kind) => kind;\n',
  ],
  ["performance/noBarrelFile", "server/web/barrel.ts", 'export { a } from "./any.ts";\n'],
  ["performance/noReExportAll", "server/web/everything.ts", 'export * from "./any.ts";\n'],
  ["correctness/useImportExtensions", "server/web/bare.ts", 'import { a } from "./any";\nexport const b = a;\n'],
  ["suspicious/noConsole", "server/web/loud.ts", 'console.log("answers");\nexport const a = 1;\n'],
  ["suspicious/noFocusedTests", "test/web/one.test.ts", 'import { test } from "vitest";\ntest.only("a", () => {});\n'],
  ["suspicious/noSkippedTests", "test/web/none.test.ts", 'import { test } from "vitest";\ntest.skip("a", () => {});\n'],
];

describe("the linter", () => {
  const tree = mkdtempSync(join(tmpdir(), "pikir-lint-"));
  let found: readonly string[] = [];

  beforeAll(() => {
    for (const part of [
      "server/records",
      "server/survey",
      "server/storage/storage.ts",
      "server/storage/counters.ts",
      "server/storage/drafts.ts",
      "tsconfig.json",
      "biome.json",
      "package.json",
    ])
      cpSync(join(ROOT, part), join(tree, part), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(tree, "node_modules"));
    for (const [, path, text] of FORBIDDEN) write(join(tree, path), text);
    found = lint(tree);
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  test.each(FORBIDDEN)("refuses %s in %s", (rule, path) => {
    expect(found).toContain(`${path} lint/${rule}`);
  });

  test("refuses nothing in the port, the records and the survey that the planted files stand beside", () => {
    expect(found.filter((finding) => /^server\/(records|survey|storage)\//.test(finding))).toEqual([]);
  });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** What fails the gate, as `path rule`. */
function lint(tree: string): readonly string[] {
  const binary = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const given = ["lint", "--vcs-enabled=false", "--max-diagnostics=none", "--reporter=json", "server", "test"];
  const ran = spawnSync(process.execPath, [binary, ...given], { cwd: tree, encoding: "utf8" });
  const { diagnostics } = linted.parse(JSON.parse(ran.stdout));
  return diagnostics
    .filter(({ severity }) => severity !== "information")
    .map(({ category, location }) => `${location?.path} ${category}`);
}
