import { spawn } from "node:child_process";
import { join } from "node:path";
import { apiKey } from "./stack.ts";

/** Runs `baton` in a directory, against a stack; answers what it printed and how it ended. */
export function runCli(
  args: string[],
  { url, cwd }: { url: string; cwd: string },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const main = join(import.meta.dirname, "../../../packages/cli/src/main.ts");
    const child = spawn(process.execPath, [main, ...args], {
      cwd,
      env: { ...process.env, BATON_URL: url, BATON_API_KEY: apiKey },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].on("data", (chunk) => {
        output[stream] += chunk;
      });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...output }));
  });
}
