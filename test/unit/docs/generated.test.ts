import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");

test("the tables of the documentation are what the code says: npm run docs", async () => {
  const { stderr } = await promisify(execFile)(process.execPath, ["docs/generate.ts", "--check"], { cwd: root }).catch(
    (error: { stderr: string }) => error,
  );
  expect(stderr).toBe("");
});
