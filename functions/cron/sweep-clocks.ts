import { sweep } from "@baton/core/relay";
import { log, publishMetrics, relay } from "../deps.ts";

/** Feeds the queues with what falls due before the next run, and has leads follow the people who come and go. */
export async function handler(): Promise<void> {
  const counts = await sweep(relay);
  log("info", "swept", counts);
  await publishMetrics();
}
