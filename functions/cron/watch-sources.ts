import { watchSources } from "@baton/core/health";
import { log, relay } from "../deps.ts";

/** Notices sources that went quiet or fail, and has the operator told. */
export async function handler(): Promise<void> {
  const counts = await watchSources(relay);
  log("info", "sources watched", counts);
}
