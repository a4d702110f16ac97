import pMap from "p-map";
import type { Relay } from "../ports/relay.ts";
import type { RefusedLine } from "./file.ts";
import type { Did, ImportOptions } from "./kind.ts";
import { kinds } from "./kinds.ts";

export const importKinds = Object.keys(kinds) as (keyof typeof kinds)[];
export type ImportKind = keyof typeof kinds;

/** What came of a file: `same` said nothing new, `replaced` took the place of what was known. */
export interface ImportedFile {
  rows: number;
  taken: number;
  same: number;
  replaced: number;
  refused: RefusedLine[];
}

/** Lines that are worked off at a time. */
const AT_ONCE = { concurrency: 8 };

/**
 * Imports a CSV file. Where a line is refused nothing is taken; done again it says nothing new. With `dryRun` it is only said what would
 * be. Throws `import.columns`, `import.size` or `import.source`.
 */
export async function importFile(
  relay: Relay,
  kind: ImportKind,
  file: Uint8Array,
  options: ImportOptions & { dryRun?: boolean } = {},
): Promise<ImportedFile> {
  const { lines, refused, take } = await kinds[kind](relay, file, options);
  const rows = lines + refused.filter(({ code }) => code !== "import.quote").length;
  const done: Record<Did, number> = { taken: 0, same: 0, replaced: 0 };
  if (refused.length > 0) return { rows, ...done, refused: refused.sort((a, b) => a.line - b.line) };
  for (const did of await pMap(take(options.dryRun ?? false), (work) => work(), AT_ONCE)) done[did] += 1;
  return { rows, ...done, refused: [] };
}
