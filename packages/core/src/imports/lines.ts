import { createHash } from "node:crypto";
import { z } from "zod";
import { BatonError } from "../error/index.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** When something happened, as a file says it: an instant, or a day. */
export const instant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), "expected an instant such as 2026-11-24T09:00:00Z");

/** What makes a line the same one when it is imported again. */
export const digestOf = (parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);

/** The source that a file comes by. Throws `import.source`. */
export function sourceOf({ agreement: { sources } }: Rulebook, name: string | undefined): string {
  if (name !== undefined && Object.hasOwn(sources, name)) return name;
  const what = name === undefined ? "It has to be said which source these come by" : `There is no source "${name}"`;
  throw new BatonError("import.source", `${what}: one of ${Object.keys(sources).join(", ")}.`, { status: 422 });
}
