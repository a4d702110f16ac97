import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { questions } from "@baton/core/drafting";
import { afterAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const example = join(root, "docs/examples/together.answers.json");
const work = mkdtempSync(join(tmpdir(), "baton-together-"));
afterAll(() => rmSync(work, { recursive: true }));
const directory = () => mkdtempSync(join(work, "w-"));

/** Runs the command as a process without a terminal. */
const baton = (cwd: string, ...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const main = join(root, "packages/cli/src/main.ts");
    const child = execFile(process.execPath, [main, ...args], { cwd }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
const PATIENCE_MS = 120_000;

test(
  "with all answers baton init asks nothing, writes the agreement, and the agreement checks",
  async () => {
    const cwd = directory();
    const { code, stdout, stderr } = await baton(cwd, "init", "--together", "--answers", example, "--out", "acme.yaml");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("The agreement is in acme.yaml.");
    expect(stdout).toContain("  2,000,000 EUR a quarter is 40 won deals' worth, at 50,000 EUR each.\n");
    expect(stdout).toContain("  Qualified leads a quarter: at least 600 (qualified-leads)\n");
    expect(stdout).toContain("SEARCH_ADS_KEY, WEBINARS_SECRET, WEBSITE_DEMO_TOKEN");
    expect(stdout).not.toContain("Question 1");
    const checked = await baton(cwd, "check", "acme.yaml", "--json");
    expect(checked.code).toBe(0);
    expect(JSON.parse(checked.stdout).findings).toEqual([]);
    // The answers are somebody's own file, and stay as they are.
    expect(readdirSync(cwd)).toEqual(["acme.yaml"]);
  },
  PATIENCE_MS,
);

test(
  "with none, and nobody who could be asked, lacks all twelve",
  async () => {
    const cwd = directory();
    const { code, stderr } = await baton(cwd, "init", "--together");
    expect(code).toBe(2);
    for (const { id, title } of questions) expect(stderr).toContain(`  ${id}: ${title}\n`);
    expect(readdirSync(cwd)).toEqual([]);
  },
  PATIENCE_MS,
);
