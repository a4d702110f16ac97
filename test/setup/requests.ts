import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Has the tests of a run write down what they send to AWS's services. */
export default function setup(): () => void {
  // Whoever has named a directory keeps it.
  if (process.env.AWS_REQUESTS) return () => {};
  process.env.AWS_REQUESTS = mkdtempSync(join(tmpdir(), "baton-requests-"));
  return () => rmSync(process.env.AWS_REQUESTS!, { recursive: true });
}
