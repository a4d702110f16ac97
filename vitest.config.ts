import { defineConfig } from "vitest/config";
import { today } from "./test/helpers/random/seeds.ts";

/** Tests of the units that try many seeds or are slow for another reason: `npm run test:unit` answers without them. */
const slow = [
  "test/unit/core/{clockwork/comings-and-goings,clockwork/health,intake/reception,privacy/forgetting,privacy/privacy,promises/promises,promises/simulation,rules/reference}.test.ts",
  "test/unit/prover/{differences,fields,random,sum}.test.ts",
  "test/unit/{aws/lead-item,cli/together-process,core/drafting/random-answers,email/mime,sources/reading}.test.ts",
];

/** Tests of how long something may take, which a neighbour must not answer. */
const timed = ["test/integration/intake.test.ts"];

const patient = { testTimeout: 60_000, hookTimeout: 60_000 };
const stacks = { ...patient, globalSetup: "test/setup/emulators.ts", setupFiles: "test/aws/record.ts" };

/** Unit tests keep nothing global, so they share processes: one for each file takes longer than most files. */
const shared = { isolate: false, setupFiles: "test/setup/fast-check.ts" } as const;

export default defineConfig({
  test: {
    // Two cores carry two stacks.
    maxWorkers: 2,
    globalSetup: ["test/setup/seeds.ts", "test/setup/requests.ts"],
    // Decided here once, so that a run over midnight has the seeds of one day.
    env: { SEEDS: process.env.SEEDS || (process.env.BATON_TESTS === "all" ? "all" : today()) },
    projects: [
      // Machines that are busy with other things take several times as long.
      {
        extends: true,
        test: {
          name: "contract",
          include: ["test/contract/**/*.test.ts"],
          globalSetup: "test/setup/dynamodb-local.ts",
          setupFiles: "test/aws/record.ts",
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "infra",
          include: ["test/infra/**/*.test.ts"],
          ...patient,
          globalSetup: ["test/infra/setup.ts", "test/setup/emulators.ts"],
        },
      },
      {
        extends: true,
        test: { ...stacks, name: "timed", include: timed, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: {
          ...stacks,
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          exclude: timed,
        },
      },
      // After those whose requests it looks at.
      {
        extends: true,
        test: { name: "aws", include: ["test/aws/**/*.test.ts"], ...patient, sequence: { groupOrder: 2 } },
      },
      { extends: true, test: { ...shared, name: "slow", include: slow, testTimeout: 30_000 } },
      {
        extends: true,
        test: { ...shared, name: "unit", include: ["test/unit/**/*.test.ts"], exclude: slow, testTimeout: 30_000 },
      },
    ],
  },
});
