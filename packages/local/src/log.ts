import { service } from "@baton/core/metrics";
import { clockSeam } from "./clock/clock.ts";

/**
 * One JSON line on stderr, with the fields that the functions' lines have. Never give it a path, a body or a secret: the paths of
 * hooks and of the rep's page carry tokens.
 */
export function log(level: "info" | "warn" | "error", message: string, fields: Record<string, unknown> = {}): void {
  const clock = (globalThis as Record<symbol, { now(): number } | undefined>)[clockSeam] ?? Date;
  const line = {
    level: level.toUpperCase(),
    message,
    timestamp: new Date(clock.now()).toISOString(),
    service,
    ...fields,
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

/** What of a thrown value is worth a log line. */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  const code = (error as { code?: unknown }).code;
  return { error: error.message, errorName: error.name, ...(code === undefined ? {} : { code }), stack: error.stack };
}
