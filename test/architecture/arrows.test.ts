import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

const ROOT = resolve(import.meta.dirname, "../..");

const cruised = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
    ruleSetUsed: z.object({ forbidden: z.array(z.object({ name: z.string(), comment: z.string().min(20) })) }),
  }),
});

type Cruise = z.infer<typeof cruised>["summary"];

/** An import that must not be: the rule that forbids it, the file it stands in, what it names, and how. */
type Planted = readonly [rule: string, from: string, imported: string, how?: "type"];

const FORBIDDEN: readonly Planted[] = [
  ["statistics-alone", "server/statistics/mean.ts", "../survey/answer.ts", "type"],
  ["survey-alone", "server/survey/journey.ts", "../statistics/mean.ts"],
  ["records-know-surveys", "server/records/draft.ts", "../statistics/mean.ts"],
  ["screening-is-pure", "server/screening/speed.ts", "../storage/storage.ts", "type"],
  ["reports-are-pure", "server/reports/shares.ts", "../storage/storage.ts", "type"],
  ["release-follows-reports", "server/release/csv.ts", "../storage/storage.ts"],
  ["releasing-reads-only", "server/releasing/records.ts", "../citizen/start.ts"],
  ["port-speaks-records", "server/storage/storage.ts", "../reports/funnel.ts", "type"],
  ["sqlite-keeps-to-the-port", "server/storage/sqlite/drafts.ts", "../postgres/drafts.ts"],
  ["postgres-keeps-to-the-port", "server/storage/postgres/staff.ts", "../../web/form.ts"],
  ["urn-knows-records", "server/urn/seal.ts", "../identity/demo.ts"],
  ["web-knows-records", "server/web/views.ts", "../storage/storage.ts", "type"],
  ["identity-knows-records", "server/identity/participation.ts", "../survey/answer.ts"],
  ["citizen-keeps-only", "server/citizen/consent.ts", "../reports/funnel.ts", "type"],
  ["citizen-keeps-only", "server/citizen/question.ts", "../release/gate.ts"],
  ["citizen-keeps-only", "server/citizen/receipt.ts", "../admin/report/report.ts"],
  ["citizen-keeps-only", "server/citizen/submission.ts", "../urn/mixer.ts"],
  ["admin-reads-only", "server/admin/dashboard.ts", "../citizen/start.ts"],
  ["admin-reads-only", "server/admin/session.ts", "../identity/demo.ts"],
  ["config-alone", "server/config.ts", "./records/fault.ts"],
  ["keys-know-records", "server/keys.ts", "./storage/storage.ts", "type"],
  ["urn-opened-by-the-mixer", "server/app.ts", "./urn/open.ts"],
  ["urn-opened-by-the-mixer", "scripts/report.ts", "../server/urn/open.ts"],
  ["urn-opened-by-the-mixer", "server/citizen/withdrawal.ts", "../urn/open.ts"],
  ["port-imports-types", "server/storage/storage.ts", "../records/fault.ts"],
  ["adapters-chosen-at-the-edge", "server/app.ts", "./storage/sqlite/open.ts"],
  ["drivers-behind-the-port", "server/citizen/start.ts", "better-sqlite3"],
  ["drivers-behind-the-port", "scripts/bench.ts", "pg"],
  ["keys-handed-in", "server/urn/knot.ts", "../keys.ts", "type"],
  ["config-handed-in", "server/web/headers.ts", "../config.ts", "type"],
  ["app-only-wires", "server/reports/methods.ts", "../app.ts"],
  ["main-is-run", "scripts/simulate.ts", "../server/main.ts"],
  ["scripts-pass-by-the-paths", "scripts/survey.ts", "../server/citizen/start.ts"],
  ["scripts-pass-by-the-paths", "scripts/import.ts", "../server/admin/report/report.ts"],
  ["server-without-scripts", "server/main.ts", "../scripts/open.ts"],
  ["nothing-needs-tests", "scripts/open.ts", "../test/support/visitor.ts"],
  ["pure-parts-touch-no-world", "server/statistics/median.ts", "node:fs"],
  ["pure-parts-touch-no-world", "server/reports/weights.ts", "node:fs/promises"],
  ["no-circular", "server/records/day.ts", "./month.ts", "type"],
  ["not-to-dev-dep", "server/web/assets.ts", "vitest"],
  ["declared-packages-only", "server/web/log.ts", "undeclared"],
  ["not-to-unresolvable", "server/web/reply.ts", "./nowhere.ts"],
];

/** The other half of the planted cycle, which is reported once. */
const BACK = ["server/records/month.ts", "./day.ts", "type"] as const;

