import { watchSources } from "@baton/core/health";
import { invoked } from "../../packages/aws/src/lambda/log.ts";
import { log, publishMetrics, relay } from "../deps.ts";

/** Notices sources that went quiet or fail, and has the operator told. */
export const handler = invoked(async () => {
  const counts = await watchSources(relay);
  log("info", "sources watched", counts);
  await publishMetrics();
});
