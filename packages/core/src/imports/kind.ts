import { prettifyError, type ZodType } from "zod";
import { BatonError } from "../error/index.ts";
import type { Relay } from "../ports/relay.ts";
import type { Line, RefusedLine } from "./file.ts";

export interface ImportOptions {
  /** The source that touches and leads come by. */
  source?: string | undefined;
}

/** What came of a line. */
export type Did = "taken" | "same" | "replaced";

/** A file that was read: how many of its lines are good, which are not, and the work that takes them. */
export interface ReadFile {
  lines: number;
  refused: RefusedLine[];
  take(dryRun: boolean): (() => Promise<Did> | Did)[];
}

export type Kind = (relay: Relay, file: Uint8Array, options: ImportOptions) => Promise<ReadFile>;

/** Reads each line on its own; what is thrown refuses it. */
export async function eachLine<T>(
  lines: readonly Line[],
  read: (line: Line) => T | Promise<T>,
): Promise<{ good: T[]; refused: RefusedLine[] }> {
  const good: T[] = [];
  const refused: RefusedLine[] = [];
  for (const line of lines) {
    try {
      good.push(await read(line));
    } catch (error) {
      if (!(error instanceof BatonError) || error.status >= 500) throw error;
      refused.push({ line: line.line, code: error.code, message: error.message });
    }
  }
  return { good, refused };
}

/** A line as it has to be. Throws `import.line`. */
export function fit<T>(schema: ZodType<T>, given: unknown): T {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const message = prettifyError(read.error)
    .replace(/\s*\n\s*/g, " ")
    .replace(/✖ /g, "");
  throw new BatonError("import.line", message, { status: 422 });
}
