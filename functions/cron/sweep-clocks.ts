import { sweep } from "@baton/core/relay";
import { log, relay } from "../deps.ts";

/** Feeds the queues with what falls due before the next run. */
export async function handler(): Promise<void> {
  const counts = await sweep(relay);
  log("info", "swept", counts);
}
