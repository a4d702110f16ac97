import { readFileSync } from "node:fs";

/** The command was called wrongly, or cannot work here: exit code 2. */
export class UsageError extends Error {}

export const readText = (file: string): string => readBytes(file).toString("utf8");

export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    throw new UsageError(`Cannot read ${file}: ${(error as Error).message}`);
  }
}

export function readJson(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readText(file));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} is not valid JSON: ${(error as Error).message}`);
  }
  throw new UsageError(`${file} must hold a JSON object.`);
}

export function readInstant(text: string): number {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) throw new UsageError(`"${text}" is not an instant such as 2026-11-24T09:00:00Z.`);
  return instant;
}
