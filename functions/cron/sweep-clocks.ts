import { sweep } from "@baton/core/clockwork";
import { invoked } from "../../packages/aws/src/lambda/log.ts";
import { log, publishMetrics, relay } from "../deps.ts";

/** Feeds the queues with what falls due before the next run, and has leads follow the people who come and go. */
export const handler = invoked(async () => {
  const counts = await sweep(relay);
  log("info", "swept", counts);
  await publishMetrics();
});
