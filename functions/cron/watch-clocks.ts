import { watchClocks } from "@baton/core/health";
import { log, publishMetrics, relay } from "../deps.ts";

/** Notices that clocks stand still, and has the operator told. */
export async function handler(): Promise<void> {
  try {
    const counts = await watchClocks(relay);
    log("info", "clocks watched", counts);
  } finally {
    await publishMetrics();
  }
}