const ALLOWED: readonly (readonly [from: string, imported: string])[] = [
  ["server/main.ts", "./serving.ts"],
  ["server/serving.ts", "./app.ts"],
  ["server/main.ts", "./storage/sqlite/open.ts"],
  ["server/main.ts", "./keys.ts"],
  ["server/main.ts", "./urn/mixer.ts"],
  ["server/app.ts", "./citizen/path.ts"],
  ["server/app.ts", "./admin/path.ts"],
  ["server/citizen/path.ts", "../urn/seal.ts"],
  ["server/citizen/path.ts", "../storage/storage.ts"],
  ["server/admin/path.ts", "../reports/funnel.ts"],
  ["server/reports/funnel.ts", "../statistics/mean.ts"],
  ["server/urn/mixer.ts", "./open.ts"],
  ["server/storage/sqlite/open.ts", "better-sqlite3"],
  ["server/storage/sqlite/open.ts", "node:fs"],
  ["scripts/report.ts", "../server/reports/funnel.ts"],
  ["scripts/simulate.ts", "../server/app.ts"],
  ["test/urn/open.test.ts", "../../server/urn/open.ts"],
  ["test/urn/open.test.ts", "vitest"],
];

const folder = mkdtempSync(join(tmpdir(), "pikir-arrows-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the arrows", () => {
  test("hold in this tree", () => {
    const { violations } = cruise(ROOT);
    expect(violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  });

  test("let through what the design allows", () => {
    const { violations } = cruise(plant("allowed", ALLOWED));
    expect(violations).toEqual([]);
  });

  describe("when broken", () => {
    let planted: Cruise;
    beforeAll(() => {
      planted = cruise(plant("forbidden", [...FORBIDDEN.map(([, ...arrow]) => arrow), BACK]));
    });

    test.each(FORBIDDEN.map(([rule, from, imported]) => [rule, from, imported] as const))(
      "%s refuses %s importing %s",
      (rule, from, imported) => {
        const found = planted.violations.filter((violation) => violation.from === from && violation.rule.name === rule);
        const name = imported.replace(/^node:/, "").replace(/^(\.\.?\/)+/, "");
        expect(found.map(({ to }) => to)).toContainEqual(expect.stringContaining(name));
      },
    );

    test("every rule has been seen to fail", () => {
      const rules = planted.ruleSetUsed.forbidden.map(({ name }) => name);
      expect([...new Set(FORBIDDEN.map(([rule]) => rule))].sort()).toEqual(rules.sort());
    });
  });
});

/** A tree of the project's layout, with the project's rules, in which each file holds just the given imports. */
function plant(name: string, arrows: readonly (readonly [from: string, imported: string, how?: "type"])[]): string {
  const tree = join(folder, name);
  for (const part of ["server", "scripts", "test"]) mkdirSync(join(tree, part), { recursive: true });
  for (const file of [".dependency-cruiser.cjs", "tsconfig.json"]) cpSync(join(ROOT, file), join(tree, file));
  write(
    join(tree, "package.json"),
    JSON.stringify({
      type: "module",
      dependencies: { "better-sqlite3": "1", pg: "1" },
      devDependencies: { vitest: "1" },
    }),
  );
  for (const name of ["better-sqlite3", "pg", "vitest", "undeclared"]) {
    write(
      join(tree, "node_modules", name, "package.json"),
      JSON.stringify({ name, version: "1.0.0", main: "index.js" }),
    );
    write(join(tree, "node_modules", name, "index.js"), "");
  }
  const sources = new Map<string, string>();
  for (const [from, imported, how] of arrows) {
    sources.set(from, `${sources.get(from) ?? ""}${statement(imported, how)}\n`);
    const target = join(dirname(from), imported);
    if (imported.startsWith(".") && !imported.includes("nowhere")) sources.set(target, sources.get(target) ?? "");
  }
  for (const [file, text] of sources)
    write(join(tree, file), `${text}export const planted = 1;\nexport type Planted = 1;\n`);
  return tree;
}

function statement(imported: string, how: "type" | undefined): string {
  return how === "type" ? `import type { Planted } from "${imported}";` : `import "${imported}";`;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Runs dependency-cruiser as the gate does. */
function cruise(tree: string): Cruise {
  const binary = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const given = ["--config", ".dependency-cruiser.cjs", "--output-type", "json", "server", "scripts", "test"];
  const ran = spawnSync(process.execPath, [binary, ...given], {
    cwd: tree,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return cruised.parse(JSON.parse(ran.stdout)).summary;
}
