import { type DayMessage, foldDay, markDays } from "@baton/core/report";
import { closeBooks } from "@baton/core/sheet";
import { eachMessage, folding, log, relay } from "../deps.ts";

const reports = folding();

/** Notes in which days rows changed, folds the numbers of days anew, and closes periods. */
export const handler = eachMessage<DayMessage>(async (message) => {
  if ("changed" in message) return markDays(reports, message.changed);
  if ("round" in message) return closeBooks(relay, reports);
  if (await foldDay(reports, message.fold)) log("info", "day folded", { day: message.fold });
});
