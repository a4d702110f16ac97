import { watchClocks } from "@baton/core/health";
import { invoked, log, relay } from "../deps.ts";

/** Notices that clocks stand still, and has the operator told. */
export const handler = invoked(async () => log("info", "clocks watched", await watchClocks(relay)));
