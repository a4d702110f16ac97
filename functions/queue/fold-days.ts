import { type DayMessage, foldDay, markDays } from "@baton/core/report";
import { eachMessage, folding, log } from "../deps.ts";

const reports = folding();

/** Notes in which days rows changed, and folds the numbers of days anew. */
export const handler = eachMessage<DayMessage>(async (message) => {
  if ("changed" in message) return markDays(reports, message.changed);
  if (await foldDay(reports, message.fold)) log("info", "day folded", { day: message.fold });
});
