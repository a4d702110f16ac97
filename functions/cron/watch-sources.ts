import { watchSources } from "@baton/core/health";
import { log, publishMetrics, relay } from "../deps.ts";
import { invoked } from "../log.ts";

/** Notices sources that went quiet or fail, and has the operator told. */
export const handler = invoked(async () => {
  const counts = await watchSources(relay);
  log("info", "sources watched", counts);
  await publishMetrics();
});
