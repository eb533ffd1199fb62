import { defineConfig } from "vitest/config";

/** Two kinds of tests: the gate, run on every change, and the deep ones, that take their time (`scripts/test --deep`). */
export default defineConfig({
  test: {
    allowOnly: false,
    restoreMocks: true,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: "gate", include: ["test/**/*.test.ts"], exclude: ["test/deep/**"] },
      },
      {
        extends: true,
        test: { name: "deep", include: ["test/deep/**/*.test.ts"], testTimeout: 600_000, hookTimeout: 600_000 },
      },
    ],
  },
});
