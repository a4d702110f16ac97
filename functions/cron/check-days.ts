import { checkDays } from "@baton/core/report";
import { folding, keyReader, log, publishMetrics, relay } from "../deps.ts";
import { invoked } from "../log.ts";

const reports = folding();

/** Finds days whose numbers are not what their rows add up to, and has them folded anew. */
export const handler = invoked(async () => {
  const found = await checkDays(reports, (await keyReader()).zone);
  relay.measure("StaleDays", found.length);
  log(found.length > 0 ? "warn" : "info", "days checked", { stale: found });
  await publishMetrics();
});
