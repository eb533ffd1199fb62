import { statfsSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Tests open hundreds of databases, each written durably; where there are so many bytes of room in memory they wait for no disk. */
function inMemory(bytes: number): Readonly<Record<string, string>> {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize > bytes ? { TMPDIR: "/dev/shm" } : {};
  } catch {
    return {};
  }
}

/** Tests that attack, simulate, or start databases, browsers, linters or the compiled program: part of the gate, and not of `npm test`. */
const LONG = [
  "test/attack/{attack,postgres*}.test.ts",
  "test/storage/postgres*.test.ts",
  "test/scripts/{commands,restore,staff-and-audit}.test.ts",
  "test/operation/workers.test.ts",
  "test/architecture/{arrows,lint,source-rules}.test.ts",
  "test/simulation/**",
  "test/browser/**",
  "test/citizen/{bad-input,canary,challenge,instruments,limits}.test.ts",
  "test/survey/{consistency,reachability,reading}.test.ts",
  "test/security/{markup,stored-markup}.test.ts",
  "test/citizen/held-counts.test.ts",
  "test/admin/{cross,permissions,second-factor,sign-in,words}.test.ts",
  "test/scripts/import/import-file.test.ts",
  "test/closing/closing.test.ts",
  "test/admin/{provider,report,coding,backlog,releases,dashboard,files,api}.test.ts",
  "test/storage/sqlite-processes.test.ts",
  "test/identity/openid*.test.ts",
  "test/security/forged.test.ts",
  "test/upgrade/upgrade.test.ts",
  "test/reports/{counting,weighting}.test.ts",
  "test/release/{data-set,readers,release,weights}.test.ts",
];

/** Files whose every case takes minutes: the gate runs those that would notice most (`test/support/depth.ts`), the deep tests all. */
const DEEPER = [
  "test/attack/{attack,postgres-attack}.test.ts",
  "test/browser/{network,walk}.test.ts",
  "test/simulation/engines.test.ts",
];

/** The long files of most minutes: begun first, so that no worker idles at the end beside one that has just begun on one of them. */
const HEAVIEST = [
  "browser/accessibility",
  "scripts/commands",
  "browser/network",
  "attack/postgres-attack",
  "storage/postgres",
  "identity/openid",
  "attack/attack",
  "browser/walk",
  "browser/portal",
  "browser/eyes",
  "operation/workers",
  "architecture/source-rules",
].map((name) => `/test/${name}.test.ts`);

class HeaviestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = HEAVIEST.findIndex((name) => moduleId.endsWith(name));
      return place === -1 ? HEAVIEST.length : place;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

/** Four kinds of tests: short and long ones, run on every change, deep ones that take their time, and faults (`scripts/test --deep` runs all). */
export default defineConfig({
  test: {
    allowOnly: false,
    restoreMocks: true,
    // Against what never ends, and no measure of anything: where the gate runs, the machine may have a third of this one's pace.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    sequence: { sequencer: HeaviestFirst },
    projects: [
      {
        extends: true,
        // One world of modules a worker: nothing of ours keeps state in a module, and loading them anew for every file took half the time.
        test: {
          name: "gate",
          include: ["test/**/*.test.ts"],
          exclude: ["test/{deep,faults}/**", ...LONG],
          isolate: false,
          env: inMemory(1e9),
        },
      },
      {
        extends: true,
        test: {
          name: "long",
          isolate: false,
          include: LONG.map((pattern) => pattern.replace(/\*\*$/, "**/*.test.ts")),
          testTimeout: 180_000,
          // Whole clusters, and copies of them.
          env: inMemory(8e9),
        },
      },
      {
        extends: true,
        test: {
          name: "deep",
          include: ["test/deep/**/*.test.ts", ...DEEPER],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          env: { PIKIR_TEST_DEEP: "yes" },
        },
      },
      {
        extends: true,
        // One after the other: each fault is timed against a machine that does nothing else.
        test: {
          name: "faults",
          include: ["test/faults/*.test.ts"],
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
