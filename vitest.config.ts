import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      // Machines that are busy with other things take several times as long.
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 30_000 } },
      { test: { name: "contract", include: ["test/contract/**/*.test.ts"], testTimeout: 30_000, hookTimeout: 60_000 } },
      {
        test: {
          name: "infra",
          include: ["test/infra/**/*.test.ts"],
          globalSetup: "test/infra/setup.ts",
          // A built function starts cold and must not wait for a compiler.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each file starts a whole stack; two cores carry one at a time.
          fileParallelism: false,
        },
      },
    ],
  },
});
