import { watchClocks } from "@baton/core/health";
import { invoked } from "../../packages/aws/src/lambda/log.ts";
import { log, publishMetrics, relay } from "../deps.ts";

/** Notices that clocks stand still, and has the operator told. */
export const handler = invoked(async () => {
  try {
    const counts = await watchClocks(relay);
    log("info", "clocks watched", counts);
  } finally {
    await publishMetrics();
  }
});
