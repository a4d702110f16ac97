import { outcomeOf, recordOutcome, saidOutcome } from "../outcome/index.ts";
import { checkReason } from "../outcome/report.ts";
import { readLines } from "./file.ts";
import { eachLine, fit, type Kind } from "./kind.ts";

const columns = ["email", "deal", "state", "amount", "currency", "reason", "at", "source"];

/** What became of deals. */
export const outcomes: Kind = async (relay, file) => {
  const { lines, refused } = readLines(file, { needed: ["email|deal", "state", "at"], known: columns });
  const { agreement } = await relay.rulebooks.active();
  const read = await eachLine(lines, ({ cells: { email, ...said } }) => {
    const outcome = outcomeOf(fit(saidOutcome, { ...said, ...(email !== undefined && { person: { email } }) }), "csv");
    checkReason(agreement, outcome);
    return outcome;
  });
  return {
    lines: read.good.length,
    refused: [...refused, ...read.refused],
    take: (dryRun) =>
      read.good.map((outcome) => async () => {
        if (dryRun) return "taken";
        return (await recordOutcome(relay, outcome)).changed ? "taken" : "same";
      }),
  };
};
