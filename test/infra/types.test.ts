import { spawn } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

const { directory } = inject("production");
const faulty = join(directory, "infra/faulty.ts");

/** What SST's own types refuse, one in a line. */
const faults = {
  "a misspelt option": `new sst.aws.Queue("A", { visibilityTimout: "2 minutes" });`,
  "a duration without its unit": `new sst.aws.Function("B", { handler: "b.handler", timeout: 10 });`,
  "dead letters without a number of receives": `new sst.aws.Queue("C", { dlq: { queue: "arn" } });`,
  "a component that there is not": `new sst.aws.DynamoDB("D", {});`,
  "a permission without resources": `sst.aws.permission({ actions: ["ses:SendRawEmail"] });`,
};

let messages: string[];

beforeAll(async () => {
  await writeFile(
    faulty,
    [`/// <reference path="../.sst/platform/config.d.ts" />`, ...Object.values(faults)].join("\n"),
  );
  await mkdir(join(directory, "types"));
  await writeFile(
    join(directory, "types/tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        target: "es2024",
        module: "esnext",
        moduleResolution: "bundler",
        types: ["node"],
        strict: true,
        noUncheckedIndexedAccess: true,
        allowImportingTsExtensions: true,
        skipLibCheck: true,
        noEmit: true,
      },
      include: ["../sst.config.ts", "../infra"],
    }),
  );
  const compiler = join(directory, "node_modules/typescript/bin/tsc");
  const child = spawn(process.execPath, [compiler, "--pretty", "false", "-p", "types"], { cwd: directory });
  // SST's components are not written for strict types; only what is ours counts.
  messages = (await text(child.stdout)).split("\n").filter((line) => /^(infra\/|sst\.config)/.test(line));
});

afterAll(() => rm(faulty));

test("The infrastructure has the types of SST's components", () => {
  expect(messages.filter((message) => !message.startsWith("infra/faulty.ts"))).toEqual([]);
});

test.each(Object.keys(faults).map((fault, index) => [fault, index + 2] as const))("%s is refused", (_, line) => {
  expect(messages.filter((message) => message.startsWith(`infra/faulty.ts(${line},`))).toHaveLength(1);
});
