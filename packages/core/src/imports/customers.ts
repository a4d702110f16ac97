import { recordCustomer, saidOfCustomer } from "../outcome/customer.ts";
import { readLines } from "./file.ts";
import { type Did, eachLine, fit, type Kind } from "./kind.ts";

/** What customers did after the sale. */
export const customers: Kind = async (relay, file) => {
  const { lines, refused } = readLines(file, {
    needed: ["email|domain", "event", "at"],
    known: ["email", "domain", "event", "at", "value"],
  });
  const read = await eachLine(lines, ({ cells }) => fit(saidOfCustomer, cells));
  return {
    lines: read.good.length,
    refused: [...refused, ...read.refused],
    take: (dryRun) =>
      read.good.map((said) => async (): Promise<Did> => {
        if (!dryRun) await recordCustomer(relay, said);
        return "taken";
      }),
  };
};
