import { existsSync, renameSync, writeFileSync } from "node:fs";
import type { SoFar } from "@baton/core/drafting";
import { readJson, UsageError } from "../../usage.ts";

/** Beside the answers: the field that was being asked when they were saved, whose list may go on. */
const ASKING = "asking";

/** Answers as they lie in their file. */
export interface Kept {
  answers: Record<string, unknown>;
  /** `teams.sales` */
  asking: string | undefined;
}

/** What is known so far; nothing, where there is no file yet. */
export function readAnswers(file: string): Kept {
  if (!existsSync(file)) return { answers: {}, asking: undefined };
  const { [ASKING]: asking, ...answers } = readJson(file);
  return { answers, asking: typeof asking === "string" ? asking : undefined };
}

/** Saves all at once or not at all, so that whoever stops meanwhile loses nothing. */
export function saveAnswers(file: string, answers: SoFar, asking?: string): void {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, `${JSON.stringify({ ...answers, ...(asking && { [ASKING]: asking }) }, null, 2)}\n`);
    renameSync(beside, file);
  } catch (error) {
    throw new UsageError(`Cannot write ${file}: ${(error as Error).message}`);
  }
}
