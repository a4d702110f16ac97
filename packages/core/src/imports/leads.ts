import { receive } from "../intake/receive.ts";
import { readLines } from "./file.ts";
import { eachLine, fit, type Kind } from "./kind.ts";
import { digestOf, instant, sourceOf } from "./lines.ts";

/** Leads, as fairs and shops list them: columns are lead fields, and `at` when they asked. Each is kept raw, like a delivery. */
export const leads: Kind = async (relay, file, options) => {
  const { lines, refused } = readLines(file, { needed: ["email|phone|name"] });
  const rulebook = await relay.rulebooks.active();
  const source = sourceOf(rulebook, options.source);
  const read = await eachLine(lines, ({ cells: { at, ...fields } }) => ({
    ...fields,
    ...(at !== undefined && { submittedAt: fit(instant, at) }),
  }));
  return {
    lines: read.good.length,
    refused: [...refused, ...read.refused],
    take: (dryRun) =>
      read.good.map((fields) => async () => {
        if (dryRun) return "taken";
        const { outcome } = await receive(relay, rulebook, {
          source,
          contentType: "application/json",
          body: Buffer.from(JSON.stringify(fields)),
          key: { id: digestOf(["import", ...Object.entries(fields).flat()]) },
          reading: { found: [{ kind: "lead", fields, imported: true }] },
          receivedAt: relay.time.now(),
        });
        return outcome === "duplicate" ? "same" : "taken";
      }),
  };
};
