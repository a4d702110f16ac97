import { readAccountFile } from "../ownership/file.ts";
import { importOwnership } from "../ownership/import.ts";
import type { Kind } from "./kind.ts";

/** Whose customers companies and people are. */
export const accounts: Kind = async (relay, file) => {
  const { rows, problems } = readAccountFile(file);
  const entries = rows.map(({ of, owner, says }) => ({ of, owner, ...says }));
  const checked = await importOwnership(relay, entries, { dryRun: true });
  const wrong = [...problems, ...checked.problems.map(({ index, message }) => ({ line: rows[index]!.line, message }))];
  return {
    lines: new Set(rows.map(({ line }) => line)).size - new Set(wrong.map(({ line }) => line)).size,
    refused: wrong.map((one) => ({ ...one, code: "import.line" })),
    take: (dryRun) => [
      ...entries.map(() => () => "taken" as const),
      async () => {
        if (!dryRun) await importOwnership(relay, entries);
        return "same" as const;
      },
    ],
  };
};
